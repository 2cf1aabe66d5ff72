package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Scratchpad;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the page needs to speak to the EHR's window (SMART Web Messaging 1.0.0). */
@Controller
@RequestMapping("/v/{launchId}/")
class MessagingController {

    private static final String ALL = "messaging/";

    private final FhirClients clients;
    private final Scratchpad scratchpad;

    MessagingController(FhirClients clients, Scratchpad scratchpad) {
        this.clients = clients;
        this.scratchpad = scratchpad;
    }

    /** 204 where the EHR offers no messaging. */
    @GetMapping("messaging")
    ResponseEntity<Map<String, Object>> messaging(LaunchSession session) {
        return session.granted()
                .messaging()
                .map(messaging -> ResponseEntity.ok(Map.<String, Object>of(
                        "handle", messaging.handle(),
                        "origin", messaging.origin(),
                        "done", granted(session.granted().scopes(), "ui", "done"),
                        "review",
                                granted(session.granted().scopes(), "ui", "launchActivity")
                                        && granted(
                                                session.granted().scopes(),
                                                "scratchpad",
                                                "create",
                                                "read",
                                                "update",
                                                "delete"))))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @GetMapping("scratchpad")
    ResponseEntity<String> scratchpad(LaunchSession session) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(scratchpad.of(
                        session, clients.record(session), VisitModels.encounter(session), clients.profile(session)));
    }

    /**
     * Whether each message of these may be sent, by its own scope or that of its group. An EHR that gives a handle and names no scope
     * of messaging lets its own rules decide.
     */
    private static boolean granted(Set<String> scopes, String group, String... messages) {
        return scopes.stream().noneMatch(scope -> scope.startsWith(ALL))
                || scopes.contains(ALL + group)
                || Stream.of(messages).allMatch(message -> scopes.contains(ALL + group + "." + message));
    }
}
