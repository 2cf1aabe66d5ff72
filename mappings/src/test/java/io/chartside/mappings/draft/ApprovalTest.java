package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.junit.jupiter.api.Test;

/** The approval on an order (MT8). */
class ApprovalTest {
    private static final Approval GIVEN =
            new Approval("Practitioner/1", Instant.parse("2026-03-04T10:15:30.123Z"), "2");

    private static MedicationRequest accepted() {
        return DraftEdit.decide(new MedicationRequest(), new Decision(Decision.State.ACCEPTED, ""));
    }

    @Test
    void written_isReadAgain_andFallsWithTheDecision() {
        MedicationRequest order = accepted();
        assertThat(Approval.of(order)).isEmpty();
        GIVEN.writeTo(order);
        assertThat(Approval.of(order)).contains(GIVEN);
        assertThat(Approval.isTold(Approval.decision(order).orElseThrow())).isTrue();
        assertThat(Approval.of(DraftEdit.decide(order, new Decision(Decision.State.REJECTED, "no"))))
                .isEmpty();
        Approval.remove(order);
        assertThat(Approval.decision(order)).isEmpty();
        assertThat(Decision.of(order)).isEqualTo(Decision.PENDING);
    }
}
