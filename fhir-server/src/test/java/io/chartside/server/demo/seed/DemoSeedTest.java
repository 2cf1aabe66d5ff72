package io.chartside.server.demo.seed;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class DemoSeedTest {
    private static final Instant FIRST_DAY = Instant.parse("2026-03-04T08:00:00Z");
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final TenantId tenant = TestStore.freshTenant();

    private void seed(Instant at) {
        ServerSettings settings = new ServerSettings(
                Path.of("unused"),
                List.of(Path.of("..", "config")),
                true,
                URI.create("http://127.0.0.1:8080"),
                URI.create("http://localhost:8081"));
        new DemoSeed(
                        new Tenants(List.of()),
                        settings,
                        TestStore.bean(ResourceStore.class),
                        FHIR,
                        Clock.fixed(at, ZoneOffset.UTC))
                .seed(tenant);
    }

    private StoredResource stored(String type, String id) {
        return TestStore.read(tenant, type, id).orElseThrow();
    }

    private <R extends Resource> R read(Class<R> type, String id) {
        return FHIR.newJsonParser()
                .parseResource(type, new String(stored(type.getSimpleName(), id).json(), StandardCharsets.UTF_8));
    }

    @Test
    void emptyTenant_getsPeopleChartsTodaysVisitsAndConversations() {
        seed(FIRST_DAY);
        for (int n = 1; n <= 8; n++) {
            assertThat(stored("Patient", "demo-patient-" + n).version()).isEqualTo(1);
            assertThat(read(Encounter.class, "demo-encounter-" + n)
                            .getPeriod()
                            .getStartElement()
                            .getValueAsString())
                    .startsWith("2026-03-04");
        }
        for (int n = 1; n <= 6; n++) {
            DocumentReference document = read(DocumentReference.class, "demo-encounter-" + n + "-transcript");
            assertThat(TranscriptDocument.read(document).orElseThrow().turns()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void practitioners_haveAValidNpiAndLicence() {
        seed(FIRST_DAY);
        for (int n = 1; n <= 2; n++) {
            Practitioner practitioner = read(Practitioner.class, "demo-practitioner-" + n);
            assertThat(luhn("80840" + practitioner.getIdentifierFirstRep().getValue()))
                    .isZero();
            assertThat(practitioner
                            .getQualificationFirstRep()
                            .getPeriod()
                            .getEnd()
                            .toInstant())
                    .isAfter(FIRST_DAY);
        }
    }

    /** The NPI's check digit: Luhn over the number with the prefix 80840 (45 CFR 162.406). */
    private static int luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10;
    }

    @Test
    void seededAgainTheSameDay_changesNothing() {
        seed(FIRST_DAY);
        seed(FIRST_DAY);
        assertThat(stored("Encounter", "demo-encounter-1").version()).isEqualTo(1);
        assertThat(stored("Patient", "demo-patient-1").version()).isEqualTo(1);
    }

    @Test
    void seededTheNextDay_movesTodaysVisitsAndKeepsWhatUsersChanged() {
        seed(FIRST_DAY);
        Encounter changed = read(Encounter.class, "demo-encounter-1");
        changed.addReasonCode().setText("asked for by a user");
        TestStore.put(tenant, "demo-encounter-1", changed, 1L);
        seed(FIRST_DAY.plusSeconds(86_400));
        Encounter moved = read(Encounter.class, "demo-encounter-1");
        assertThat(moved.getPeriod().getStartElement().getValueAsString()).startsWith("2026-03-05");
        assertThat(moved.getReasonCode()).hasSize(2);
        assertThat(stored("Encounter", "demo-past-encounter-1").version()).isEqualTo(1);
    }
}
