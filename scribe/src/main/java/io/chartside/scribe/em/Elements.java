package io.chartside.scribe.em;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the countable elements of {@code em/elements.tsv} in a visit. What is decided counts where the clinician says
 * it, not where it is denied, asked, supposed or only considered.
 */
final class Elements {
    /** A phrase that looks like an element and is none; it hides what it overlaps. */
    private static final String IDIOM = "idiom";

    private static final double LATE = 0.45;
    private static final Set<Heard.Sort> DECISIONS = Set.of(
            Heard.Sort.TEST,
            Heard.Sort.THERAPY,
            Heard.Sort.PRESCRIBING,
            Heard.Sort.DOSE,
            Heard.Sort.MINOR_PROCEDURE,
            Heard.Sort.RISKY_MINOR,
            Heard.Sort.MAJOR_SURGERY,
            Heard.Sort.RISKY_SURGERY,
            Heard.Sort.RISK_NAMED,
            Heard.Sort.HOSPITAL,
            Heard.Sort.MONITORING,
            Heard.Sort.CHANGE,
            Heard.Sort.TOXIC);

    /** Told by anyone, or asked for and confirmed. */
    private static final Set<Heard.Sort> STATES = Set.of(Heard.Sort.WORSENING, Heard.Sort.THREAT, Heard.Sort.SOCIAL);

    private static final int DOSE_OF = 8;
    private static final int RESULT_WITHIN = 4;
    private static final Set<String> RESULTS = Set.of(
            "show",
            "shows",
            "showed",
            "reveal",
            "reveals",
            "revealed",
            "negative",
            "positive",
            "normal",
            "confirmed",
            "up",
            "high",
            "low",
            "elevated");
    /** What is dosed and needs no prescription. */
    private static final Set<String> SOLD_FREELY = Set.of(
            "sodium",
            "salt",
            "vitamin",
            "fish",
            "omega",
            "caffeine",
            "calcium",
            "magnesium",
            "zinc",
            "iron",
            "fiber",
            "supplement",
            "biotin",
            "turmeric",
            "counter");

    private final PhraseFinder<Element> finder;

    private Elements(PhraseFinder<Element> finder) {
        this.finder = finder;
    }

    static Elements load(LexiconText text) {
        PhraseFinder<Element> finder = new PhraseFinder<>(Set.of("a", "an", "the", "some", "your", "another"));
        for (List<String> row : TextTable.read(text, "em/elements.tsv", 4)) {
            Element element = new Element(
                    row.get(0).equals(IDIOM)
                            ? null
                            : Heard.Sort.valueOf(row.get(0).toUpperCase(Locale.ROOT)),
                    row.get(1),
                    row.get(2).equals("late"));
            for (String phrase : row.get(3).split("\\|")) {
                finder.add(phrase, element);
            }
        }
        return new Elements(finder);
    }

    Heard find(Transcript transcript, List<List<Token>> tokens) {
        Heard heard = new Heard();
        int total = tokens.stream().mapToInt(List::size).sum();
        int before = 0;
        for (int turn = 0; turn < tokens.size(); turn++) {
            List<Token> words = tokens.get(turn);
            Speaker speaker = transcript.turns().get(turn).speaker();
            for (PhraseFinder.Found<Element> f : finder.find(words)) {
                boolean late = before + f.first() > total * LATE
                        || f.value().sort() == Heard.Sort.TEST && isResult(words, f.last());
                if ((late || !f.value().late())
                        && counts(f, words, speaker)
                        && isAnswered(f, words, transcript, turn)) {
                    heard.add(f.value().sort(), f.value().name(), said(transcript, turn, words, f.first(), f.last()));
                }
            }
            before += words.size();
        }
        Consultations.find(transcript, tokens, heard);
        Historian.find(transcript, tokens)
                .ifPresent(said -> heard.add(Heard.Sort.HISTORIAN, "history from a parent or companion", said));
        return heard;
    }

    /** {@code the ultrasound shows}, {@code the hepatitis panel is negative}: reviewed, wherever in the visit. */
    private static boolean isResult(List<Token> words, int last) {
        for (int i = last + 1, seen = 0; i < words.size() && seen < RESULT_WITHIN; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (RESULTS.contains(t.word())) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }

    /** What is asked is so where the next turn says yes. */
    private static boolean isAnswered(
            PhraseFinder.Found<Element> f, List<Token> words, Transcript transcript, int turn) {
        return !STATES.contains(f.value().sort())
                || !Sentence.isAsked(words, f.last())
                || turn + 1 < transcript.turns().size()
                        && Answer.of(transcript.turns().get(turn + 1).text()) == Answer.YES;
    }

    private static boolean counts(PhraseFinder.Found<Element> f, List<Token> words, Speaker speaker) {
        Heard.Sort sort = f.value().sort();
        if (sort == null || !Sentence.isMeant(words, f.first())) {
            return false;
        }
        if (!DECISIONS.contains(sort)) {
            return States.isSo(sort, words, f.first());
        }
        if (speaker.isPatients()
                || Sentence.isAsked(words, f.last())
                || Sentence.isConditional(words, f.first())
                || Sentence.isDeniedAfter(words, f.last())) {
            return false;
        }
        return switch (sort) {
            case TOXIC -> !Sentence.isPast(words, f.first());
            case TEST, MONITORING -> true;
            case HOSPITAL -> HospitalCare.isDecided(words, f.first(), f.last());
            case MAJOR_SURGERY, RISKY_SURGERY -> Surgery.isDecided(words, f.first(), f.last());
            case RISK_NAMED -> Surgery.isItsRisk(words, f.last());
            case DOSE -> !Sentence.follows(words, f.first(), DOSE_OF, SOLD_FREELY);
            default -> !Sentence.isNotChosen(words, f.first(), f.last());
        };
    }

    static Evidence said(Transcript transcript, int turn, List<Token> words, int first, int last) {
        return new Evidence.Said(
                turn,
                transcript.turns().get(turn).id(),
                words.get(first).start(),
                words.get(last).end());
    }

    private record Element(Heard.Sort sort, String name, boolean late) {}
}
