package io.chartside.scribe.flag;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a clinician should look at before signing. */
public final class Checks {
    private static final Pattern ALLERGIC =
            Pattern.compile("\\ballerg(?:ic|y|ies) to (?:[a-z]+ and )?([a-z-]+)(?: (?:and|or) ([a-z-]+))?");

    private Checks() {}

    public static List<Flag> of(
            Conversation conversation, ChartContext chart, Note note, List<OrderSuggestion> orders) {
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

    private static void allergies(
            Conversation conversation, ChartContext chart, List<OrderSuggestion> orders, List<Flag> flags) {
        for (OrderSuggestion order : orders) {
            if (!(order instanceof OrderSuggestion.Medication drug) || drug.change() == OrderSuggestion.Change.STOP) {
                continue;
            }
            String name = drug.name().toLowerCase(Locale.ROOT);
            for (ChartContext.Entry allergy : chart.allergies()) {
                String charted = allergy.text().toLowerCase(Locale.ROOT);
                if (charted.contains(name) || related(name, charted)) {
                    List<Evidence> evidence = new ArrayList<>(drug.evidence());
                    evidence.add(new Evidence.Charted(allergy.reference()));
                    flags.add(new Flag(
                            Flag.Kind.CONTRADICTION,
                            drug.name() + " is planned, and the chart lists an allergy that fits it.",
                            evidence));
                }
            }
            for (Clause clause : conversation.clauses()) {
                Matcher m = ALLERGIC.matcher(clause.text());
                while (m.find()) {
                    boolean same = fits(name, m.group(1)) || m.group(2) != null && fits(name, m.group(2));
                    if (same && !clause.question() && !clause.text().matches(".*\\b(?:not|no)\\b.*allerg.*")) {
                        List<Evidence> evidence = new ArrayList<>(drug.evidence());
                        evidence.add(clause.said());
                        flags.add(new Flag(
                                Flag.Kind.CONTRADICTION,
                                drug.name() + " is planned, and an allergy that fits it was told.",
                                evidence));
                    }
                }
            }
        }
    }

    private static boolean fits(String drug, String allergy) {
        return drug.contains(allergy) || related(drug, allergy);
    }

    /** Drugs of the family that an allergy names: the penicillins, the sulfonamides, the NSAIDs. */
    private static boolean related(String drug, String allergy) {
        return allergy.contains("penicillin") && drug.matches("amoxicillin|augmentin|penicillin|flucloxacillin")
                || allergy.contains("amoxicillin") && drug.matches("augmentin|penicillin")
                || allergy.contains("sulfa") && drug.matches("bactrim|sulfasalazine|trimethoprim")
                || allergy.contains("nsaid")
                        && drug.matches(
                                "ibuprofen|advil|motrin|naproxen|aleve|meloxicam|mobic|diclofenac|voltaren|celecoxib|celebrex|ketorolac|toradol|indomethacin|aspirin");
    }
}
