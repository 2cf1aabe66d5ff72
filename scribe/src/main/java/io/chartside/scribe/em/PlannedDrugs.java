package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which drugs the plan manages, and which of them it begins. */
final class PlannedDrugs {
    private static final double PLAN = 0.55;
    private static final int KEPT_WITHIN = 8;
    private static final int NOT_GIVEN_WITHIN = 4;
    private static final int SOLD_WITHIN = 10;
    private static final Set<String> KEPT = Set.of(
            "continue",
            "continued",
            "continuing",
            "keep",
            "keeping",
            "stay",
            "staying",
            "refill",
            "renew",
            "still",
            "remain",
            "same",
            "leave",
            "stick",
            "maintain",
            "current",
            "already",
            "controlled",
            "stable",
            "stop",
            "stopping",
            "was",
            "were");
    private static final Set<String> NOT_GIVEN = Set.of("allergic", "allergy", "had", "took", "tried");

    private final Transcript transcript;
    private final List<List<Token>> tokens;
    private final int[] offset;

    PlannedDrugs(Transcript transcript, List<List<Token>> tokens) {
        this.transcript = transcript;
        this.tokens = tokens;
        offset = new int[tokens.size() + 1];
        for (int i = 0; i < tokens.size(); i++) {
            offset[i + 1] = offset[i] + tokens.get(i).size();
        }
    }

    /** Named by the clinician in the last part of the visit, where the plan is, and not as a possibility. */
    List<VisitLevel.Drug> planned(List<VisitLevel.Drug> drugs) {
        return drugs.stream().filter(this::isPlanned).toList();
    }

    private boolean isPlanned(VisitLevel.Drug drug) {
        List<Token> words = tokens.get(drug.turn());
        return offset[drug.turn()] + drug.first() > offset[tokens.size()] * PLAN
                && !transcript.turns().get(drug.turn()).speaker().isPatients()
                && Sentence.isMeant(words, drug.first())
                && !Sentence.isAsked(words, drug.last())
                && !Sentence.isConditional(words, drug.first())
                && !Sentence.isDeniedAfter(words, drug.last())
                && !Sentence.isNotChosen(words, drug.first(), drug.last())
                && !isAllergy(words, drug.last())
                && !within(words, drug.first(), NOT_GIVEN_WITHIN, NOT_GIVEN);
    }

    /** {@code your penicillin allergy}. */
    private static boolean isAllergy(List<Token> words, int last) {
        return last + 1 < words.size() && words.get(last + 1).word().matches("allergy|reaction");
    }

    /** Prescription drugs whose first mention in the visit is in the plan and not as one that is kept. */
    List<VisitLevel.Drug> begun(List<VisitLevel.Drug> drugs) {
        Map<String, VisitLevel.Drug> first = new HashMap<>();
        drugs.forEach(d -> first.putIfAbsent(d.name(), d));
        List<VisitLevel.Drug> out = new ArrayList<>();
        for (VisitLevel.Drug drug : first.values()) {
            List<Token> words = tokens.get(drug.turn());
            if (drug.traits().contains("rx")
                    && isPlanned(drug)
                    && !isOverTheCounter(drug, words)
                    && !within(words, drug.first(), KEPT_WITHIN, KEPT)) {
                out.add(drug);
            }
        }
        return out;
    }

    /** Sold without a prescription, as said in the same sentence: {@code over the counter}, {@code off the shelf}. */
    static boolean isOverTheCounter(VisitLevel.Drug drug, List<Token> words) {
        for (int i = Math.max(0, drug.first() - SOLD_WITHIN);
                i < Math.min(words.size(), drug.last() + SOLD_WITHIN);
                i++) {
            String w = words.get(i).word();
            if (w.equals("counter") || w.equals("shelf") || w.equals("otc")) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(List<Token> words, int at, int reach, Set<String> wanted) {
        for (int i = at - 1, seen = 0; i >= 0 && seen < reach; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (wanted.contains(t.word())) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }
}
