package io.chartside.app.cdshooks;

import io.chartside.app.cdshooks.Card.Indicator;
import io.chartside.app.cdshooks.Card.Kind;
import io.chartside.app.cdshooks.Card.Suggestion;
import io.chartside.app.cdshooks.VisitState.Note;
import io.chartside.app.launch.AppContext;
import io.chartside.app.launch.AppContext.Part;
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
                discharge ? "This visit has no note in Chartside" : "Chartside can write the note of this visit",
                "Chartside listens to the visit or reads its transcript and drafts note, codes and orders, for you to"
                        + " review and sign.",
                "Start the scribe",
                new AppContext(Part.START, visit.id()),
                Optional.empty());
    }

    private static Card unsigned(HookRequest request, Visit visit, boolean discharge) {
        return card(
                Kind.UNSIGNED,
                discharge ? Indicator.WARNING : Indicator.INFO,
                "The note of this visit is drafted and not signed",
                "Until it is signed it is no part of the chart, and neither its codes nor its orders are in force.",
                "Review and sign",
                new AppContext(Part.SIGN, visit.id()),
                discharge ? Optional.of(reminder(request, visit)) : Optional.empty());
    }

    private static Card undocumented(Visit visit, int count) {
        return card(
                Kind.UNDOCUMENTED,
                Indicator.WARNING,
                count == 1
                        ? "One accepted code of this visit is not documented in its note"
                        : count + " accepted codes of this visit are not documented in its note",
                "Nothing that the note says rests on the words of the visit that such a code was suggested for. Add what was"
                        + " found to the note, or reject the code.",
                "Review the codes",
                new AppContext(Part.CODES, visit.id()),
                Optional.empty());
    }

    private static Suggestion reminder(HookRequest request, Visit visit) {
        String words = "Sign the note of this visit in Chartside";
        return new Suggestion(
                UUID.randomUUID(),
                "Put it on my task list",
                "Create a task: " + words,
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
