package io.chartside.app.web;

import io.chartside.app.launch.Companion;
import io.chartside.app.launch.LaunchSession;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What the page of a launch that has ended asks of the launch that it is to go on by: {@code whose} it is, and its CSRF token. */
@Controller
class WhoseController {

    @GetMapping("/v/{launchId}/whose")
    ResponseEntity<Map<String, String>> whose(LaunchSession session) {
        return ResponseEntity.ok(Map.of("whose", session.whose(), "csrf", session.csrfToken()));
    }

    @GetMapping("/c/{id}/whose")
    ResponseEntity<Map<String, String>> whose(Companion companion) {
        return ResponseEntity.ok(Map.of("whose", companion.launch().whose(), "csrf", companion.csrfToken()));
    }
}
