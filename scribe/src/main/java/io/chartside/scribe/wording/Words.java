package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a turn into words with offsets; opens contractions, also those a tokeniser has cut ({@code do n't}). */
public final class Words {
    private static final Pattern TOKEN = Pattern.compile("\\d+(?:[.,/:]\\d+)*(?:-?[A-Za-z]+(?:-[A-Za-z]+)*)?|\\.\\d+"
            + "|[A-Za-z]{1,3}\\d{1,2}(?![A-Za-z0-9])"
            + "|[A-Za-z\u00C0-\u024F]+(?:[-'’][A-Za-z0-9\u00C0-\u024F]+)*-?|['’][A-Za-z]+|\\.\\.+|…|[.,?!;:%$]");
    /** What transcribers put between angle brackets: {@code <UNSURE>}. */
    private static final Pattern MARKUP = Pattern.compile("</?[A-Za-z_]{1,20}/?>");

    /** "your creatinine's normal" tells of it, "the knee's range" owns something. */
    private static final Set<String> STATED = Set.of(
            "creatinine",
            "hemoglobin",
            "cholesterol",
            "potassium",
            "sodium",
            "glucose",
            "sugar",
            "pressure",
            "a1c",
            "ldl",
            "hdl",
            "tsh",
            "inr",
            "heart",
            "throat",
            "belly",
            "abdomen",
            "knee",
            "neck",
            "skin",
            "liver",
            "thyroid",
            "wound",
            "ear",
            "rate",
            "temperature",
            "temp",
            "pulse",
            "oxygen",
            "function",
            "alignment",
            "nose",
            "ankle",
            "shoulder",
            "spleen",
            "gait",
            "strength");

    private static final Pattern STATES = Pattern.compile(
            "a|an|at|in|still|really|pretty|very|slightly|normal|high|low|up|down|good|fine|great|stable|better|worse|red|soft|clear|tender|nontender|swollen|looking|doing|healing|about|not|too|negative|positive|elevated|improved|regular|supple|warm|dry|distended|just|nice|\\d.*|"
                    + String.join("|", NumberWords.SMALL.keySet()));

    private final Map<String, String[]> contractions = new HashMap<>();
    private final Map<String, String[]> pairs = new HashMap<>();

    public Words(LexiconText text) {
        for (String[] row : RuleText.rows(text, "wording/contractions.tsv")) {
            (row[0].contains(" ") ? pairs : contractions).put(row[0], row[1].split(" "));
        }
    }

    /** Blanks in its place, so that every word stands where it stood. */
    private static String withoutMarkup(String text) {
        Matcher markup = MARKUP.matcher(text);
        StringBuilder words = new StringBuilder(text);
        while (markup.find()) {
            for (int i = markup.start(); i < markup.end(); i++) {
                words.setCharAt(i, ' ');
            }
        }
        return words.toString();
    }

    public List<Word> of(String text) {
        List<Word> raw = new ArrayList<>();
        Matcher m = TOKEN.matcher(withoutMarkup(text));
        while (m.find()) {
            raw.add(new Word(m.group().toLowerCase(Locale.ROOT).replace('’', '\''), m.start(), m.end()));
        }
        List<Word> words = new ArrayList<>(raw.size() + 8);
        for (int i = 0; i < raw.size(); i++) {
            Word word = raw.get(i);
            if (i + 1 < raw.size()) {
                Word next = raw.get(i + 1);
                String[] both = pairs.get(word.text() + " " + next.text());
                if (both != null) {
                    for (String one : both) {
                        words.add(word.through(next, one));
                    }
                    i++;
                    continue;
                }
            }
            open(word, i + 1 < raw.size() ? raw.get(i + 1).text() : "", words);
        }
        return words;
    }

    private void open(Word word, String next, List<Word> words) {
        String text = word.text();
        String[] known = contractions.get(text);
        if (known != null) {
            for (String one : known) {
                words.add(word.as(one));
            }
            return;
        }
        if (text.endsWith("n't") && text.length() > 3) {
            words.add(word.as(text.substring(0, text.length() - 3)));
            words.add(word.as("not"));
            return;
        }
        int cut = text.indexOf('\'');
        if (cut > 0) {
            String stem = text.substring(0, cut);
            String tail = text.substring(cut);
            String opened = switch (tail) {
                case "'m" -> "am";
                case "'re" -> "are";
                case "'ve" -> "have";
                case "'ll" -> "will";
                case "'d" -> next.equals("been") || next.equals("better") || next.equals("had") ? "had" : "would";
                case "'s" -> openS(stem, next);
                default -> "";
            };
            if (!opened.isEmpty()) {
                words.add(word.as(stem));
                words.add(word.as(opened));
                return;
            }
        }
        words.add(word);
    }

    private static String openS(String stem, String next) {
        return switch (stem) {
            case "it", "that", "there", "he", "she", "what", "who", "where", "how", "here", "everything", "nothing" ->
                next.equals("been") || next.equals("got") || next.equals("had") || next.equals("gotten") ? "has" : "is";
            default -> STATED.contains(stem) && STATES.matcher(next).matches() ? "is" : "";
        };
    }
}
