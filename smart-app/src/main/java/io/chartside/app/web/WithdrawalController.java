package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.review.Withdrawals;
import io.chartside.mappings.signature.Signer;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** "Entered in error": the signer takes the visit's signed note back, with a reason, in the record and in the EHR. */
@Controller
@RequestMapping("/v/{launchId}/")
class WithdrawalController {
    private static final int LONGEST = 500;

    private final Withdrawals withdrawals;
    private final Drafts drafts;
    private final HandOver handOver;
    private final FhirClients clients;

    WithdrawalController(Withdrawals withdrawals, Drafts drafts, HandOver handOver, FhirClients clients) {
        this.withdrawals = withdrawals;
        this.drafts = drafts;
        this.handOver = handOver;
        this.clients = clients;
    }

    /** @param note the note that the form stood under: another of this visit may have been signed since */
    @PostMapping("withdraw")
    Object withdraw(
            LaunchSession session, HttpServletRequest request, @RequestParam String note, @RequestParam String reason) {
        if (reason.isBlank() || reason.strip().length() > LONGEST) {
            throw PageProblem.withdrawalReason(LONGEST);
        }
        RecordClient record = clients.record(session);
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::cannotSign);
        StoredDraft signed = drafts.newest(record, VisitModels.encounter(session))
                .filter(StoredDraft::signed)
                .orElseThrow(PageProblem::nothingSigned);
        if (!signed.id().equals(note)) {
            throw PageProblem.anotherNote();
        }
        if (!signed.withdrawn()) {
            if (!HandOver.isSigner(session, signed.composition())) {
                throw PageProblem.notTheSigner();
            }
            Signer signer =
                    new Signer("Practitioner/" + practitioner, session.names().practitioner());
            handOver.withdrawal(session, note, () -> withdrawals.withdraw(record, note, signer, reason));
        }
        return Asked.done(request, session.path());
    }
}
