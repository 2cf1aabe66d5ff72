package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the devices of a sealed session say and hear: {@code POST {base}/sealed/…}, Parameters both ways. A clinician comes with
 * an access token, a guest with the token of the invite; {@code redeem} takes the invite itself.
 */
@RestController
@RequestMapping("/fhir/{tenant}/sealed")
final class SealedController {
    private static final String BEARER = "Bearer ";

    /** The longest message, in base64url as it is, and what stands around it. */
    private static final int LONGEST_BODY = 128 << 10;

    private final SealedSessions sessions;
    private final AuditTrail audit;
    private final Origins origins;

    SealedController(SealedSessions sessions, AuditTrail audit, Origins origins) {
        this.sessions = sessions;
        this.audit = audit;
        this.origins = origins;
    }

    @PostMapping("/redeem")
    ResponseEntity<String> redeem(HttpServletRequest request, @PathVariable("tenant") String tenant)
            throws IOException {
        Origin origin = origins.of(request, new TenantId(tenant));
        Act act = Act.OPERATION;
        try {
            SealedInput input = input(body(request), Set.of("token", SealedInput.FINGERPRINT));
            SealedSessions.Joined joined =
                    sessions.redeem(new TenantId(tenant), input.text("token"), input.fingerprint());
            record(
                    new TenantId(tenant),
                    SealedSessions.guest(new TenantId(tenant), joined.device()),
                    origin,
                    200,
                    joined.session().id(),
                    "redeem",
                    "");
            ObjectNode answer = parameters();
            add(answer, "session", joined.session().id());
            add(answer, "device", joined.device().toString());
            add(answer, "token", joined.token());
            add(
                    answer,
                    SealedInput.FINGERPRINT,
                    HexFormat.of().formatHex(joined.session().fingerprint()));
            return fhir(200, answer);
        } catch (FhirRefusal refusal) {
            audit.refused(new TenantId(tenant), Optional.empty(), origin, act, refusal.status());
            return refused(refusal);
        }
    }

    @PostMapping("/{session}/acknowledge")
    ResponseEntity<String> acknowledge(
            HttpServletRequest request, @PathVariable("tenant") String tenant, @PathVariable("session") String session)
            throws IOException {
        return answered(request, tenant, session, "acknowledge", (device, body) -> {
            sessions.acknowledge(
                    device, input(body, Set.of(SealedInput.FINGERPRINT)).fingerprint());
            return new Answer(parameters(), "", Recorded.HERE);
        });
    }

    /** With {@code message}, a compact JWE; answers its {@code position}. */
    @PostMapping("/{session}/say")
    ResponseEntity<String> say(
            HttpServletRequest request, @PathVariable("tenant") String tenant, @PathVariable("session") String session)
            throws IOException {
        return answered(request, tenant, session, "say", (device, body) -> {
            SealedMessage message =
                    SealedMessage.of(input(body, Set.of("message")).text("message"));
            ObjectNode answer = parameters();
            add(answer, "position", Integer.toString(sessions.say(device, message)));
            return new Answer(answer, "", Recorded.WITH_WHAT_WAS_WRITTEN);
        });
    }

    /** With {@code after}, a position: what came later, and who is there. */
    @PostMapping("/{session}/messages")
    ResponseEntity<String> messages(
            HttpServletRequest request, @PathVariable("tenant") String tenant, @PathVariable("session") String session)
            throws IOException {
        return answered(request, tenant, session, "messages", (device, body) -> {
            SealedSessions.Told told =
                    sessions.after(device, input(body, Set.of("after")).number("after", 0));
            ObjectNode answer = parameters();
            add(answer, "over", Boolean.toString(told.session().over()));
            told.devices()
                    .forEach(other ->
                            add(answer, "device", other.id() + (other.acknowledged() ? " acknowledged" : " joined")));
            told.messages().forEach(message -> add(answer, "message", message.position() + " " + message.compact()));
            // Whoever waits asks each second; only what he is given is an access to a record.
            return new Answer(
                    answer, told.patientId(), told.messages().isEmpty() ? Recorded.NOTHING_TO_TELL : Recorded.HERE);
        });
    }

