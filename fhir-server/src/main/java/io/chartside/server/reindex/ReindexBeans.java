package io.chartside.server.reindex;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.store.Database;
import io.chartside.server.store.Labelling;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.OwnParameterTable;
import io.chartside.server.store.TokenAdder;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReindexBeans {

    @Bean
    Reindexing reindexing(
            Database database,
            MomentReader reader,
            TokenAdder adder,
            OwnParameters own,
            OwnParameterTable table,
            Clock clock) {
        // Twice as long as a process may be without knowing the parameter.
        return new Reindexing(
                database, reader, adder, own, table, clock, own.knownAfter().multipliedBy(2));
    }

    @Bean(initMethod = "start")
    Relabelling relabelling(Labelling labelling, Tenants tenants, AuditTrail audit, ServerSettings server) {
        return new Relabelling(labelling, tenants, audit, server);
    }

    @Bean
    Operation reindexAllOperation(Labelling labelling, Readings readings) {
        return new ReindexAll(labelling, readings);
    }

    @Bean
    Operation reindexOperation(
            Reindexing reindexing, SearchParameters parameters, OwnParameters own, FhirContext fhir) {
        return new Reindex(reindexing, parameters, own, fhir);
    }
}
