package io.chartside.server.demo;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.LaunchHandles;
import io.chartside.server.authz.SignIns;
import io.chartside.server.demo.seed.DemoSeed;
import io.chartside.server.interaction.Readings;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.thymeleaf.ITemplateEngine;

/**
 * The demo EHR and its visits are there with {@code chartside.demo} alone. That is decided at each start, by a registrar: what
 * a condition on a class says would be decided by the build, which makes the bean definitions.
 */
@Configuration(proxyBeanMethods = false)
@Import(DemoBeans.Registrar.class)
class DemoBeans {

    static final class Registrar implements BeanRegistrar {
        @Override
        public void register(BeanRegistry registry, Environment environment) {
            if (!environment.getProperty("chartside.demo", Boolean.class, false)) {
                return;
            }
            DemoSeed.register(registry);
            registry.registerBean(
                    DemoPages.class,
                    spec -> spec.supplier(beans ->
                            new DemoPages(beans.bean(ITemplateEngine.class), beans.bean(ServerSettings.class))));
            registry.registerBean(
                    CdsClient.class,
                    spec -> spec.supplier(
                            beans -> new CdsClient(beans.bean(ServerSettings.class), beans.bean(Clock.class))));
            registry.registerBean(
                    DemoEhrController.class,
                    spec -> spec.supplier(beans -> new DemoEhrController(
                            beans.bean(Tenants.class),
                            beans.bean(ServerSettings.class),
                            beans.bean(SignIns.class),
                            beans.bean(LaunchHandles.class),
                            beans.bean(Readings.class),
                            beans.bean(Origins.class),
                            beans.bean(DemoPages.class),
                            beans.bean(CdsClient.class),
                            beans.bean(Clock.class))));
        }
    }
}
