package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.allergy.CrossReactions;
import io.chartside.scribe.allergy.ToldAllergies;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a clinician should look at before signing. */
public final class Checks {
    private static final Pattern WITHOUT_CONTRAST =
            Pattern.compile("\\b(?:without|no|not)\\b(?: [a-z]+){0,3} contrast\\b");

    private final CrossReactions reactions;

    public Checks(LexiconText text) {
        reactions = new CrossReactions(text);
    }

    public List<Flag> of(Conversation conversation, ChartContext chart, Note note, List<OrderSuggestion> orders) {
        List<Flag> flags = new ArrayList<>();
        speakers(conversation, flags);
        unsupported(note, flags);
        missing(orders, flags);
        allergies(conversation, chart, orders, flags);
        return flags;
    }

    private static void speakers(Conversation conversation, List<Flag> flags) {
        if (conversation.roles().swapped()) {
            flags.add(new Flag(
                    Flag.Kind.SPEAKER_DOUBT,
                    "The speaker tags look swapped for the whole visit; the note takes the clinician's words as the clinician's.",
                    conversation.clauses().stream()
                            .limit(1)
                            .map(c -> (Evidence) c.said())
                            .toList()));
        }
        for (int turn : conversation.roles().doubtful()) {
            conversation.clauses().stream()
                    .filter(c -> c.turn() == turn)
                    .findFirst()
                    .ifPresent(c -> flags.add(new Flag(
                            Flag.Kind.SPEAKER_DOUBT,
                            "What is said does not fit the tag of this turn; please check who said it.",
                            List.of(c.said()))));
        }
    }

    private static void unsupported(Note note, List<Flag> flags) {
        for (Section section : note.sections()) {
            for (Section.Paragraph paragraph : section.paragraphs()) {
                for (Statement statement : paragraph.statements()) {
                    if (!statement.supported()) {
                        flags.add(new Flag(
                                Flag.Kind.UNSUPPORTED,
                                "A statement of " + section.heading() + " has no words behind it.",
                                List.of()));
                    }
                }
            }
        }
    }

    private static void missing(List<OrderSuggestion> orders, List<Flag> flags) {
        for (OrderSuggestion order : orders) {
            if (order instanceof OrderSuggestion.Medication drug
                    && drug.change() != OrderSuggestion.Change.CONTINUE
                    && (drug.missing().contains("dose") || drug.missing().contains("frequency"))) {
                List<String> parts =
                        drug.missing().stream().filter(p -> !p.equals("route")).toList();
                flags.add(new Flag(
                        Flag.Kind.MISSING_DETAIL,
                        drug.name() + ": " + String.join(" and ", parts) + " not said.",
                        drug.evidence()));
            }
        }
    }

    /** Each drug once for each allergy of the chart that fits it, and once for what was told. */
    private void allergies(
            Conversation conversation, ChartContext chart, List<OrderSuggestion> orders, List<Flag> flags) {
        List<ToldAllergies.Told> told = ToldAllergies.of(conversation);
        for (OrderSuggestion order : orders) {
            for (String drug : given(order, conversation)) {
                for (ChartContext.Entry allergy : chart.allergies()) {
                    if (reactions.speakAgainst(drug, allergy.text())) {
                        flags.add(against(
                                order,
                                drug,
                                "the chart lists an allergy that fits it",
                                new Evidence.Charted(allergy.reference())));
                    }
                }
                told.stream()
                        .filter(allergy -> reactions.speakAgainst(drug, allergy.words()))
                        .findFirst()
                        .ifPresent(allergy -> flags.add(against(
                                order,
                                drug,
                                "an allergy that fits it was told",
                                allergy.clause().said())));
            }
        }
    }

    private static Flag against(OrderSuggestion order, String drug, String reason, Evidence allergy) {
        List<Evidence> evidence = new ArrayList<>(order.evidence());
        evidence.add(allergy);
        return new Flag(
                Flag.Kind.CONTRADICTION,
                Character.toUpperCase(drug.charAt(0)) + drug.substring(1) + " is planned, and " + reason + ".",
                evidence);
    }

    /** The drugs that an order brings into the patient; of an imaging study its contrast. */
    private static List<String> given(OrderSuggestion order, Conversation conversation) {
        if (order instanceof OrderSuggestion.Medication drug) {
            return drug.change() == OrderSuggestion.Change.STOP ? List.of() : List.of(drug.name());
        }
        boolean contrast = conversation.clauses().stream()
                .filter(clause -> order.evidence().contains(clause.said()))
                .anyMatch(clause -> clause.text().contains("contrast")
                        && !WITHOUT_CONTRAST.matcher(clause.text()).find());
        return contrast && ((OrderSuggestion.Service) order).category() == OrderSuggestion.Category.IMAGING
                ? List.of("contrast")
                : List.of();
    }
}
