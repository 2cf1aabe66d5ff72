package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.StoredDraft;
import io.chartside.mappings.signature.Signer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What a clinician adds to the visit's signed note; signed like the note itself, and delivered after it. */
@Controller
@RequestMapping("/v/{launchId}/")
class AddendumController {
    private static final int LONGEST = 20_000;

    private final Addenda addenda;
    private final Drafts drafts;
    private final HandOver handOver;
    private final FhirClients clients;

    AddendumController(Addenda addenda, Drafts drafts, HandOver handOver, FhirClients clients) {
        this.addenda = addenda;
        this.drafts = drafts;
        this.handOver = handOver;
        this.clients = clients;
    }

    /**
     * @param name the form's own UUID: what is sent twice is added once
     * @param note the note that the form stood under: another of this visit may have been signed since
     */
    @PostMapping("addendum")
    Object add(
            LaunchSession session,
            HttpServletRequest request,
            @RequestParam UUID name,
            @RequestParam String note,
            @RequestParam String words) {
        if (words.isBlank()) {
            throw PageProblem.addendumMissing();
        }
        if (words.length() > LONGEST) {
            throw PageProblem.addendumTooLong(LONGEST);
        }
        RecordClient record = clients.record(session);
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        StoredDraft signed = drafts.newest(record, VisitModels.encounter(session))
                .filter(StoredDraft::signed)
                .orElseThrow(PageProblem::nothingSigned);
        if (!signed.id().equals(note)) {
            throw PageProblem.anotherNote();
        }
        if (signed.withdrawn()) {
            throw PageProblem.withdrawn();
        }
        Signer signer =
                new Signer("Practitioner/" + practitioner, session.names().practitioner());
        handOver.addendum(
                session,
                signed.id(),
                Addenda.identifier(name),
                () -> addenda.sign(record, signed.id(), words, name, signer));
        return Asked.done(request, session.path());
    }
}
