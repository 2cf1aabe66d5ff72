package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The visit as tokens, with the landmarks that tell what a mention is worth: opening, history, assessment, plan. */
final class VisitText {
    private static final double LATE = 0.6;
    private static final double EARLIEST_PLAN = 0.3;
    private static final double OPENING = 0.25;
    private static final int OPENING_TOKENS = 45;
    private static final int LEAD_REACH = 5;
    private static final int ONE_PIECE = 120;

    private final Transcript transcript;
    private final List<List<Token>> tokens;
    private final int[] offset;
    private final List<List<PhraseFinder.Found<Landmark>>> landmarks = new ArrayList<>();
    private final int assessment;
    private final int plan;

    private VisitText(Transcript transcript, List<List<Token>> tokens, PhraseFinder<Landmark> finder) {
        this.transcript = transcript;
        this.tokens = tokens;
        offset = new int[tokens.size() + 1];
        for (int i = 0; i < tokens.size(); i++) {
            offset[i + 1] = offset[i] + tokens.get(i).size();
            landmarks.add(finder.find(tokens.get(i)));
        }
        int late = (int) (offset[tokens.size()] * LATE);
        int told = planStart();
        plan = told >= 0 ? told : startOfTurn(late);
        assessment = Math.min(plan, late);
    }

    static PhraseFinder<Landmark> landmarks(LexiconText text) {
        PhraseFinder<Landmark> finder =
                new PhraseFinder<>(Set.of("a", "an", "the", "some", "your", "acute", "chronic"));
        for (List<String> row : TextTable.read(text, "coding/landmarks.tsv", 2)) {
            for (String phrase : row.get(1).split("\\|")) {
                finder.add(phrase, Landmark.valueOf(row.get(0).toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return finder;
    }

    static VisitText of(Transcript transcript, List<List<Token>> tokens, PhraseFinder<Landmark> finder) {
        return new VisitText(transcript, tokens, finder);
    }

    /** The beginning of the turn that a position lies in, where the turn is short enough to be of one piece. */
    private int startOfTurn(int position) {
        for (int turn = 0; turn < tokens.size(); turn++) {
            if (position < offset[turn + 1]) {
                return offset[turn + 1] - offset[turn] <= ONE_PIECE ? offset[turn] : position;
            }
        }
        return position;
    }

    /** Where the clinician first turns to assessment and plan, or -1. */
    private int planStart() {
        double earliest = offset[tokens.size()] * EARLIEST_PLAN;
        for (int turn = 0; turn < tokens.size(); turn++) {
            for (PhraseFinder.Found<Landmark> found : landmarks.get(turn)) {
                int at = offset[turn] + found.first();
                if ((found.value() == Landmark.ASSESSMENT || found.value() == Landmark.FIRST) && at > earliest) {
                    return at;
                }
            }
        }
        return -1;
    }

    Transcript transcript() {
        return transcript;
    }

    List<List<Token>> tokens() {
        return tokens;
    }

    List<Token> turn(int index) {
        return tokens.get(index);
    }

    int position(Mention m) {
        return offset[m.turn()] + m.first();
    }

    int length() {
        return Math.max(1, offset[tokens.size()]);
    }

    boolean inAssessment(Mention m) {
        return position(m) >= assessment;
    }

    /** Behind the words that turn to the plan; where nobody says them, in the last part of the visit. */
    boolean inPlan(Mention m) {
        return position(m) >= plan;
    }

    boolean inAssessment(int turn, int token) {
        return offset[turn] + token >= assessment;
    }

    /** In the opening, where the reason for the visit is told. */
    boolean inOpening(Mention m) {
        return position(m) < opening();
    }

    private double opening() {
        return Math.max(OPENING_TOKENS, length() * OPENING);
    }

    double relative(Mention m) {
        return position(m) / (double) length();
    }

    /** Landmarks that lead directly to the mention: {@code for your}, {@code you have}, {@code history of}. */
    Set<Landmark> leading(Mention m) {
        Set<Landmark> out = new HashSet<>();
        for (PhraseFinder.Found<Landmark> found : landmarks.get(m.turn())) {
            if (found.last() < m.first() && words(m.turn(), found.last() + 1, m.first()) <= LEAD_REACH) {
                out.add(found.value());
            }
        }
        return out;
    }

    /** Last tokens of a turn's landmarks of a sort. */
    List<Integer> ends(int turn, Landmark sort) {
        return landmarks.get(turn).stream()
                .filter(f -> f.value() == sort)
                .map(PhraseFinder.Found::last)
                .toList();
    }

    /** Landmarks of the mention's own turn that stand before it in the same turn, at any distance up to the given. */
    boolean within(Mention m, Landmark landmark, int reach) {
        for (PhraseFinder.Found<Landmark> found : landmarks.get(m.turn())) {
            if (found.value() == landmark
                    && found.last() < m.first()
                    && words(m.turn(), found.last() + 1, m.first()) <= reach) {
                return true;
            }
        }
        return false;
    }

    /** Whether a landmark of a sort stands behind the mention in the same turn, at most so many words on. */
    boolean after(Mention m, Landmark landmark, int reach) {
        for (PhraseFinder.Found<Landmark> found : landmarks.get(m.turn())) {
            if (found.value() == landmark
                    && found.first() > m.last()
                    && words(m.turn(), m.last() + 1, found.first()) <= reach) {
                return true;
            }
        }
        return false;
    }

    /** Whether a landmark of a sort stands anywhere in the visit. */
    boolean has(Landmark landmark) {
        return landmarks.stream().flatMap(List::stream).anyMatch(f -> f.value() == landmark);
    }

    /** Whether a landmark of a sort stands in the opening. */
    boolean opens(Landmark landmark) {
        for (int turn = 0; turn < landmarks.size(); turn++) {
            for (PhraseFinder.Found<Landmark> found : landmarks.get(turn)) {
                if (found.value() == landmark && offset[turn] + found.first() < opening()) {
                    return true;
                }
            }
        }
        return false;
    }

    private int words(int turn, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) {
            n += tokens.get(turn).get(i).isWord() ? 1 : 0;
        }
        return n;
    }

    /** What a phrase says about the part of the visit it stands in. */
    enum Landmark {
        /** The clinician turns to the assessment. */
        ASSESSMENT,
        /** A problem is about to be named: {@code for your}, {@code problem of}. */
        PROBLEM,
        /** A diagnosis is about to be told: {@code you have}, {@code consistent with}. */
        DIAGNOSIS,
        /** The same in words that leave no doubt: {@code the diagnosis is}, {@code for your first problem}. */
        TOLD,
        /** The reason for the visit is about to be named. */
        REASON,
        /** The past history is about to be named. */
        HISTORY,
        /** The first problem of the plan is about to be named. */
        FIRST,
        /** What will be done about it. */
        PLAN,
        /** The visit is a return: stitches come out, a cast comes off. */
        RETURN,
        /** An injury is found healing. */
        HEALING
    }
}
