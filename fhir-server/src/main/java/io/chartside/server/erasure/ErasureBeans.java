package io.chartside.server.erasure;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.store.OrphanKeys;
import io.chartside.server.store.PatientEraser;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ErasureBeans {

    @Bean
    Erasures erasures(
            PatientEraser record,
            KeyKeeper keeper,
            KeyRing keys,
            List<PatientTraces> traces,
            ServerSignatures signatures,
            AuditTrail audit,
            Clock clock) {
        return new Erasures(record, keeper, keys, traces, signatures, audit, clock);
    }

    @Bean
    ErasureJob erasureJob(Tenants tenants, Erasures erasures, OrphanKeys orphans) {
        return new ErasureJob(tenants, erasures, orphans);
    }

    @Bean
    Operation erasedOperation(Erasures erasures, Readings readings) {
        return new Erased(erasures, readings);
    }

    @Bean
    Operation eraseOperation(Erasures erasures, Readings readings) {
        return new Erase(erasures, readings);
    }
}
