package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The two categories of data that no list of phrases holds: the clinician's own interpretation of a picture or tracing
 * that somebody else reports, and the discussion of management with an outside professional. A result that is only
 * read out is neither.
 */
final class Consultations {
    private static final int NEAR = 14;
    private static final int SUBJECT = 4;
    private static final int PARTNER = 7;
    private static final Set<String> LOOKING = Set.of(
            "look",
            "looked",
            "looking",
            "read",
            "review",
            "reviewed",
            "went",
            "interpreted",
            "interpret",
            "see",
            "pulled");
    private static final Set<String> PICTURES = Set.of(
            "x",
            "xray",
            "radiograph",
            "film",
            "image",
            "imaging",
            "mri",
            "ct",
            "scan",
            "ultrasound",
            "echo",
            "echocardiogram",
            "ekg",
            "ecg",
            "electrocardiogram",
            "tracing",
            "strip",
            "picture",
            "slide",
            "smear",
            "angiogram",
            "mammogram",
            "eeg");
    private static final Set<String> OWN = Set.of("myself", "personally", "independently");
    private static final Set<String> TALKING = Set.of(
            "spoke",
            "talked",
            "spoken",
            "discussed",
            "conferred",
            "called",
            "phoned",
            "paged",
            "call",
            "phone",
            "talk",
            "speak",
            "discuss",
            "text",
            "texted");
    private static final Set<String> PROFESSIONALS = Set.of(
            "surgeon",
            "doctor",
            "dr",
            "hospitalist",
            "specialist",
            "pharmacist",
            "teacher",
            "therapist",
            "dentist",
            "midwife",
            "obstetrician",
            "cardiology",
            "surgery",
            "psychiatry",
            "neurology",
            "oncology",
            "orthopedics",
            "radiology",
            "counselor",
            "lawyer",
            "attorney");

    /** Have the partner as their object; the others need a preposition: {@code discussed surgery} is no talk with a surgeon. */
    private static final Set<String> CALLING = Set.of("called", "phoned", "paged", "call", "phone", "text", "texted");

    private static final Set<String> NO_PARTNER = Set.of("about", "you", "patient", "in");

    private Consultations() {}

    static void find(Transcript transcript, List<List<Token>> tokens, Heard heard) {
        for (int turn = 0; turn < tokens.size(); turn++) {
            if (transcript.turns().get(turn).speaker().isPatients()) {
                continue;
            }
            List<Token> words = tokens.get(turn);
            for (int i = 0; i < words.size(); i++) {
                if (isOwnReading(words, i)) {
                    heard.add(
                            Heard.Sort.INTERPRETATION,
                            "own interpretation of a test",
                            Elements.said(transcript, turn, words, i, i));
                }
                if (isDiscussion(words, i)) {
                    heard.add(
                            Heard.Sort.DISCUSSION,
                            "discussion with another professional",
                            Elements.said(transcript, turn, words, i, i));
                }
            }
        }
    }

    /** {@code i looked at the film myself}, {@code as i read the ekg}, {@code my own read of the mri}. */
    private static boolean isOwnReading(List<Token> words, int at) {
        String w = words.get(at).word();
        boolean own = OWN.contains(w)
                || Set.of("own", "read").contains(w)
                        && Sentence.before(words, at, 1).equals("my")
                || w.equals("read")
                        && Sentence.before(words, at, 1).equals("i")
                        && Sentence.before(words, at, 2).equals("as")
                || w.equals("see")
                        && Sentence.before(words, at, 1).equals("i")
                        && Sentence.before(words, at, 2).equals("what");
        return own
                && Sentence.isMeant(words, at)
                && !Sentence.isConditional(words, at)
                && !Sentence.follows(words, at, NEAR, Set.of("will"))
                && near(words, at, t -> PICTURES.contains(t.word()))
                && (near(words, at, t -> LOOKING.contains(t.word())) || LOOKING.contains(w));
    }

    /** {@code i spoke with your cardiologist}, {@code i have the surgeon on the phone}; not {@code talk with your doctor}. */
    private static boolean isDiscussion(List<Token> words, int at) {
        String w = words.get(at).word();
        if (!TALKING.contains(w)
                || !Sentence.isMeant(words, at)
                || Sentence.isConditional(words, at)
                || Sentence.isAsked(words, at)) {
            return false;
        }
        if (w.equals("phone")) {
            return near(words, at, t -> t.word().equals("i")) && near(words, at, Consultations::isProfessional);
        }
        return isOurs(words, at) && partner(words, at);
    }

    /** The nearest person before the verb is {@code i} or {@code we}. */
    private static boolean isOurs(List<Token> words, int at) {
        for (int i = at - 1, seen = 0; i >= 0 && seen < SUBJECT; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (t.word().equals("i") || t.word().equals("we")) {
                return true;
            }
            if (t.word().equals("you") || t.word().equals("they")) {
                return false;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }

    private static boolean partner(List<Token> words, int at) {
        boolean joined = CALLING.contains(words.get(at).word());
        for (int i = at + 1, seen = 0; i < words.size() && seen < PARTNER; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP || NO_PARTNER.contains(t.word())) {
                return false;
            }
            joined |= t.word().equals("with") || t.word().equals("to");
            if (joined && isProfessional(t)) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }

    private static boolean isProfessional(Token t) {
        String w = t.word();
        return PROFESSIONALS.contains(w) || w.endsWith("ologist") || w.endsWith("iatrist") || w.endsWith("iatrician");
    }

    private static boolean near(List<Token> words, int at, Predicate<Token> wanted) {
        for (int i = Math.max(0, at - NEAR); i < Math.min(words.size(), at + NEAR + 1); i++) {
            if (i != at && wanted.test(words.get(i))) {
                return true;
            }
        }
        return false;
    }
}
