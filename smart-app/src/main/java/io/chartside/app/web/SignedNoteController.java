package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.review.Withdrawals;
import io.chartside.mappings.signature.Signer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * What becomes of the visit's signed note: an addendum, signed like the note and delivered after it; or "entered in error", by
 * which its signer takes it back, with a reason, in the record and in the EHR.
 */
@Controller
@RequestMapping("/v/{launchId}/")
class SignedNoteController {
    private static final int LONGEST_ADDENDUM = 20_000;
    private static final int LONGEST_REASON = 500;

    private final Addenda addenda;
    private final Withdrawals withdrawals;
    private final Drafts drafts;
    private final HandOver handOver;
    private final FhirClients clients;

    SignedNoteController(
            Addenda addenda, Withdrawals withdrawals, Drafts drafts, HandOver handOver, FhirClients clients) {
        this.addenda = addenda;
        this.withdrawals = withdrawals;
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
        if (words.length() > LONGEST_ADDENDUM) {
            throw PageProblem.addendumTooLong(LONGEST_ADDENDUM);
        }
        RecordClient record = clients.record(session);
        Signer signer = signer(session);
        if (signed(session, record, note).withdrawn()) {
            throw PageProblem.withdrawn();
        }
        handOver.addendum(session, note, Addenda.identifier(name), () -> {
            if (!addenda.sign(record, note, words, name, signer)) {
                throw PageProblem.withdrawn();
            }
        });
        return Asked.done(request, session.path());
    }

    /** @param note the note that the form stood under */
    @PostMapping("withdraw")
    Object withdraw(
            LaunchSession session, HttpServletRequest request, @RequestParam String note, @RequestParam String reason) {
        if (reason.isBlank() || reason.strip().length() > LONGEST_REASON) {
            throw PageProblem.withdrawalReason(LONGEST_REASON);
        }
        RecordClient record = clients.record(session);
        Signer signer = signer(session);
        StoredDraft signed = signed(session, record, note);
        if (!signed.withdrawn()) {
            if (!HandOver.isSigner(session, signed.composition())) {
                throw PageProblem.notTheSigner();
            }
            handOver.withdrawal(session, note, () -> withdrawals.withdraw(record, note, signer, reason));
        }
        return Asked.done(request, session.path());
    }

    private static Signer signer(LaunchSession session) {
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        return new Signer("Practitioner/" + practitioner, session.names().practitioner());
    }

    /** The visit's note, if it is the one that is meant. */
    private StoredDraft signed(LaunchSession session, RecordClient record, String note) {
        StoredDraft signed = drafts.newest(record, VisitModels.encounter(session))
                .filter(StoredDraft::signed)
                .orElseThrow(PageProblem::nothingSigned);
        if (!signed.id().equals(note)) {
            throw PageProblem.anotherNote();
        }
        return signed;
    }
}
