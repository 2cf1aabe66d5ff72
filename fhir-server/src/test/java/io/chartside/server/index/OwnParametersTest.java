package io.chartside.server.index;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnParametersTest {
    private static final TenantId TENANT = new TenantId("demo");
    private final AtomicInteger reads = new AtomicInteger();

    private OwnParameters parameters(Duration knownAfter) {
        return new OwnParameters(FhirContext.forR4Cached(), this::read, knownAfter);
    }

    private List<OwnParameters.Definition> read(TenantId tenant) {
        return List.of(new OwnParameters.Definition(
                new SearchParameter(
                        "Patient",
                        "made-" + reads.incrementAndGet(),
                        SearchParameter.Kind.TOKEN,
                        Set.of(),
                        "Patient.gender",
                        List.of(),
                        Set.of(),
                        true),
                true));
    }

    /** A transaction that looked them up again would wait for a second connection while it holds one. */
    @Test
    void onlyPreparingReadsAgain() {
        OwnParameters own = parameters(Duration.ZERO);
        own.prepare(TENANT);

        assertThat(own.find(TENANT, "Patient", "made-1")).isPresent();
        assertThat(own.find(TENANT, "Patient", "made-1")).isPresent();
        own.prepare(TENANT);
        assertThat(own.find(TENANT, "Patient", "made-1")).isEmpty();
        assertThat(own.find(TENANT, "Patient", "made-2")).isPresent();
    }

    @Test
    void whatIsFreshOrForgotten_isReadAgainOnlyWhenForgotten() {
        OwnParameters own = parameters(Duration.ofHours(1));
        own.prepare(TENANT);
        own.prepare(TENANT);
        assertThat(reads).hasValue(1);
        own.forget(TENANT);
        assertThat(own.find(TENANT, "Patient", "made-2")).isPresent();
    }
}
