package io.chartside.server.speech;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.TokenCallers;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST {base}/audio/{encounter}/ticket}: for apps whose pages record and whose tokens stay on their server. It answers
 * Parameters with {@code ticket}, {@code seconds} that it opens the socket for, and {@code service}.
 */
@RestController
final class AudioTicketController {
    private final Recordings recordings;
    private final AudioTickets tickets;
    private final AuditTrail audit;
    private final Origins origins;

    AudioTicketController(Recordings recordings, AudioTickets tickets, AuditTrail audit, Origins origins) {
        this.recordings = recordings;
        this.tickets = tickets;
        this.audit = audit;
        this.origins = origins;
    }

    @PostMapping("/fhir/{tenant}/audio/{encounter}/ticket")
    ResponseEntity<String> ticket(HttpServletRequest request, @PathVariable("encounter") String encounter) {
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        RequestContext context = new RequestContext(caller, origins.of(request, caller.tenant()));
        int status = 200;
        Optional<RecordedVisit> visit = Optional.empty();
        try {
            AudioTickets.Shown shown = shown(request);
            tickets.caller(caller.tenant(), shown);
            visit = Optional.of(recordings.admit(context, encounter));
            String service = recordings.provider(caller.tenant()).engine().toString();
            return fhir(200, answer(tickets.of(caller.tenant(), encounter, shown), service));
        } catch (FhirRefusal refusal) {
            status = refusal.status();
            return fhir(status, outcome(refusal));
        } finally {
            audit.record(
                    caller.tenant(),
                    Optional.of(caller),
                    context.origin(),
                    new AuditedAct(
                            Act.OPERATION,
                            status,
                            "Encounter",
                            visit.map(RecordedVisit::encounter),
                            Optional.of("ticket for the audio socket"),
                            visit.map(RecordedVisit::patientId).map(List::of).orElse(List.of())));
        }
    }

    private static ResponseEntity<String> fhir(int status, ObjectNode resource) {
        return ResponseEntity.status(status)
                .header("Content-Type", "application/fhir+json;charset=UTF-8")
                .body(resource.toString());
    }

    private static ObjectNode answer(String ticket, String service) {
        ObjectNode parameters = JsonTree.object().put("resourceType", "Parameters");
        ArrayNode list = parameters.putArray("parameter");
        list.addObject().put("name", "ticket").put("valueString", ticket);
        list.addObject().put("name", "seconds").put("valueInteger", AudioTickets.LIFE.toSeconds());
        list.addObject().put("name", "service").put("valueString", service);
        return parameters;
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

    /** The filter has checked it: a bound token comes with its proof. */
    private static AudioTickets.Shown shown(HttpServletRequest request) {
        String header = String.valueOf(request.getHeader("Authorization"));
        return new AudioTickets.Shown(header.substring(header.indexOf(' ') + 1).trim(), Optional.ofNullable((String)
                request.getAttribute(TokenCallers.PROVEN_KEY)));
    }
}
