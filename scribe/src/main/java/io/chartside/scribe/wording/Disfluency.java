package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes out what speech adds: fillers, cut-off words, repeated starts. The words left keep their offsets. */
public final class Disfluency {
    private static final int LONGEST_REPEAT = 5;
    /** "vision is twenty twenty" repeats nothing. */
    private static final Set<String> SEEING = Set.of("vision", "acuity", "is", "was");

    /** "ninety eight eight" repeats nothing. */
    private static final int TENS = 20;

    private static final Set<String> RESTARTS = Set.of("it", "he", "she", "they", "we", "there");
    private static final Set<String> ABANDONED = Set.of("he", "she", "they", "we");
    private static final Set<String> NO_COMMA_AFTER = Set.of(
            "is", "are", "was", "were", "has", "have", "had", "the", "a", "an", "his", "her", "my", "your", "of", "to",
            "that", "with", "for", "on", "in", "and", "but", "be", "by", "at", "from", "some", "will", "would");
    private static final Set<String> PAUSED = Set.of(
            "take", "takes", "took", "get", "got", "see", "saw", "feel", "felt", "today", "presents", "down", "back");
    private static final Set<String> OBJECT = Set.of(
            "some", "his", "her", "my", "your", "the", "a", "an", "of", "for", "with", "about", "this", "that", "any",
            "to");
    private static final Set<String> EMERGENCY_CARE =
            Set.of("visit", "visits", "doctor", "doctors", "physician", "trip");
    private static final Set<String> AFTER_EMERGENCY = Set.of(
            ".",
            ",",
            "?",
            "and",
            "or",
            "for",
            "on",
            "if",
            "with",
            "because",
            "last",
            "yesterday",
            "at",
            "when",
            "where",
            "they",
            "in",
            "right",
            "immediately",
            "again");
    /** "let me see your hands" is no filler. */
    private static final Set<String> SEEN = Set.of("your", "his", "her", "that", "those");

    private final Set<String> fillers;
    private final List<String[]> phrases;
    private final Set<String> beforeLike;
    private final Set<String> keepsYouKnow;

    public Disfluency(LexiconText text) {
        Map<String, Set<String>> lists = RuleText.lists(text, "wording/fillers.txt");
        fillers = lists.get("words");
        phrases = lists.get("phrases").stream().map(p -> p.split(" ")).toList();
        beforeLike = lists.get("like stays after");
        keepsYouKnow = lists.get("you know stays after");
    }

