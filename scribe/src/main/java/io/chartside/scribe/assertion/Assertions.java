package io.chartside.scribe.assertion;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides of each mention whether it is affirmed, denied, doubted, of the past, somebody else's or only supposed:
 * ConText cues within the utterance, and the answer of the next utterance where the mention stands in a question.
 */
public final class Assertions {
    private static final Set<String> POSSESSIVE = Set.of("your", "my", "this", "that", "the", "her", "his", "their");
    private static final Set<String> OWN = Set.of("your", "my", "her", "his", "their");
    private static final Set<String> REPORTS = Set.of("still", "with");
    private static final int STATED_WITHIN = 6;
    private static final Set<String> STATING = Set.of("have", "had", "ve", "are", "were", "was", "got", "take");
    private static final Set<String> ASKING = Set.of("how", "what", "where", "when", "who");
    private static final Set<String> INVERTING =
            Set.of("do", "did", "have", "are", "were", "had", "could", "would", "if", "when", "can", "will");
    private final Cues cues;

    private Assertions(Cues cues) {
        this.cues = cues;
    }

    public static Assertions load(LexiconText text) {
        return new Assertions(Cues.load(text));
    }

    /** Tokens of every turn, in the order of the transcript. */
    public static List<List<Token>> tokens(Transcript transcript) {
        return transcript.turns().stream().map(t -> Tokenizer.tokens(t.text())).toList();
    }

    /** Every concept of the lexicon that is named in the visit, with its assertion. */
    public List<AssertedMention> read(Lexicon lexicon, Transcript transcript) {
        return read(lexicon, transcript, tokens(transcript));
    }

    /** The same with tokens at hand. */
    public List<AssertedMention> read(Lexicon lexicon, Transcript transcript, List<List<Token>> tokens) {
        List<AssertedMention> out = new ArrayList<>();
        for (Turn turn : transcript.turns()) {
            List<Token> words = tokens.get(turn.index());
            List<Mention> mentions = lexicon.find(turn.index(), words);
            if (mentions.isEmpty()) {
                continue;
            }
            List<CueSpan> spans = cues.find(words);
            AssertedMention previous = null;
            for (Mention mention : mentions) {
                AssertedMention own = decide(mention, words, spans, transcript, tokens);
                AssertedMention listed = previous == null ? own : Lists.join(previous, own, words);
                out.add(listed);
                previous = listed;
            }
        }
        return List.copyOf(out);
    }

    /** What is said of words that the caller found itself. */
    public AssertedMention assess(Mention mention, Transcript transcript, List<List<Token>> tokens) {
        List<Token> words = tokens.get(mention.turn());
        return decide(mention, words, cues.find(words), transcript, tokens);
    }

    private AssertedMention decide(
            Mention mention, List<Token> words, List<CueSpan> spans, Transcript transcript, List<List<Token>> tokens) {
        CueSpan cue = Scope.strongest(mention, words, spans);
        if (cue != null && cue.cue().sort() != Cue.Sort.QUESTION) {
            return new AssertedMention(mention, cue.cue().assertion(), cue.cue().phrase(), -1);
        }
        if (ThirdPerson.isMeant(mention, words, tokens)) {
            return new AssertedMention(mention, Assertion.FAMILY, "third person", -1);
        }
        Scope.Ending ending = Scope.ending(mention, words);
        if (cue == null && ending != Scope.Ending.ASKED) {
            return new AssertedMention(mention, Assertion.AFFIRMED, "", -1);
        }
        int next = nextSpeaker(mention.turn(), transcript, tokens);
        Answer answer = next < 0 || !isLastQuestion(mention, words) ? Answer.OPEN : Answer.of(tokens.get(next));
        boolean presupposed = isPresupposed(mention, words, cue);
        String phrase = cue == null ? "?" : cue.cue().phrase();
        return switch (answer) {
            case YES -> new AssertedMention(mention, Assertion.AFFIRMED, phrase, next);
            case NO -> new AssertedMention(mention, presupposed ? Assertion.AFFIRMED : Assertion.NEGATED, phrase, next);
            case OPEN -> {
                boolean stated =
                        presupposed || cue == null && (isStated(mention, words) || isBeforeQuestion(mention, words));
                yield new AssertedMention(mention, stated ? Assertion.AFFIRMED : Assertion.ASKED, phrase, -1);
            }
        };
    }

    /** {@code you have had diabetes how long?} says it, in the order of words of a statement. */
    private static boolean isStated(Mention mention, List<Token> words) {
        String before = "";
        for (int i = mention.first() - 1, seen = 0; i >= 0 && seen < STATED_WITHIN; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (t.isWord()) {
                if (t.word().equals("you") && STATING.contains(before)) {
                    return i == 0 || !INVERTING.contains(words.get(i - 1).word());
                }
                before = t.word();
                seen++;
            }
        }
        return false;
    }

    /** {@code six weeks since your knee replacement, how is it going?}: the question begins after the mention. */
    private static boolean isBeforeQuestion(Mention mention, List<Token> words) {
        for (int i = mention.last() + 1; i + 1 < words.size(); i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (t.kind() == Token.Kind.PAUSE) {
                return ASKING.contains(words.get(i + 1).word());
            }
        }
        return false;
    }

    /** {@code how is your diabetes?} takes the diabetes for granted. */
    private static boolean isPresupposed(Mention mention, List<Token> words, CueSpan cue) {
        for (int i = mention.first() - 1, seen = 0; i >= 0 && seen < 3; i--) {
            Token t = words.get(i);
            if (t.isWord()) {
                if (POSSESSIVE.contains(t.word())) {
                    return cue == null || OWN.contains(t.word());
                }
                if (REPORTS.contains(t.word()) && cue == null) {
                    return true;
                }
                seen++;
            }
        }
        return false;
    }

    /** An answer speaks of the last sentence of the utterance, or of an unpunctuated one's last words. */
    private static boolean isLastQuestion(Mention mention, List<Token> words) {
        int rest = 0;
        for (int i = mention.last() + 1; i < words.size(); i++) {
            rest += words.get(i).isWord() ? 1 : 0;
        }
        return rest <= 25;
    }

    private static int nextSpeaker(int turn, Transcript transcript, List<List<Token>> tokens) {
        for (int i = turn + 1; i < Math.min(turn + 3, tokens.size()); i++) {
            if (transcript.turns().get(i).speaker()
                    != transcript.turns().get(turn).speaker()) {
                return i;
            }
        }
        return turn + 1 < tokens.size() ? turn + 1 : -1;
    }
}
