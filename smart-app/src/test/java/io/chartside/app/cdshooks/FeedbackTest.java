package io.chartside.app.cdshooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.SmartServer;
import java.time.Duration;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What EHRs tell of cards (CDS Hooks 2.0, "Feedback"): kept without a patient, once, and on the record's trail. */
class FeedbackTest extends HookCalls {

    private static final String DISCHARGE = "chartside-encounter-discharge";

    @Autowired
    private HookWorker worker;

    @Autowired
    private JdbcClient database;

    private JsonNode card;

    @BeforeEach
    void show() {
        worker.sendReports();
        RECORD.shelf().clear();
        state("drafted", 0);
        card = json(call("encounter-discharge", hook("encounter-discharge")))
                .path("cards")
                .path(0);
    }

    private Browser.Page send(String service, String... feedback) {
        return post(
                "/" + service + "/feedback",
                "{\"feedback\":[" + String.join(",", feedback) + "]}",
                HOOKS.token(SERVICES + "/" + service + "/feedback", claims -> claims));
    }

    private String overridden(String more) {
        return "{\"card\":\"" + card.path("uuid").asString()
                + "\",\"outcome\":\"overridden\",\"outcomeTimestamp\":\"2026-11-22T09:00:00Z\"" + more + "}";
    }

    private String accepted(String suggestion) {
        return "{\"card\":\"" + card.path("uuid").asString() + "\",\"outcome\":\"accepted\",\"acceptedSuggestions\":["
                + "{\"id\":\"" + suggestion + "\"}],\"outcomeTimestamp\":\"2026-11-22T09:00:01Z\"}";
    }

    private String rows() {
        return database.sql("select string_agg(outcome || ' ' || coalesce(reason, '-'), ', ' order by outcome_at)"
                        + " from hook_feedback where card = ?::uuid")
                .param(card.path("uuid").asString())
                .query(String.class)
                .optional()
                .orElse("");
    }

    @Test
    void dismissalAndAcceptance_areKeptOnce_andAuditedWithoutAPatient() {
        String reason = card.path("overrideReasons").path(0).toString();
        String dismissal = overridden(
                ",\"overrideReason\":{\"reason\":" + reason + ",\"userComment\":\"Ada Quill went home early\"}");
        String acceptance =
                accepted(card.path("suggestions").path(0).path("uuid").asString());

        assertThat(send(DISCHARGE, dismissal, acceptance).status()).isEqualTo(200);
        assertThat(send(DISCHARGE, dismissal).status()).as("sent again").isEqualTo(200);

        assertThat(rows()).isEqualTo("overridden later, accepted -");
        worker.sendReports();
        assertThat(RECORD.shelf().all(AuditEvent.class)).hasSize(2).allSatisfy(event -> {
            assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("feedback");
            assertThat(event.getEntityFirstRep().getWhat().getIdentifier().getValue())
                    .isEqualTo(card.path("uuid").asString());
        });
        assertThat(RECORD.requests("/AuditEvent"))
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.body()).doesNotContain("Quill", "Patient", "Encounter"));
    }

    @Test
    void freeWords_areNotKept() {
        assertThat(send(DISCHARGE, overridden(",\"overrideReason\":{\"userComment\":\"Ada Quill\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(rows()).isEqualTo("overridden comment");
    }

    @Test
    void reasonOfAnother_isOnlyCounted() {
        assertThat(send(
                                DISCHARGE,
                                overridden(
                                        ",\"overrideReason\":{\"reason\":{\"system\":\"https://x.example\",\"code\":\"Quill\"}}"))
                        .status())
                .isEqualTo(200);
        assertThat(rows()).isEqualTo("overridden other");
    }

    @Test
    void feedbackThatFitsNoCard_isRefusedAsAWhole() {
        String unknown = overridden("")
                .replace(card.path("uuid").asString(), UUID.randomUUID().toString());
        assertThat(send(DISCHARGE, overridden(""), unknown).status()).isEqualTo(404);
        assertThat(send("chartside-order-sign", overridden("")).status()).isEqualTo(404);
        assertThat(send(DISCHARGE, accepted(UUID.randomUUID().toString())).status())
                .isEqualTo(404);
        String other = HOOKS.token(SERVICES + "/" + DISCHARGE + "/feedback", claims -> claims.claim("tenant", "north"));
        assertThat(post("/" + DISCHARGE + "/feedback", "{\"feedback\":[" + overridden("") + "]}", other)
                        .status())
                .as("another EHR's card")
                .isEqualTo(404);
        assertThat(rows()).isEmpty();
    }

    @Test
    void feedbackOfAWrongShape_isRefused() {
        String good = overridden("");
        for (String wrong : new String[] {
            good.replace("overridden", "ignored"),
            good.replace("2026-11-22T09:00:00Z", "yesterday"),
            good.replace("\"card\"", "\"cart\""),
            good.replace("overridden", "accepted")
        }) {
            assertThat(send(DISCHARGE, wrong).status()).as(wrong).isEqualTo(400);
        }
        assertThat(send(DISCHARGE).status()).isEqualTo(400);
        assertThat(rows()).isEmpty();
    }

    @Test
    void auditEvent_waitsForARecordThatDoesNotAnswer() {
        send(DISCHARGE, overridden(""));
        RECORD.fault(new SmartServer.Fault("/AuditEvent", "POST", 503, "", false));
        worker.sendReports();
        assertThat(RECORD.shelf().all(AuditEvent.class)).isEmpty();
        CLOCK.forward(Duration.ofSeconds(31));
        worker.sendReports();
        assertThat(RECORD.shelf().all(AuditEvent.class)).hasSize(1);
    }

    @Test
    void auditEventThatCannotBeOpened_holdsUpNoOther() {
        assertThat(send(DISCHARGE, overridden("")).status()).isEqualTo(200);
        assertThat(database.sql("update hook_report set sealed = sealed || '\\x00'::bytea")
                        .update())
                .isEqualTo(1);
        assertThat(send(
                                DISCHARGE,
                                accepted(card.path("suggestions")
                                        .path(0)
                                        .path("uuid")
                                        .asString()))
                        .status())
                .isEqualTo(200);
        worker.sendReports();
        assertThat(database.sql("delete from hook_report").update())
                .as("the damaged one is kept")
                .isEqualTo(1);
    }
}
