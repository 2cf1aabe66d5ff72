package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /cds-services}, {@code POST /cds-services/{id}} and {@code POST /cds-services/{id}/feedback} (CDS Hooks 2.0). What
 * is refused is answered with an OperationOutcome.
 */
@RestController
final class HookController {

    private static final Logger LOG = LoggerFactory.getLogger(HookController.class);
    private static final String ROOT = "/cds-services";

    /** Draft orders with what they name may be long. */
    private static final int MOST_BYTES = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final EhrProfiles profiles;
    private final ClientTokens tokens;
    private final Advice advice;
    private final FeedbackService feedback;
    private final HookRefusals refusals;
    private final CdsHooksSettings settings;
    private final String appUrl;

    HookController(
            EhrProfiles profiles,
            ClientTokens tokens,
            Advice advice,
            FeedbackService feedback,
            HookRefusals refusals,
            CdsHooksSettings settings,
            PluginSettings plugin) {
        this.profiles = profiles;
        this.tokens = tokens;
        this.advice = advice;
        this.feedback = feedback;
        this.refusals = refusals;
        this.settings = settings;
        this.appUrl = plugin.appUrl().toString();
    }

    /** Discovery tells nothing secret: without a token too; a token that is brought must be good. */
    @GetMapping(ROOT)
    ResponseEntity<Map<String, Object>> discovery(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            tokens.require(request, Set.of(appUrl + ROOT));
        }
        boolean offered =
                profiles.all().stream().anyMatch(profile -> profile.cdsHooks().isPresent());
        List<Map<String, Object>> services = offered
                ? Arrays.stream(CdsService.values()).map(CdsService::described).toList()
                : List.of();
        return ResponseEntity.ok(Map.of("services", services));
    }

    @PostMapping(ROOT + "/{id}")
    ResponseEntity<Map<String, Object>> call(@PathVariable String id, HttpServletRequest request) throws IOException {
        long begun = System.nanoTime();
        EhrProfile profile = tokens.require(request, Set.of(address(id)));
        CdsService service = service(id);
        HookRequest hook = HookRequest.of(service, body(request), profile.base().toString());
        Duration left = settings.answerWithin().minusNanos(System.nanoTime() - begun);
        List<Card> cards = advice.on(service, profile, hook, left);
        return ResponseEntity.ok(
                Map.of("cards", cards.stream().map(card -> card.json(appUrl)).toList(), "systemActions", List.of()));
    }

    /** The audience may be the service itself: the specification leaves open which of the two is the endpoint. */
    @PostMapping(ROOT + "/{id}/feedback")
    ResponseEntity<Void> feedback(@PathVariable String id, HttpServletRequest request) throws IOException {
        EhrProfile profile = tokens.require(request, Set.of(address(id), address(id) + "/feedback"));
        feedback.take(profile, service(id), Feedback.of(body(request)));
        return ResponseEntity.ok().build();
    }

    private static Optional<CdsService> called(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path
                ? CdsService.of(String.valueOf(path.get("id")))
                : Optional.empty();
    }

    private String address(String id) {
        return appUrl + ROOT + "/" + id;
    }

    private static CdsService service(String id) {
        return CdsService.of(id).orElseThrow(() -> HookRefusal.notFound("There is no such service"));
    }

    private static ObjectNode body(HttpServletRequest request) throws IOException {
        if (!String.valueOf(request.getContentType()).matches("(?i)application/json( *;.*)?")) {
            throw HookRefusal.of(415, "not-supported", "The body must be application/json");
        }
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw HookRefusal.of(413, "too-long", "The body is longer than 1 MiB");
        }
        try {
            JsonNode body = MAPPER.readTree(bytes);
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException notJson) {
            throw HookRefusal.malformed("The body is no JSON object, or names a member twice");
        }
        throw HookRefusal.malformed("The body is no JSON object");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refused(HookRefusal refusal, HttpServletRequest request) {
        LOG.warn("a CDS client was refused with HTTP {}: {}", refusal.status(), refusal.log());
        if (request.getAttribute(ClientTokens.CLAIMED) instanceof EhrProfile claimed) {
            refusals.add(claimed, called(request), refusal, request.getRemoteAddr());
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(refusal.status());
        if (refusal.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        }
        return answer.body(Map.of(
                "resourceType",
                "OperationOutcome",
                "issue",
                List.of(Map.of("severity", "error", "code", refusal.code(), "diagnostics", refusal.getMessage()))));
    }
}
