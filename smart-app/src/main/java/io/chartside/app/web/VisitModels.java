package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.Together;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.AddendumLine;
import io.chartside.app.review.DraftPane;
import io.chartside.app.review.DraftPanes;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.RejectionReasons;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.review.Words;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.visit.EncounterLine;
import io.chartside.app.visit.Licences;
import io.chartside.app.visit.PatientBanner;
import io.chartside.app.visit.TranscriptPane;
import io.chartside.app.visit.VisitPage;
import io.chartside.app.visit.VisitReader;
import io.chartside.app.words.Texts;
import io.chartside.mappings.draft.DraftView.TurnView;
import io.chartside.mappings.signature.Withdrawal;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** Makes the page, or one part of it, out of what the record and the ledger hold now. */
@Component
class VisitModels {
    private static final EncounterLine NO_VISIT = new EncounterLine("", "", "", "");
    private static final PatientBanner NOT_SHOWN = new PatientBanner("", "", "", "", "", List.of(), "");

    private final FhirClients clients;
    private final VisitReader visits;
    private final Licences licences;
    private final Drafts drafts;
    private final Deliveries deliveries;
    private final Together together;
    private final Assets assets;

    VisitModels(
            FhirClients clients,
            VisitReader visits,
            Licences licences,
            Drafts drafts,
            Deliveries deliveries,
            Together together,
            Assets assets) {
        this.clients = clients;
        this.visits = visits;
        this.licences = licences;
        this.drafts = drafts;
        this.deliveries = deliveries;
        this.together = together;
        this.assets = assets;
    }

    /** What the page needs is asked for at once: the clinician waits for the slowest answer, not for their sum. */
    ModelAndView page(LaunchSession session) {
        RecordClient record = clients.record(session);
        String encounter = encounter(session);
        String patient = patient(session);
        var person = together.begin(() -> visits.patient(record, patient));
        var allergies = together.begin(() -> visits.allergies(record, patient));
        var visit = together.begin(() -> visits.encounter(record, encounter));
        var blocked = together.begin(() -> blocked(session, record));
        Optional<StoredDraft> draft = drafts.newest(record, encounter);
        TranscriptPane said = draft.map(StoredDraft::view)
                .map(view -> TranscriptPane.of(view.transcript()))
                .filter(TranscriptPane::present)
                .orElseGet(() -> visits.transcript(record, encounter));
        Optional<String> signed = draft.filter(StoredDraft::signed).map(StoredDraft::id);
        // The note is handed over before what was added to it.
        List<DeliveryLine> handedOver = draft.filter(StoredDraft::signed)
                .map(note -> deliveries.lines(session, record, note.composition()))
                .orElse(List.of());
        List<AddendumLine> addenda =
                signed.map(note -> deliveries.addenda(session, record, note)).orElse(List.of()).stream()
                        .map(addendum -> Addenda.line(addendum, ZoneId.systemDefault()))
                        .toList();
        List<DeliveryLine> delivery = addenda.isEmpty() ? handedOver : deliveries.lines(session);
        PatientBanner banner = visits.banner(Together.of(person), Together.of(allergies));
        VisitPage page = new VisitPage(
                session.csrfToken(),
                assets.path(),
                banner.in(session),
                Together.of(visit),
                session.names().practitioner(),
                said,
                draft.map(found -> pane(session, found, Together.of(blocked))).orElse(null),
                delivery);
        ModelAndView view = view("visit", page);
        view.addObject("whose", session.whose());
        view.addObject("unread", unread(session));
        view.addObject("addenda", addenda);
        view.addObject("withdrawn", draft.map(VisitModels::withdrawn).orElse(""));
        view.addObject(
                "withdrawable",
                draft.filter(found -> HandOver.isSigner(session, found.composition()))
                        .isPresent());
        view.addObject("addendumNote", signed.orElse(""));
        view.addObject("addendumName", UUID.randomUUID().toString());
        return view;
    }

    /** The draft as it stands now, unless the page shows just that; for what others change meanwhile. */
    Optional<ModelAndView> newer(LaunchSession session, String print) {
        RecordClient record = clients.record(session);
        return drafts.newest(record, encounter(session))
                .map(draft -> pane(session, draft, blocked(session, record)))
                .filter(pane -> !pane.print().equals(print))
                .map(pane -> view("visit :: newer", part(session, pane, List.of())));
    }

    /** What the recording comes to so far. */
    ModelAndView growing(LaunchSession session, StoredDraft preview) {
        List<TurnView> turns = preview.view().transcript();
        ModelAndView shown = view(
                "visit :: growing",
                new VisitPage(
                        session.csrfToken(),
                        assets.path(),
                        NOT_SHOWN,
                        NO_VISIT,
                        "",
                        TranscriptPane.of(turns),
                        pane(session, preview, ""),
                        List.of()));
        shown.addObject("until", TranscriptPane.until(turns));
        return shown;
    }

    /** Codes, orders and signature after a change. */
    ModelAndView review(LaunchSession session, StoredDraft draft) {
        String blocked = blocked(session, clients.record(session));
        return view("visit :: review", part(session, pane(session, draft, blocked), List.of()));
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
                NO_VISIT,
                session.names().practitioner(),
                new TranscriptPane(List.of()),
                draft,
                delivery);
    }

    /** In words, who withdrew the note, when and why; empty while it is in force. */
    private static String withdrawn(StoredDraft draft) {
        if (!draft.withdrawn()) {
            return "";
        }
        return Withdrawal.of(draft.composition())
                .map(told -> Texts.of(
                        "withdrawn.by",
                        Optional.ofNullable(told.by().getDisplay()).orElseGet(() -> Texts.of("withdrawn.its-signer")),
                        Words.moment(told.at(), ZoneId.systemDefault()),
                        told.reason()))
                .orElseGet(() -> Texts.of("withdrawn.elsewhere"));
    }

    /** In words, what of the EHR's chart did not come over when the visit was opened; empty when all did. */
    private static String unread(LaunchSession session) {
        String parts = session.unread().stream()
                .map(part -> Texts.of("chart-part." + part.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "" : Texts.of("visit.unread", session.siteName(), parts);
    }

    private String blocked(LaunchSession session, RecordClient record) {
        return licences.blocked(record, session.record().practitioner());
    }

    private static DraftPane pane(LaunchSession session, StoredDraft draft, String blocked) {
        String signer = session.names().practitioner().isBlank()
                ? Texts.of("visit.who-signed-in")
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
