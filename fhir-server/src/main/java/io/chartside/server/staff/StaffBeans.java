package io.chartside.server.staff;

import io.chartside.server.store.SealedColumn;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class StaffBeans {
    @Bean
    FilterRegistrationBean<StaffDoor> staffDoor(StaffSessions sessions, StaffPages pages) {
        FilterRegistrationBean<StaffDoor> registration = new FilterRegistrationBean<>(new StaffDoor(sessions, pages));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 25);
        registration.addUrlPatterns("/staff", "/staff/*");
        return registration;
    }

    /** Of the staff's realm alone. */
    @Bean
    SealedColumn sealedStaff() {
        return SealedColumn.of(
                "staff_person",
                "secret",
                List.of(new SealedColumn.Key("login", "text")),
                (realm, of) -> StaffSecrets.place(of.get(0)));
    }

    @Bean
    SealedColumn sealedPurposes() {
        return SealedColumn.of(
                "staff_grant",
                "purpose",
                List.of(new SealedColumn.Key("id", "uuid")),
                (tenant, of) -> StaffGrantTable.place(UUID.fromString(of.get(0))));
    }
}
