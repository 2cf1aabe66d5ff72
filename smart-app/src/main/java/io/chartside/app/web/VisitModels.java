package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.AddendumLine;
import io.chartside.app.review.DraftPane;
import io.chartside.app.review.DraftPanes;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.RejectionReasons;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.visit.EncounterLine;
import io.chartside.app.visit.PatientBanner;
import io.chartside.app.visit.TranscriptPane;
import io.chartside.app.visit.VisitPage;
import io.chartside.app.visit.VisitReader;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** Makes the page, or one part of it, out of what the record and the ledger hold now. */
@Component
class VisitModels {
    private static final PatientBanner NOT_SHOWN = new PatientBanner("", "", "", "", "", List.of(), "");

    private final FhirClients clients;
    private final VisitReader visits;
    private final Drafts drafts;
    private final Deliveries deliveries;
    private final Assets assets;

    VisitModels(FhirClients clients, VisitReader visits, Drafts drafts, Deliveries deliveries, Assets assets) {
        this.clients = clients;
        this.visits = visits;
        this.drafts = drafts;
        this.deliveries = deliveries;
        this.assets = assets;
    }

    ModelAndView page(LaunchSession session) {
        RecordClient record = clients.record(session);
        String encounter = encounter(session);
        Optional<StoredDraft> draft = drafts.newest(record, encounter);
        TranscriptPane said = draft.map(StoredDraft::view)
                .map(view -> TranscriptPane.of(view.transcript()))
                .filter(TranscriptPane::present)
                .orElseGet(() -> visits.transcript(record, encounter));
        Optional<String> signed = draft.filter(StoredDraft::signed).map(StoredDraft::id);
        // The note is handed over before what was added to it.
        List<DeliveryLine> handedOver =
                signed.map(note -> deliveries.lines(session, record, note)).orElse(List.of());
        List<AddendumLine> addenda =
                signed.map(note -> deliveries.addenda(session, record, note)).orElse(List.of()).stream()
                        .map(addendum -> Addenda.line(addendum, ZoneId.systemDefault()))
                        .toList();
        List<DeliveryLine> delivery = addenda.isEmpty() ? handedOver : deliveries.lines(session);
        PatientBanner banner =
                visits.patient(record, patient(session), draft.flatMap(found -> found.first(Patient.class)));
        VisitPage page = new VisitPage(
                session.csrfToken(),
                assets.path(),
                session.needPatientBanner() ? banner : banner.reduced(),
                visits.encounter(record, encounter, draft.flatMap(found -> found.first(Encounter.class))),
                session.names().practitioner(),
                said,
                draft.map(found -> pane(session, found)).orElse(null),
                delivery);
        ModelAndView view = view("visit", page);
        view.addObject("addenda", addenda);
        view.addObject("addendumName", UUID.randomUUID().toString());
        return view;
    }

    /** Codes, orders and signature after a change. */
    ModelAndView review(LaunchSession session, StoredDraft draft) {
        return view("visit :: review", part(session, pane(session, draft), List.of()));
    }

    /** How the signed work fares. */
    ModelAndView delivery(LaunchSession session, List<DeliveryLine> lines) {
        return view("visit :: delivery", part(session, null, lines));
    }

    static String encounter(LaunchSession session) {
        return session.record().encounter().orElseThrow(PageProblem::noVisit);
    }

    private static String patient(LaunchSession session) {
        return session.record().patient().orElseThrow(PageProblem::noVisit);
    }

    private VisitPage part(LaunchSession session, DraftPane draft, List<DeliveryLine> delivery) {
        return new VisitPage(
                session.csrfToken(),
                assets.path(),
                NOT_SHOWN,
                new EncounterLine("", "", ""),
                session.names().practitioner(),
                new TranscriptPane(List.of()),
                draft,
                delivery);
    }

    private static DraftPane pane(LaunchSession session, StoredDraft draft) {
        String blocked = session.record().practitioner().isPresent()
                ? ""
                : "Your EHR account is not linked to a practitioner in Chartside, so you cannot sign.";
        String signer = session.names().practitioner().isBlank()
                ? "the clinician signed in"
                : session.names().practitioner();
        return DraftPanes.of(draft, signer, blocked, ZoneId.systemDefault());
    }

    private static ModelAndView view(String name, VisitPage page) {
        return new ModelAndView(
                name,
                Map.of(
                        "page",
                        page,
                        "reasons",
                        RejectionReasons.SHIPPED,
                        "deliveryState",
                        Deliveries.overall(page.delivery())));
    }
}
