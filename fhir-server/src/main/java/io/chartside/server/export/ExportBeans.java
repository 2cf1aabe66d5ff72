package io.chartside.server.export;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.operation.Operation;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.store.SealedColumn;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExportBeans {

    @Bean
    ExportJobs exportJobs(Database database, KeyRing keys) {
        return new ExportJobs(database, keys);
    }

    @Bean
    SealedColumn sealedRequests() {
        return SealedColumn.of(
                "export_job",
                "request",
                List.of(new SealedColumn.Key("id", "uuid")),
                (tenant, of) -> ExportJobs.place(tenant, UUID.fromString(of.get(0)), ExportJobs.REQUEST));
    }

    @Bean
    SealedColumn sealedFiles() {
        return SealedColumn.of(
                "export_file",
                "body",
                List.of(new SealedColumn.Key("job", "uuid"), new SealedColumn.Key("number", "integer")),
                (tenant, of) -> ExportJobs.place(tenant, UUID.fromString(of.get(0)), Integer.parseInt(of.get(1))));
    }

    @Bean
    PatientTraces exportTraces(ExportJobs jobs) {
        return new ExportTraces(jobs);
    }

    @Bean
    ExportRunner exportRunner(
            Database database,
            MomentReader reader,
            CriteriaMatcher matcher,
            ExportJobs jobs,
            ExportSettings settings,
            Clock clock) {
        return new ExportRunner(database, reader, matcher, jobs, settings, clock);
    }

    @Bean
    AnalystForm analystForm(AccessPolicy policy, Tenants tenants, Clock clock) {
        return new AnalystForm(policy, tenants, clock);
    }

    @Bean
    ExportRights exportRights(AccessPolicy policy, AnalystForm form) {
        return new ExportRights(policy, form);
    }

    @Bean
    Operation exportKickOff(
            AccessPolicy policy,
            AnalystForm form,
            SearchParameters parameters,
            ResourceSearch search,
            FhirContext fhir,
            ExportJobs jobs,
            ExportRunner runner,
            ExportSettings settings,
            Clock clock) {
        return new ExportKickOff(
                policy, form, parameters, search, new ExportGroups(fhir), jobs, runner, settings, clock);
    }

    @Bean
    Operation exportStatus(ExportJobs jobs, ExportRights rights, Clock clock) {
        return new ExportStatus(jobs, rights, clock);
    }

    @Bean
    Operation exportFile(ExportJobs jobs, ExportRights rights, Clock clock) {
        return new ExportFile(jobs, rights, clock);
    }
}
