package io.chartside.server.admin;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.KeyFiles;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class AdminBeans {
    @Bean
    FilterRegistrationBean<OperatorDoor> operatorDoor(KeyFiles keys, Clock clock) {
        FilterRegistrationBean<OperatorDoor> registration =
                new FilterRegistrationBean<>(new OperatorDoor(keys.loadOrCreate(OperatorKey.FILE), clock));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 25);
        registration.addUrlPatterns("/admin/*");
        return registration;
    }

    /** Before the token is looked at: a tenant that is not served has none that counts. */
    @Bean
    FilterRegistrationBean<TenantGate> tenantGate(Tenants tenants, AuditTrail audit, Origins origins) {
        FilterRegistrationBean<TenantGate> registration =
                new FilterRegistrationBean<>(new TenantGate(tenants, audit, origins));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 25);
        registration.addUrlPatterns("/fhir/*");
        return registration;
    }
}
