package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfiles;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** CDS clients in browsers, from the origins that profiles name and no other (CDS Hooks 2.0, "Cross-Origin Resource Sharing"). */
@Configuration(proxyBeanMethods = false)
class HookConfiguration {

    /** After the filter that sets the headers of every answer. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

    @Bean
    FilterRegistrationBean<CorsFilter> cdsHooksCors(EhrProfiles profiles) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(profiles.all().stream()
                .flatMap(profile -> profile.cdsHooks().stream())
                .flatMap(hooks -> hooks.origins().stream())
                .distinct()
                .toList());
        cors.setAllowedMethods(List.of("GET", "POST"));
        cors.setAllowedHeaders(List.of("Authorization", "Content-Type"));
        cors.setExposedHeaders(List.of("X-Request-Id"));
        cors.setAllowCredentials(false);
        cors.setMaxAge(Duration.ofHours(1));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/cds-services/**", cors);
        FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(new CorsFilter(source));
        registration.addUrlPatterns("/cds-services", "/cds-services/*");
        registration.setOrder(ORDER);
        return registration;
    }
}
