package io.chartside.server.subscription;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The webhooks of the MedScribeAlliance protocol 0.1 (chapters 9 to 11), below {@code {base}/medscribealliance}: registration,
 * and the session that an event names. A session is a visit; what of the protocol makes sessions and takes audio is not here.
 */
@RestController
final class AllianceController {
    private static final int LONGEST_BODY = 16 << 10;
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String PATH = "/fhir/{tenant}/medscribealliance";

    private final AllianceWebhooks webhooks;
    private final AllianceSessions sessions;
    private final AuditTrail audit;
    private final Origins origins;

    AllianceController(AllianceWebhooks webhooks, AllianceSessions sessions, AuditTrail audit, Origins origins) {
        this.webhooks = webhooks;
        this.sessions = sessions;
        this.audit = audit;
        this.origins = origins;
    }

    @PostMapping(PATH + "/webhooks")
    ResponseEntity<String> register(HttpServletRequest request) {
        return answered(
                request, "webhook_not_found", context -> new Answer(201, webhooks.register(context, body(request))));
    }

    private static ObjectNode body(HttpServletRequest request) {
        try {
            byte[] body = request.getInputStream().readNBytes(LONGEST_BODY + 1);
            if (body.length <= LONGEST_BODY && STRICT.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // Told below: its message would repeat the body.
        }
        throw FhirRefusal.malformed("The body is one JSON object of at most 16 kB, no member twice");
    }

    @GetMapping(PATH + "/webhooks")
    ResponseEntity<String> list(HttpServletRequest request) {
        return answered(request, "webhook_not_found", context -> {
            ObjectNode all = JsonTree.object();
            ArrayNode list = all.putArray("webhooks");
            webhooks.all(context).forEach(list::add);
            return new Answer(200, all);
        });
    }

    @DeleteMapping(PATH + "/webhooks/{webhook}")
    ResponseEntity<String> remove(HttpServletRequest request, @PathVariable("webhook") String webhook) {
        return answered(request, "webhook_not_found", context -> {
            webhooks.remove(context, webhook);
            return new Answer(204, JsonTree.object());
        });
    }

    @GetMapping(PATH + "/sessions/{session}")
    ResponseEntity<String> session(HttpServletRequest request, @PathVariable("session") String session) {
        return answered(request, "session_not_found", context -> {
            AllianceSessions.Session found = sessions.read(context, session);
            return new Answer(found.over() ? 200 : 202, found.json());
        });
    }

    private record Answer(int status, JsonNode json) {}

    private ResponseEntity<String> answered(
            HttpServletRequest request, String notFound, Function<RequestContext, Answer> work) {
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        RequestContext context = new RequestContext(caller, origins.of(request, caller.tenant()));
        try {
            Answer answer = work.apply(context);
            return json(
                    answer.status(), answer.status() == 204 ? "" : answer.json().toString());
        } catch (FhirRefusal refusal) {
            audit.refused(context.tenant(), Optional.of(caller), context.origin(), Act.OPERATION, refusal.status());
            ObjectNode error = JsonTree.object();
            error.putObject("error")
                    .put("code", code(refusal.status(), notFound))
                    .put("message", refusal.getMessage());
            return json(refusal.status(), error.toString());
        }
    }

    /** Chapter 11.2. */
    private static String code(int status, String notFound) {
        return Map.of(403, "forbidden", 404, notFound, 410, notFound).getOrDefault(status, "invalid_request");
    }

    private static ResponseEntity<String> json(int status, String body) {
        return ResponseEntity.status(status)
                .header("Content-Type", "application/json;charset=UTF-8")
                .header("Cache-Control", "no-store")
                .body(body);
    }
}
