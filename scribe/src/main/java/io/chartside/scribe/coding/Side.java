package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.wording.Corrections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sides of the body. */
enum Side {
    RIGHT,
    LEFT,
    BOTH,
    UNSTATED;

    static Side ofWord(String word) {
        return switch (word) {
            case "right" -> RIGHT;
            case "left" -> LEFT;
            case "both", "bilateral", "bilaterally" -> BOTH;
            default -> UNSTATED;
        };
    }

    /**
     * Which side the visit speaks of, for each part of the body: the side words near each mention are counted, since
     * {@code the right one} and {@code my left knee} may stand turns away from the diagnosis.
     */
    static final class Tally {
        private static final Set<String> DETERMINERS = Set.of("the", "my", "your", "her", "his");
        private static final int BEFORE = 3;
        private static final int AFTER = 6;
        private final Map<String, EnumMap<Side, Integer>> bySite = new HashMap<>();
        private final EnumMap<Side, Integer> overall = new EnumMap<>(Side.class);

        Tally(List<AssertedMention> mentions, VisitText text) {
            for (AssertedMention m : mentions) {
                String site = m.mention().concept().site();
                if (site.isEmpty() || m.assertion() == Assertion.FAMILY) {
                    continue;
                }
                Side side = near(m.mention(), text.turn(m.mention().turn()));
                if (side != UNSTATED) {
                    int weight = m.assertion() == Assertion.NEGATED ? 1 : 2;
                    bySite.computeIfAbsent(site, s -> new EnumMap<>(Side.class)).merge(side, weight, Integer::sum);
                }
            }
            for (List<Token> turn : text.tokens()) {
                for (int i = 0; i < turn.size(); i++) {
                    Side side = meant(turn, i);
                    if (side != UNSTATED && !isTurnOfSpeech(turn, i)) {
                        overall.merge(side, 1, Integer::sum);
                    }
                }
            }
        }

        /** The side of a concept at a site: near its own mentions, else the site's, else the visit's only side. */
        Side of(String site, List<AssertedMention> mentions, VisitText text) {
            EnumMap<Side, Integer> own = new EnumMap<>(Side.class);
            Side last = UNSTATED;
            int latest = -1;
            for (AssertedMention m : mentions) {
                Side side = near(m.mention(), text.turn(m.mention().turn()));
                if (side != UNSTATED) {
                    own.merge(side, 1, Integer::sum);
                    if (text.position(m.mention()) >= latest) {
                        latest = text.position(m.mention());
                        last = side;
                    }
                }
            }
            Side best = most(own, last);
            if (best == UNSTATED && !site.isEmpty()) {
                best = most(bySite.getOrDefault(site, new EnumMap<>(Side.class)), UNSTATED);
            }
            if (best == UNSTATED) {
                EnumMap<Side, Integer> plain = new EnumMap<>(overall);
                plain.remove(BOTH);
                best = plain.size() == 1 ? plain.keySet().iterator().next() : UNSTATED;
            }
            return best;
        }

        /** @param last said last: where two are said equally often, it stands */
        private static Side most(EnumMap<Side, Integer> counts, Side last) {
            Side best = last;
            int most = counts.getOrDefault(last, 0);
            for (Map.Entry<Side, Integer> e : counts.entrySet()) {
                if (e.getValue() > most) {
                    most = e.getValue();
                    best = e.getKey();
                }
            }
            return best;
        }

        private static Side near(Mention m, List<Token> turn) {
            for (int i = m.first(); i <= m.last(); i++) {
                Side side = meant(turn, i);
                if (side != UNSTATED) {
                    return side;
                }
            }
            Side before = scan(turn, m.first() - 1, -1, BEFORE);
            return before != UNSTATED ? before : scan(turn, m.last() + 1, 1, AFTER);
        }

        private static Side scan(List<Token> turn, int from, int step, int reach) {
            int seen = 0;
            for (int i = from; i >= 0 && i < turn.size() && seen < reach; i += step) {
                Token t = turn.get(i);
                if (t.kind() == Token.Kind.STOP) {
                    return UNSTATED;
                }
                if (t.isWord()) {
                    seen++;
                    Side side = meant(turn, i);
                    if (side != UNSTATED && !isTurnOfSpeech(turn, i)) {
                        return side;
                    }
                }
            }
            return UNSTATED;
        }

        /** The side of a word, or the one that takes it back: {@code my left knee , no wait , my right knee}. */
        private static Side meant(List<Token> turn, int i) {
            boolean denied = isDenied(turn, i);
            int meant = Corrections.ofSide(i, turn.size(), k -> turn.get(k).word(), denied);
            return meant < 0 && denied
                    ? UNSTATED
                    : ofWord(turn.get(Math.max(meant, i)).word());
        }

        /** {@code it is not the right knee}. */
        private static boolean isDenied(List<Token> turn, int i) {
            return word(turn, i - 1).equals("not")
                    || word(turn, i - 2).equals("not") && DETERMINERS.contains(word(turn, i - 1));
        }

        /** {@code all right}, {@code right now}, {@code right away}, {@code left over}, {@code that is right}. */
        private static boolean isTurnOfSpeech(List<Token> turn, int i) {
            String before = word(turn, i - 1);
            String after = word(turn, i + 1);
            return switch (turn.get(i).word()) {
                case "right" ->
                    before.equals("all")
                            || before.equals("that")
                            || before.equals("is")
                            || List.of(
                                                    "now", "away", "after", "before", "back", "there", "here", "?", ".",
                                                    "", "when", "so")
                                            .contains(after)
                                    && !List.of("the", "on", "my", "your").contains(before);
                case "left" ->
                    List.of("over", "alone").contains(after)
                            || List.of("i", "we", "you", "have", "he", "she", "is", "what")
                                    .contains(before);
                default -> false;
            };
        }

        private static String word(List<Token> turn, int i) {
            return i >= 0 && i < turn.size() ? turn.get(i).word() : "";
        }
    }
}