    private enum Recorded {
        HERE,
        WITH_WHAT_WAS_WRITTEN,
        NOTHING_TO_TELL
    }

    private record Answer(ObjectNode parameters, String patientId, Recorded recorded) {
        @Override
        public String toString() {
            return "answer";
        }
    }

    @FunctionalInterface
    private interface Work {
        Answer of(Participant device, byte[] body);
    }

    private ResponseEntity<String> answered(
            HttpServletRequest request, String tenantName, String session, String what, Work work) throws IOException {
        TenantId tenant = new TenantId(tenantName);
        Origin origin = origins.of(request, tenant);
        Optional<Caller> who = Optional.empty();
        try {
            Participant device = participant(request, tenant, origin, session);
            who = Optional.of(device.context().caller());
            Answer answer = work.of(device, body(request));
            if (answer.recorded() == Recorded.HERE) {
                record(tenant, device.context().caller(), origin, 200, session, what, answer.patientId());
            }
            return fhir(200, answer.parameters());
        } catch (FhirRefusal refusal) {
            if (who.isPresent()) {
                record(tenant, who.get(), origin, refusal.status(), session, what, "");
            } else {
                audit.refused(tenant, Optional.empty(), origin, Act.OPERATION, refusal.status());
            }
            return refused(refusal);
        }
    }

    private Participant participant(HttpServletRequest request, TenantId tenant, Origin origin, String session) {
        if (request.getAttribute(Caller.REQUEST_ATTRIBUTE) instanceof Caller caller) {
            return sessions.opener(new RequestContext(caller, origin), session);
        }
        String header = String.valueOf(request.getHeader("Authorization"));
        String token = header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).trim()
                : "";
        return sessions.guest(tenant, origin, session, token);
    }

    private void record(
            TenantId tenant, Caller caller, Origin origin, int status, String session, String what, String patientId) {
        audit.record(
                tenant,
                Optional.of(caller),
                origin,
                new AuditedAct(
                        Act.OPERATION,
                        status,
                        "Encounter",
                        Optional.of("Encounter/" + session).filter(any -> SealedVisits.isSealed(session)),
                        Optional.of("POST " + origin.base() + "/sealed/" + what),
                        patientId.isEmpty() ? List.of() : List.of(patientId)));
    }

    /**
     * Once it is known who sends it, as far as anybody is: nobody has more than this held in memory.
     *
     * @throws FhirRefusal 413 when it is longer
     */
    private static byte[] body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (body.length > LONGEST_BODY) {
            throw new FhirRefusal(413, "too-long", "What a device says at once is 128 KiB at most");
        }
        return body;
    }

    private static SealedInput input(byte[] body, Set<String> names) {
        return SealedInput.of(
                JsonTree.of(body).orElseThrow(() -> FhirRefusal.malformed("The body is one JSON object")), names);
    }

    private static ObjectNode parameters() {
        ObjectNode parameters = JsonTree.object().put("resourceType", "Parameters");
        parameters.putArray("parameter");
        return parameters;
    }

    private static void add(ObjectNode parameters, String name, String value) {
        ((ArrayNode) parameters.get("parameter")).addObject().put("name", name).put("valueString", value);
    }

    private static ResponseEntity<String> fhir(int status, ObjectNode resource) {
        return ResponseEntity.status(status)
                .header("Content-Type", "application/fhir+json;charset=UTF-8")
                .header("Cache-Control", "no-store")
                .body(resource.toString());
    }

    private static ResponseEntity<String> refused(FhirRefusal refusal) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(refusal.status())
                .header("Content-Type", "application/fhir+json;charset=UTF-8")
                .header("Cache-Control", "no-store");
        refusal.headers().forEach(answer::header);
        return answer.body(outcome(refusal).toString());
    }

    private static ObjectNode outcome(FhirRefusal refusal) {
        ObjectNode outcome = JsonTree.object().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", refusal.issues().get(0).code())
                .put("diagnostics", refusal.getMessage());
        return outcome;
    }
}
