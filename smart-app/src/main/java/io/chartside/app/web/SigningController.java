package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.DraftReview;
import io.chartside.app.review.Signing;
import io.chartside.mappings.signature.Signer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Signature and delivery. */
@Controller
@RequestMapping("/v/{launchId}/")
class SigningController {
    private final Signing signing;
    private final HandOver handOver;
    private final Deliveries deliveries;
    private final FhirClients clients;
    private final VisitModels models;

    SigningController(
            Signing signing, HandOver handOver, Deliveries deliveries, FhirClients clients, VisitModels models) {
        this.signing = signing;
        this.handOver = handOver;
        this.deliveries = deliveries;
        this.clients = clients;
        this.models = models;
    }

    /** Signs what the clinician sees: the version comes with the request, as a header or, from a plain form, a field. */
    @PostMapping("sign")
    Object sign(
            LaunchSession session,
            HttpServletRequest request,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
            @RequestParam(name = "version", defaultValue = "") String version,
            @RequestParam String draft) {
        RecordClient record = clients.record(session);
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        Signer signer =
                new Signer("Practitioner/" + practitioner, session.names().practitioner());
        DraftReview.Place place = ReviewController.place(session, draft, ifMatch == null ? version : ifMatch);
        handOver.note(session, draft, () -> signing.sign(record, place, signer));
        return Asked.done(request, session.path());
    }

    @GetMapping("delivery")
    ModelAndView delivery(LaunchSession session) {
        return models.delivery(session, deliveries.lines(session));
    }

    @PostMapping("delivery/retry")
    ModelAndView retry(LaunchSession session, @RequestParam UUID id) {
        return models.delivery(session, deliveries.decide(session, clients.record(session), id, false));
    }

    @PostMapping("delivery/absent")
    ModelAndView absent(LaunchSession session, @RequestParam UUID id) {
        return models.delivery(session, deliveries.absent(session, clients.record(session), id));
    }

    @PostMapping("delivery/confirm")
    ModelAndView confirm(LaunchSession session, @RequestParam UUID id) {
        return models.delivery(session, deliveries.decide(session, clients.record(session), id, true));
    }
}
