package io.chartside.app.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.StoredDraft;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What changes while the page is open: the note that grows while the visit is spoken, and what others do to the draft. */
@Controller
@RequestMapping("/v/{launchId}/")
class GrowingController {
    /** Each time the whole visit is drafted, by a process that others wait for too. */
    static final Duration AT_MOST_EVERY = Duration.ofSeconds(10);

    private final FhirClients clients;
    private final Drafts drafts;
    private final VisitModels models;
    private final Cache<String, Boolean> lately = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(AT_MOST_EVERY)
            .build();

    GrowingController(FhirClients clients, Drafts drafts, VisitModels models) {
        this.clients = clients;
        this.drafts = drafts;
        this.models = models;
    }

    /** 204 while too little was said, and when it was asked for a moment ago. Nothing of it is stored. */
    @PostMapping("draft/preview")
    Object preview(LaunchSession session, @RequestParam(defaultValue = "soap") String type) {
        if (lately.asMap().putIfAbsent(session.launchId(), Boolean.TRUE) != null) {
            return ResponseEntity.noContent()
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(AT_MOST_EVERY.toSeconds()))
                    .build();
        }
        Optional<StoredDraft> preview =
                drafts.preview(clients.record(session), VisitModels.encounter(session), VisitController.type(type));
        return preview.isPresent()
                ? models.growing(session, preview.get())
                : ResponseEntity.noContent().build();
    }

    /** @param print of what the page shows; 204 when that is how it stands */
    @GetMapping("newer")
    Object newer(LaunchSession session, @RequestParam(defaultValue = "") String print) {
        return models.newer(session, print)
                .<Object>map(shown -> shown)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }
}
