package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Speaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who says each clause. Speech recognition that tells voices apart lets a turn run on into the answer, gives whole stretches
 * to the other voice and takes dictation for the patient; the tag of a turn is then right for a part of it. The most likely
 * course of tags that hold and tags that err is found over the whole visit (Viterbi), by what clinicians and patients say.
 */
final class Voices {
    /** What it costs to take a tag for wrong from here on; a wrong stretch goes on over turns for nothing. */
    private static final double ERRS = 3;
    /** What each clause costs whose tag is taken for wrong. Both were chosen on training visits. */
    private static final double AGAINST_TAG = 0.2;

    private static final int MOST = 5;
    private static final int DICTATED_WORDS = 18;
    private static final int DICTATED = 4;
    private static final Pattern TO_SOMEBODY = Pattern.compile("\\b(?:my|me|you|your|i am|i have|i was|i do)\\b");

    private static final Pattern ILL = Pattern.compile(
            "\\b(?:pain\\w*|hurt\\w*|sore|ach\\w+|breath\\w*|sick|swell\\w*|swollen|cough\\w*|fever\\w*|dizz\\w*|numb\\w*|tingl\\w*|tired|medications?|doctor|symptoms?|inhaler|headaches?|nause\\w*|vomit\\w*|bleed\\w*|injur\\w*|fell|fall|sleep\\w*|appetite|weight|throat|rash|itch\\w*|allerg\\w*|surgery|prescri\\w*)\\b");

    private final Map<String, List<Cue>> cues = new HashMap<>();

    private record Cue(Pattern said, int weight) {}

    Voices(LexiconText text) {
        for (String[] row : RuleText.rows(text, "discourse/voices.tsv")) {
            cues.computeIfAbsent(row[0], k -> new ArrayList<>())
                    .add(new Cue(Pattern.compile(row[2].replace("~", "\\b")), Integer.parseInt(row[1])));
        }
    }

    /** The clauses with their true speakers; those of guests and of nobody known keep theirs. */
    List<Clause> told(List<Clause> clauses) {
        List<Clause> two = clauses.stream().filter(Voices::ofTheTwo).toList();
        if (two.size() < 2) {
            return clauses;
        }
        boolean[] errs = errs(two);
        keepSmallTalk(two, errs);
        List<Clause> out = new ArrayList<>(clauses.size());
        int at = 0;
        for (Clause clause : clauses) {
            out.add(ofTheTwo(clause) && errs[at++] ? clause.by(Roles.other(clause.speaker())) : clause);
        }
        return out;
    }

    private static boolean ofTheTwo(Clause clause) {
        return clause.speaker() == Speaker.CLINICIAN || clause.speaker() == Speaker.PATIENT;
    }

    private boolean[] errs(List<Clause> clauses) {
        Set<Integer> dictated = dictated(clauses);
        int n = clauses.size();
        boolean[][] errsBefore = new boolean[n][2];
        double[] best = {0, -ERRS};
        for (int i = 0; i < n; i++) {
            Clause clause = clauses.get(i);
            boolean opens = i == 0 || clauses.get(i - 1).turn() != clause.turn();
            double leans = (clinicianOver(clause) + (dictated.contains(clause.turn()) ? DICTATED : 0)) / 2.0;
            double holds = clause.clinician() ? leans : -leans;
            double held = best[0];
            double recovered = best[1] - (opens ? 0 : ERRS);
            double erred = best[0] - ERRS;
            double goesOn = best[1];
            errsBefore[i][0] = recovered > held;
            errsBefore[i][1] = goesOn > erred;
            best = new double[] {Math.max(held, recovered) + holds, Math.max(erred, goesOn) - holds - AGAINST_TAG};
        }
        boolean[] errs = new boolean[n];
        boolean now = best[1] > best[0];
        for (int i = n - 1; i >= 0; i--) {
            errs[i] = now;
            now = errsBefore[i][now ? 1 : 0];
        }
        return errs;
    }

    /** A clinician who talks of the own bicycle is no patient: words are the patient's that tell of an illness. */
    private void keepSmallTalk(List<Clause> clauses, boolean[] errs) {
        for (int from = 0; from < errs.length; from++) {
            if (!errs[from]) {
                continue;
            }
            int to = from;
            StringBuilder said = new StringBuilder();
            boolean both = false;
            boolean answers = from > 0 && clauses.get(from - 1).question();
            while (to < errs.length && errs[to]) {
                both |= !clauses.get(to).clinician();
                Clause clause = clauses.get(to++);
                // Nobody asked the clinician about the family: whose tag is the clinician's tells of the own.
                if (answers || !clause.clinician() || !OwnFamily.tellsOf(clause)) {
                    said.append(clause.text()).append(" . ");
                }
            }
            if (!both && !ILL.matcher(said).find()) {
                for (int i = from; i < to; i++) {
                    errs[i] = false;
                }
            }
            from = to;
        }
    }

    /** Turns that speak to nobody and sound like a record. */
    private Set<Integer> dictated(List<Clause> clauses) {
        Map<Integer, StringBuilder> turns = new HashMap<>();
        clauses.forEach(clause -> turns.computeIfAbsent(clause.turn(), k -> new StringBuilder())
                .append(clause.text())
                .append(' '));
        Set<Integer> dictated = new HashSet<>();
        turns.forEach((turn, said) -> {
            if (said.toString().split(" ").length >= DICTATED_WORDS
                    && sum("dictated", said) >= 2
                    && !TO_SOMEBODY.matcher(said).find()) {
                dictated.add(turn);
            }
        });
        return dictated;
    }

    private int clinicianOver(Clause clause) {
        int over = sum("clinician", clause.text()) - sum("patient", clause.text());
        if (clause.question()) {
            over += sum("clinician asks", clause.text()) - sum("patient asks", clause.text());
        }
        return Math.max(-MOST, Math.min(MOST, over));
    }

    private int sum(String who, CharSequence said) {
        int sum = 0;
        for (Cue cue : cues.get(who)) {
            sum += cue.said().matcher(said).find() ? cue.weight() : 0;
        }
        return sum;
    }
}
