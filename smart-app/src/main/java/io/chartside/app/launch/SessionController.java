package io.chartside.app.launch;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code POST /v/{launchId}/end}: the clinician closes the visit; its tokens are forgotten at once. */
@Controller
final class SessionController {

    private final LaunchSessions sessions;

    SessionController(LaunchSessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping("/v/{launchId}/end")
    ResponseEntity<Void> end(LaunchSession session) {
        sessions.end(session);
        return ResponseEntity.noContent().build();
    }
}
