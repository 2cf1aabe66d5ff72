package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.ChartDocuments;
import io.chartside.app.review.ChartDocuments.Subject;
import io.chartside.app.review.DocumentKind;
import io.chartside.app.review.DocumentPane;
import io.chartside.app.review.Edited;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.visit.Licences;
import io.chartside.app.visit.VisitReader;
import io.chartside.mappings.signature.Signer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Instructions for the patient, letter and summary: made, edited in place, signed, printed. */
@Controller
@RequestMapping("/v/{launchId}/document/{kind}/")
class DocumentController {
    private final FhirClients clients;
    private final ChartDocuments documents;
    private final VisitReader visits;
    private final Licences licences;
    private final Assets assets;

    DocumentController(
            FhirClients clients, ChartDocuments documents, VisitReader visits, Licences licences, Assets assets) {
        this.clients = clients;
        this.documents = documents;
        this.visits = visits;
        this.licences = licences;
        this.assets = assets;
    }

    @GetMapping
    ModelAndView page(LaunchSession session, @PathVariable String kind) {
        Subject subject = subject(session, kind);
        RecordClient record = clients.record(session);
        return view("document", session, record, subject, documents.newest(record, subject))
                // Also where the EHR shows the patient itself: it does not on paper.
                .addObject("patient", visits.banner(visits.patient(record, subject.patient()), List.of()));
    }

    @PostMapping
    Object make(
            LaunchSession session,
            HttpServletRequest request,
            @PathVariable String kind,
            @RequestParam(defaultValue = "") String recipient,
            @RequestParam(defaultValue = "") String reason) {
        Subject subject = subject(session, kind);
        documents.make(clients.record(session), subject, recipient, reason);
        return Asked.done(request, session.path() + "document/" + subject.kind().word() + "/");
    }

    @PostMapping("statement")
    ModelAndView rewrite(
            LaunchSession session,
            HttpServletResponse response,
            @PathVariable String kind,
            @RequestHeader(HttpHeaders.IF_MATCH) String version,
            @RequestParam String draft,
            @RequestParam String statement,
            @RequestParam String before,
            @RequestParam String text) {
        Subject subject = subject(session, kind);
        RecordClient record = clients.record(session);
        Edited edited = documents
                .review(subject)
                .rewrite(
                        record,
                        ReviewController.place(session, draft, version),
                        statement,
                        before,
                        ReviewController.checked(text));
        return answer(session, response, record, subject, edited);
    }

    @PostMapping("statement/new")
    ModelAndView add(
            LaunchSession session,
            HttpServletResponse response,
            @PathVariable String kind,
            @RequestHeader(HttpHeaders.IF_MATCH) String version,
            @RequestParam String draft,
            @RequestParam int section,
            @RequestParam(defaultValue = "") String after,
            @RequestParam String text) {
        Subject subject = subject(session, kind);
        RecordClient record = clients.record(session);
        Edited edited = documents
                .review(subject)
                .add(
                        record,
                        ReviewController.place(session, draft, version),
                        section,
                        after,
                        ReviewController.checked(text));
        return answer(session, response, record, subject, edited);
    }

    @PostMapping("sign")
    Object sign(
            LaunchSession session,
            HttpServletRequest request,
            @PathVariable String kind,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestParam(name = "version", defaultValue = "") String version,
            @RequestParam String draft) {
        Subject subject = subject(session, kind);
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        documents.sign(
                clients.record(session),
                subject,
                ReviewController.place(session, draft, ifMatch == null ? version : ifMatch),
                new Signer("Practitioner/" + practitioner, session.names().practitioner()));
        return Asked.done(request, session.path() + "document/" + subject.kind().word() + "/");
    }

    private ModelAndView answer(
            LaunchSession session, HttpServletResponse response, RecordClient record, Subject subject, Edited edited) {
        ReviewController.tell(response, edited);
        return view("document :: review", session, record, subject, Optional.of(edited.draft()));
    }

    private ModelAndView view(
            String name, LaunchSession session, RecordClient record, Subject subject, Optional<StoredDraft> draft) {
        Map<String, Object> model = new HashMap<>();
        model.put("csrf", session.csrfToken());
        model.put("assets", assets.path());
        model.put("who", session.names().practitioner());
        model.put("kind", subject.kind());
        model.put("blocked", licences.blocked(record, session.record().practitioner()));
        model.put(
                "document",
                draft.map(found -> DocumentPane.of(found, ZoneId.systemDefault()))
                        .orElse(null));
        return new ModelAndView(name, model);
    }

    private static Subject subject(LaunchSession session, String kind) {
        return new Subject(
                DocumentKind.of(kind).orElseThrow(PageProblem::noDocument),
                session.record().patient().orElseThrow(PageProblem::noVisit),
                VisitModels.encounter(session));
    }
}
