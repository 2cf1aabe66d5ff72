package io.chartside.app.cdshooks;

import io.chartside.app.cdshooks.Card.Indicator;
import io.chartside.app.cdshooks.Card.Kind;
import io.chartside.app.cdshooks.Card.Suggestion;
import io.chartside.app.cdshooks.VisitState.Note;
import io.chartside.app.launch.AppContext;
import io.chartside.app.launch.AppContext.Part;
import io.chartside.app.words.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which cards a visit calls for. No I/O. */
final class Cards {

    private Cards() {}

    static List<Card> of(CdsService service, HookRequest request, Visit visit, VisitState state) {
        List<Card> cards = new ArrayList<>();
        if (visit.isVoid()) {
            return cards;
        }
        boolean discharge = service == CdsService.ENCOUNTER_DISCHARGE;
        boolean aboutStarting = service == CdsService.PATIENT_VIEW || service == CdsService.ENCOUNTER_START;
        if (state.note() == Note.NONE && (discharge || aboutStarting && visit.open())) {
            cards.add(start(visit, discharge));
        }
        if (state.note() == Note.DRAFTED && service != CdsService.ENCOUNTER_START) {
            cards.add(unsigned(request, visit, discharge));
        }
        if (state.undocumented() > 0 && !aboutStarting) {
            cards.add(undocumented(visit, state.undocumented()));
        }
        return cards;
    }

    private static Card start(Visit visit, boolean discharge) {
        return card(
                Kind.START,
                Indicator.INFO,
                discharge ? Texts.of("card.no-note") : Texts.of("card.can-write"),
                Texts.of("card.listens"),
                Texts.of("card.start"),
                new AppContext(Part.START, visit.id()),
                Optional.empty());
    }

    private static Card unsigned(HookRequest request, Visit visit, boolean discharge) {
        return card(
                Kind.UNSIGNED,
                discharge ? Indicator.WARNING : Indicator.INFO,
                Texts.of("card.unsigned"),
                Texts.of("card.until-signed"),
                Texts.of("card.review-and-sign"),
                new AppContext(Part.SIGN, visit.id()),
                discharge ? Optional.of(reminder(request, visit)) : Optional.empty());
    }

    private static Card undocumented(Visit visit, int count) {
        return card(
                Kind.UNDOCUMENTED,
                Indicator.WARNING,
                Texts.of("card.undocumented", count),
                Texts.of("card.nothing-rests"),
                Texts.of("card.review-the-codes"),
                new AppContext(Part.CODES, visit.id()),
                Optional.empty());
    }

    private static Suggestion reminder(HookRequest request, Visit visit) {
        String words = Texts.of("card.sign-in-chartside");
        return new Suggestion(
                UUID.randomUUID(),
                Texts.of("card.put-on-list"),
                Texts.of("card.create-task", words),
                Map.of(
                        "resourceType",
                        "Task",
                        "status",
                        "requested",
                        "intent",
                        "order",
                        "description",
                        words,
                        "for",
                        Map.of("reference", "Patient/" + request.patient()),
                        "encounter",
                        Map.of("reference", "Encounter/" + visit.id()),
                        "owner",
                        Map.of("reference", request.user())));
    }

    private static Card card(
            Kind kind,
            Indicator indicator,
            String summary,
            String detail,
            String link,
            AppContext context,
            Optional<Suggestion> suggestion) {
        return new Card(UUID.randomUUID(), kind, indicator, summary, detail, link, context, suggestion);
    }
}
