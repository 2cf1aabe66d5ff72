package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.DraftReview;
import io.chartside.app.review.DraftReview.Place;
import io.chartside.app.review.Edited;
import io.chartside.app.review.RejectionReasons;
import io.chartside.mappings.draft.Decision;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Edits and decisions. Each names the version of the draft it was made on and answers with the review part. */
@Controller
@RequestMapping("/v/{launchId}/")
class ReviewController {
    /** Id of a statement written anew. */
    static final String STATEMENT = "Draft-Statement";
    /** Set when another window had changed the draft meanwhile. */
    static final String ELSEWHERE = "Draft-Elsewhere";

    private static final int LONGEST_STATEMENT = 4_000;
    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"([A-Za-z0-9.-]{1,64})\"");

    private final DraftReview review;
    private final FhirClients clients;
    private final VisitModels models;

    ReviewController(DraftReview review, FhirClients clients, VisitModels models) {
        this.review = review;
        this.clients = clients;
        this.models = models;
    }

    @PostMapping("statement")
    ModelAndView rewrite(
            LaunchSession session,
            HttpServletResponse response,
            @RequestHeader(HttpHeaders.IF_MATCH) String version,
            @RequestParam String draft,
            @RequestParam String statement,
            @RequestParam String before,
            @RequestParam String text) {
        return answer(
                session,
                response,
                review.rewrite(
                        clients.record(session), place(session, draft, version), statement, before, checked(text)));
    }

    @PostMapping("statement/new")
    ModelAndView add(
            LaunchSession session,
            HttpServletResponse response,
            @RequestHeader(HttpHeaders.IF_MATCH) String version,
            @RequestParam String draft,
            @RequestParam int section,
            @RequestParam(defaultValue = "") String after,
            @RequestParam String text) {
        return answer(
                session,
                response,
                review.add(clients.record(session), place(session, draft, version), section, after, checked(text)));
    }

    @PostMapping("decision")
    ModelAndView decide(
            LaunchSession session,
            HttpServletResponse response,
            @RequestHeader(HttpHeaders.IF_MATCH) String version,
            @RequestParam String draft,
            @RequestParam String ref,
            @RequestParam String before,
            @RequestParam String decision,
            @RequestParam(defaultValue = "") String reason) {
        Decision.State state = state(decision);
        if (state == Decision.State.REJECTED && !RejectionReasons.SHIPPED.allows(reason)) {
            throw PageProblem.reasonMissing();
        }
        Decision taken = new Decision(state, state == Decision.State.REJECTED ? reason : "");
        return answer(
                session,
                response,
                review.decide(clients.record(session), place(session, draft, version), ref, state(before), taken));
    }

    private ModelAndView answer(LaunchSession session, HttpServletResponse response, Edited edited) {
        tell(response, edited);
        return models.review(session, edited.draft());
    }

    /** What the page has to know of a change besides how things stand now. */
    static void tell(HttpServletResponse response, Edited edited) {
        if (!edited.statement().isEmpty()) {
            response.setHeader(STATEMENT, edited.statement());
        }
        if (edited.elsewhere()) {
            response.setHeader(ELSEWHERE, "true");
        }
    }

    static Place place(LaunchSession session, String draft, String version) {
        var tag = ETAG.matcher(version);
        return new Place(VisitModels.encounter(session), draft, tag.matches() ? tag.group(1) : version);
    }

    private static Decision.State state(String word) {
        return switch (word) {
            case "accepted" -> Decision.State.ACCEPTED;
            case "rejected" -> Decision.State.REJECTED;
            case "pending" -> Decision.State.PENDING;
            default -> throw PageProblem.unknownPart();
        };
    }

    static String checked(String text) {
        if (text.length() > LONGEST_STATEMENT) {
            throw PageProblem.statementTooLong(LONGEST_STATEMENT);
        }
        return text.strip();
    }
}
