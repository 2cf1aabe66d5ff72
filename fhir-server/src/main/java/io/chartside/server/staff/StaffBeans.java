package io.chartside.server.staff;

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
}
