package io.chartside.scribe.reconcile;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Relatives;
import io.chartside.scribe.draft.Reconciliation.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the patient's side tells to have been stopped or begun since the chart was written, by themselves or by another clinician:
 * states of the reconciliation with their evidence, and never orders.
 */
final class ToldChanges {
    private static final Pattern STOPPED = Pattern.compile(
            "\\b(?:stopped|quit|went off|came off|got off|am off|is off|(?:took|taken) (?:me|him|her) off|no longer (?:take|takes|taking|on|use|using))(?= )");
    private static final Pattern BEGUN = Pattern.compile(
            "\\b(?:(?:put|started|placed|switched) (?:me|him|her) (?:back )?(?:on|to)|prescribed(?: (?:me|him|her))?|wrote (?:me|him|her) (?:a prescription )?for|gave (?:me|him|her) a prescription for"
                    + "|(?:was|were|am|is|got|been) (?:just |recently |also )?(?:put|started|placed) on|i (?:have |just |also |recently )*started)(?= )");
    private static final String BETWEEN =
            "(?: |\\b(?:a|an|the|some|this|that|new|medication|medicine|pill|drug|called|named|my|his|her|all|of|taking|using|on|and|generic|both|\\d\\S*|mg|mcg|milligrams?|units?)\\b|,)*";
    /** "My lisinopril, I stopped it". */
    private static final Pattern STOPPED_IT = Pattern.compile(
            "^(?: ,| but| and| which)* (?:i|he|she|they|my [a-z]+)(?: have| has| just)* (?:stopped|quit)(?: taking| using)?(?: it| that| them)?(?= ,|$| because| since| last| a )");

    private static final Pattern UNTRUE = Pattern.compile(
            "\\b(?:not|never|almost|nearly|want|wanted|should|could|would|might|if|when|until|whether|wish|unless)\\b");
    private static final Pattern PAST = Pattern.compile("\\b(?:as a kid|years ago|used to|hospital|emergency room)\\b");
    private static final Pattern FOR_A_TIME = Pattern.compile("^ (?:for (?:a|an|one|two|three|\\d)|while|during)\\b");
    private static final Pattern AGAIN = Pattern.compile("\\b(?:restarted|resumed|again|back on|went back)\\b");

    private final ChartedDrugs drugs;
    private final Pattern between;

    ToldChanges(ChartedDrugs drugs) {
        this.drugs = drugs;
        between = Pattern.compile(BETWEEN);
    }

    /** What is told of a drug, and where. */
    record Told(State state, Clause clause) {}

    /** By the names that are said: {@code STOPPED} drugs of the chart, {@code NEW} ones that it lacks. */
    Map<String, Told> of(Conversation conversation, ChartContext chart) {
        Map<String, Told> told = new LinkedHashMap<>();
        Pattern names = drugs.named(chart);
        for (Clause clause : conversation.clauses()) {
            if (!clause.speaker().isPatients() || clause.question()) {
                continue;
            }
            for (Matcher m = names.matcher(clause.text()); m.find(); ) {
                boolean charted = !drugs.of(m.group(), chart).isEmpty();
                Optional<State> state = state(clause, m, names);
                if (AGAIN.matcher(clause.text()).find()) {
                    told.remove(m.group());
                } else if (state.isPresent() && charted == (state.get() == State.STOPPED)) {
                    told.putIfAbsent(m.group(), new Told(state.get(), clause));
                } else if (state.isPresent() && state.get() == State.STOPPED) {
                    told.remove(m.group()); // Begun and stopped, so that the chart is right not to have it.
                }
            }
        }
        return told;
    }

    private Optional<State> state(Clause clause, Matcher name, Pattern names) {
        String before = clause.text().substring(0, name.start());
        String after = clause.text().substring(name.end());
        if (UNTRUE.matcher(before).find() || PAST.matcher(clause.text()).find() || Relatives.areMeant(clause, before)) {
            return Optional.empty();
        }
        if (leadsTo(STOPPED, before, names) || STOPPED_IT.matcher(after).find()) {
            return FOR_A_TIME.matcher(after).find() ? Optional.empty() : Optional.of(State.STOPPED);
        }
        return leadsTo(BEGUN, before, names) ? Optional.of(State.NEW) : Optional.empty();
    }

    /** Whether nothing but other drugs and small words stands between the words and the name. */
    private boolean leadsTo(Pattern words, String before, Pattern names) {
        int end = -1;
        for (Matcher m = words.matcher(before); m.find(); ) {
            end = m.end();
        }
        return end >= 0
                && between.matcher(names.matcher(before.substring(end)).replaceAll(" "))
                        .matches();
    }
}
