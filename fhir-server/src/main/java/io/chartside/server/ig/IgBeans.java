package io.chartside.server.ig;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class IgBeans {

    @Bean
    IgPackages igPackages(FhirContext fhir, Environment environment) {
        return IgPackages.load(
                fhir,
                Binder.get(environment)
                        .bind("chartside.config-dirs", Bindable.listOf(Path.class))
                        .orElse(List.of()));
    }
}
