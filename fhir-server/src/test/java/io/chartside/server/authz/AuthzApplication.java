package io.chartside.server.authz;

import com.zaxxer.hikari.HikariDataSource;
import io.chartside.server.access.Caller;
import io.chartside.server.tenancy.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The authorization server without the FHIR store: a resource answers who asks. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(ServerSettings.class)
@ComponentScan({"io.chartside.server.authz", "io.chartside.server.access", "io.chartside.server.tenancy"})
class AuthzApplication {

    @Bean
    DataSource dataSource() {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(AuthzDatabase.JDBC_URL);
        source.setMaximumPoolSize(8);
        return source;
    }

    @Bean
    SteppingClock clock() {
        return new SteppingClock(Clock.systemUTC());
    }

    /** Stands where the FHIR endpoint stands. */
    @RestController
    static class WhoAsks {
        @GetMapping("/fhir/{tenant}/Patient/1")
        Map<String, Object> caller(HttpServletRequest request) {
            Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("tenant", caller.tenant().value());
            json.put("subject", caller.subject());
            json.put("clientId", caller.clientId());
            json.put("scope", caller.scopes().toString());
            json.put("fhirUser", caller.fhirUser().orElse(null));
            json.put("patient", caller.patient().orElse(null));
            json.put("encounter", caller.encounter().orElse(null));
            json.put("authTime", caller.authTime().map(Object::toString).orElse(null));
            return json;
        }
    }
}
