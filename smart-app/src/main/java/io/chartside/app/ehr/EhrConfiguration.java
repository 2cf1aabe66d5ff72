package io.chartside.app.ehr;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class EhrConfiguration {

    @Bean
    FhirContext fhirContext() {
        return FhirContext.forR4Cached();
    }

    @Bean
    EhrProfiles ehrProfiles(PluginSettings settings, Environment environment) {
        return EhrProfiles.read(settings.configDirs(), settings.demo(), environment::resolveRequiredPlaceholders);
    }

    /** The plugin's door: the registered EHRs and Chartside's own server, nothing else. */
    @Bean
    Outbound outbound(PluginSettings settings, EhrProfiles profiles) {
        List<AllowedOrigin> origins = new ArrayList<>(profiles.origins());
        origins.removeIf(origin -> origin.equals(AllowedOrigin.internal(settings.serverUrl())));
        origins.add(AllowedOrigin.internal(settings.serverUrl()));
        return Outbound.allowing(origins);
    }
}
