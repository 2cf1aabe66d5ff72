package io.chartside.app.launch;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /v/{launchId}/style.css}: the EHR's look as custom properties {@code --ehr-…} of {@code :root}; an empty rule
 * where the EHR names none. It is made from the session alone, so no page waits for the EHR.
 */
@Controller
final class StyleController {

    @GetMapping("/v/{launchId}/style.css")
    ResponseEntity<String> style(LaunchSession session) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/css;charset=utf-8"))
                .body(session.granted().style().css());
    }
}
