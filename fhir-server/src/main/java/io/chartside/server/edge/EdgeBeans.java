package io.chartside.server.edge;

import io.chartside.server.tenancy.ServerSettings;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** What stands between the network and all endpoints. */
@Configuration(proxyBeanMethods = false)
class EdgeBeans {
    /** Bytes a second: a modem's. */
    private static final long SLOWEST_BODY = 1024;

    @Bean
    SecurityHeaders securityHeaders(ServerSettings server) {
        return new SecurityHeaders("https".equals(server.serverUrl().getScheme()));
    }

    /** First of all; their order is that of the call. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> valvesBeforeAll(
            SecurityHeaders headers, EdgeSettings settings) {
        return factory -> factory.addEngineValves(
                headers, new OperatorEndpoints(), new SlowBodies(settings.slowBodyAfter(), SLOWEST_BODY));
    }

    /** Where it is configured. After all others, whose settings it repeats for its port. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tlsPort(TlsSettings settings, SslBundles bundles) {
        return factory -> {
            if (settings.port() > 0) {
                TlsPort.open(factory, settings, bundles);
            }
        };
    }
}
