package io.chartside.server.terminology;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.ig.IgPackages;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TerminologyBeans {

    @Bean
    Terminology terminology(FhirContext fhir, IgPackages guides, @Value("${chartside.data-dir:data}") Path dataDir) {
        return new Terminology(fhir, dataDir.resolve("terminology"), new Published(fhir, guides));
    }
}