    public List<Word> clean(List<Word> words) {
        List<Word> kept = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            String t = word.text();
            if (t.equals("oops") && Corrections.takesBack(words, i, 1)) {
                kept.add(word.as("sorry"));
                continue;
            }
            if (t.equals("er")
                    && i + 1 < words.size()
                    && EMERGENCY_CARE.contains(words.get(i + 1).text())) {
                kept.add(word.as("emergency"));
                continue;
            }
            if (fillers.contains(t)
                            && !(t.equals("er") && emergency(words, i))
                            && !(t.equals("oh")
                                    && (SpokenNumbers.zeroBetween(words, i)
                                            || i > 0 && words.get(i - 1).is("point")))
                    || cutOff(words, i)) {
                continue;
            }
            if (t.equals("i")
                    && i + 1 < words.size()
                    && RESTARTS.contains(words.get(words.get(i + 1).is(",") && i + 2 < words.size() ? i + 2 : i + 1)
                            .text())) {
                continue;
            }
            // "she i have an electronic one": begun of another, told of oneself.
            if (i + 1 < words.size()
                    && ABANDONED.contains(t)
                    && words.get(i + 1).is("i")) {
                continue;
            }
            if (t.endsWith("-") && t.length() > 1) {
                kept.add(word.as(t.substring(0, t.length() - 1)));
                continue;
            }
            if (t.startsWith("..") || t.equals("…")) {
                continue;
            }
            int length = phraseAt(words, i);
            if (length > 0) {
                if (Corrections.takesBack(words, i, length)) {
                    kept.add(word.as("sorry"));
                }
                i += length - 1;
                continue;
            }
            if (t.equals("like") && dropsLike(words, i)) {
                continue;
            }
            kept.add(word);
        }
        return punctuation(repeats(kept));
    }

    /** "go to the er": where nothing goes on that the article could be of. */
    private static boolean emergency(List<Word> words, int i) {
        String before = i == 0 ? "" : words.get(i - 1).text();
        String after = i + 1 < words.size() ? words.get(i + 1).text() : ".";
        return before.equals("the") && AFTER_EMERGENCY.contains(after);
    }

    /** "sh- shows" is a cut-off word; "a murmur-" at the end of a turn is a word that was interrupted after. */
    private static boolean cutOff(List<Word> words, int i) {
        String t = words.get(i).text();
        return t.endsWith("-") && t.length() > 1 && (i + 1 < words.size() || t.length() <= 3);
    }

    private int phraseAt(List<Word> words, int i) {
        for (String[] phrase : phrases) {
            if (i + phrase.length <= words.size()) {
                boolean same = true;
                for (int k = 0; same && k < phrase.length; k++) {
                    same = words.get(i + k).is(phrase[k]);
                }
                if (same
                        && !(phrase[phrase.length - 1].equals("see")
                                && i + phrase.length < words.size()
                                && SEEN.contains(words.get(i + phrase.length).text()))
                        && !(phrase[0].equals("you")
                                && i > 0
                                && keepsYouKnow.contains(words.get(i - 1).text()))) {
                    return phrase.length;
                }
            }
        }
        return 0;
    }

    private boolean dropsLike(List<Word> words, int i) {
        String before = i == 0 ? "," : words.get(i - 1).text();
        String after = i + 1 == words.size() ? "," : words.get(i + 1).text();
        return before.equals(",") || after.equals(",") || !beforeLike.contains(before);
    }

    /** "it was , it was sore" says it once. */
    private static List<Word> repeats(List<Word> words) {
        List<Word> out = new ArrayList<>(words.size());
        for (Word word : words) {
            out.add(word);
            boolean again = true;
            while (again) {
                again = false;
                for (int n = LONGEST_REPEAT; n >= 1 && !again; n--) {
                    again = dropRepeat(out, n);
                }
            }
        }
        return out;
    }

    private static boolean dropRepeat(List<Word> out, int n) {
        int size = out.size();
        if (size < 2 * n) {
            return false;
        }
        int second = size - n;
        int first = second - n;
        int comma = first > 0 && out.get(second - 1).is(",") ? 1 : 0;
        first -= comma;
        if (first < 0) {
            return false;
        }
        for (int k = 0; k < n; k++) {
            Word a = out.get(first + k);
            Word b = out.get(second + k);
            if (!a.text().equals(b.text())
                    || a.punctuation()
                    || Character.isDigit(a.text().charAt(0))
                    || a.is("one")
                    || a.is("twenty")
                            && first > 0
                            && SEEING.contains(out.get(first - 1).text())
                    || first > 0
                            && SpokenNumbers.value(a.text()) >= 0
                            && SpokenNumbers.value(out.get(first - 1).text()) >= TENS) {
                return false;
            }
        }
        for (int k = 0; k < n + comma; k++) {
            out.remove(first);
        }
        return true;
    }

    /** "he had , some pain": a comma that only marks a pause before the object. */
    private static boolean hesitation(List<Word> out, Word next) {
        if (out.size() < 2 || !out.get(out.size() - 1).is(",")) {
            return false;
        }
        String before = out.get(out.size() - 2).text();
        return NO_COMMA_AFTER.contains(before)
                || (before.endsWith("ing") || PAUSED.contains(before)) && OBJECT.contains(next.text());
    }

    /** No comma at a start, before an end, or twice. */
    private static List<Word> punctuation(List<Word> words) {
        List<Word> out = new ArrayList<>(words.size());
        for (Word word : words) {
            if (word.punctuation() && !out.isEmpty() && out.get(out.size() - 1).punctuation()) {
                Word last = out.get(out.size() - 1);
                if (last.is(",") && !word.is(",")) {
                    out.set(out.size() - 1, word);
                }
                continue;
            }
            if (out.isEmpty() && word.punctuation()) {
                continue;
            }
            if (!out.isEmpty() && hesitation(out, word)) {
                out.remove(out.size() - 1);
            }
            out.add(word);
        }
        return out;
    }
}
