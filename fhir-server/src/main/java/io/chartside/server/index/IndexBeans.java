package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import io.chartside.server.json.ElementDefinitions;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class IndexBeans {

    /** The process's one context: making another costs a second and 50 MB. */
    @Bean
    FhirContext fhirContext() {
        FhirContext fhir = FhirContext.forR4Cached();
        fhir.getParserOptions().setStripVersionsFromReferences(false);
        fhir.getParserOptions().setOverrideResourceIdWithBundleEntryFullUrl(false);
        // What is stored refers by id; looking for targets to contain was a quarter of the encoding.
        fhir.getParserOptions().setAutoContainReferenceTargetsWithNoId(false);
        // HAPI's default handler would log the names and references that a client sent, which may be health records.
        fhir.setParserErrorHandler(new LenientErrorHandler(false));
        return fhir;
    }

    @Bean
    SearchConfiguration searchConfiguration(Environment environment) {
        return new SearchConfiguration(Binder.get(environment)
                .bind("chartside.config-dirs", Bindable.listOf(Path.class))
                .orElse(List.of()));
    }

    @Bean
    SearchParameters searchParameters(SearchConfiguration configuration) {
        return configuration.searchParameters();
    }

    @Bean
    SearchWords searchWords(SearchConfiguration configuration, SearchParameters parameters) {
        return new SearchWords(parameters, configuration.populationParameters(parameters));
    }

    @Bean
    ResourceIndexer resourceIndexer(FhirContext fhir, SearchParameters parameters) {
        return new ResourceIndexer(ElementDefinitions.of(fhir), parameters);
    }
}
