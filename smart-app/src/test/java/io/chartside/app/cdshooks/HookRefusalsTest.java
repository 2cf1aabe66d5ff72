package io.chartside.app.cdshooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** Who was turned away stands on the trail, and cannot fill it. */
class HookRefusalsTest extends HookCalls {

    @Autowired
    private HookRefusals refusals;

    @Autowired
    private HookWorker worker;

    @BeforeEach
    void nothingOwed() {
        told();
        CLOCK.forward(HookRefusals.PERIOD);
        told();
        CLOCK.forward(HookRefusals.PERIOD);
        RECORD.shelf().clear();
        RECORD.requests().clear();
    }

    private List<AuditEvent> told() {
        refusals.report();
        worker.sendReports();
        return RECORD.shelf().all(AuditEvent.class);
    }

    private static String detail(AuditEvent event, String type) {
        return event.getEntityFirstRep().getDetail().stream()
                .filter(detail -> detail.getType().equals(type))
                .map(detail -> ((StringType) detail.getValue()).getValue())
                .findFirst()
                .orElseThrow();
    }

    private int forged() {
        return call("patient-view", hook("patient-view"), claims -> claims.audience("https://elsewhere.example"))
                .status();
    }

    @Test
    void whoeverCallsAThousandTimes_isOneEventInTenMinutes_withTheNumberOfCalls() {
        assertThat(forged()).isEqualTo(401);
        assertThat(told()).singleElement().satisfies(event -> {
            assertThat(event.getType().getCode()).isEqualTo("110113");
            assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("refused");
            assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._8);
            assertThat(event.getOutcomeDesc()).isEqualTo("the token's audience does not fit");
            assertThat(detail(event, "service")).isEqualTo("chartside-patient-view");
            assertThat(detail(event, "status")).isEqualTo("401");
            assertThat(detail(event, "calls")).isEqualTo("1");
            assertThat(event.getAgentFirstRep().getNetwork().getAddress()).isEqualTo("127.0.0.1");
        });
        for (int i = 0; i < 40; i++) {
            assertThat(forged()).isEqualTo(401);
        }
        CLOCK.forward(Duration.ofMinutes(9));
        assertThat(told()).hasSize(1);
        CLOCK.forward(Duration.ofMinutes(1));
        assertThat(told())
                .hasSize(2)
                .anySatisfy(event -> assertThat(detail(event, "calls")).isEqualTo("40"));
        CLOCK.forward(Duration.ofMinutes(30));
        assertThat(told()).as("nothing more happened").hasSize(2);
    }

    @Test
    void callThatDoesNotFit_isAnEventOfItsEhr_withoutAnythingOfThePatient() {
        ObjectNode mixedUp = hook("patient-view");
        mixedUp.set("prefetch", JSON.readTree("{\"encounter\":" + encounter("e1", "p2", "in-progress") + "}"));
        assertThat(call("patient-view", mixedUp).status()).isEqualTo(412);
        ObjectNode wrong = hook("patient-view");
        wrong.put("fhirServer", "https://quill.example/fhir");
        assertThat(call("patient-view", wrong).status()).isEqualTo(400);
        assertThat(told())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._4));
        assertThat(RECORD.requests("/AuditEvent"))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.body()).doesNotContain("p1", "p2", "dr-1", "quill.example"));
    }

    @Test
    void whoNamesNoRegisteredEhr_writesNothing() {
        for (int i = 0; i < 5; i++) {
            String stranger = "https://stranger.example/" + i;
            assertThat(call("patient-view", hook("patient-view"), claims -> claims.issuer(stranger))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(post("/chartside-patient-view", "{}", "x").status()).isEqualTo(401);
        assertThat(told()).isEmpty();
    }
}
