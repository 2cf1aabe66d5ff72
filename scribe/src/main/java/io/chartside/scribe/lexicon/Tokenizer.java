package io.chartside.scribe.lexicon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cuts utterances into tokens, forgiving what speech recognition and tokenised corpora do to words: {@code do n't},
 * {@code a-fib}, {@code h- how}, {@code um}, doubled words, British spelling, numbers as words.
 */
public final class Tokenizer {
    private static final Set<String> FILLERS = Set.of("um", "uh", "er", "erm", "ah", "eh", "hm", "hmm", "hmmm", "mm");
    private static final Set<String> CLITICS = Set.of("s", "ve", "m", "re", "ll", "d");
    private static final Map<String, String> NUMBERS = numbers();

    /** Contractions as speech recognition writes them, without the apostrophe. */
    private static final Map<String, String> UNMARKED_DENIALS = Map.ofEntries(
            Map.entry("dont", "do"),
            Map.entry("doesnt", "doe"),
            Map.entry("didnt", "did"),
            Map.entry("isnt", "is"),
            Map.entry("wasnt", "was"),
            Map.entry("arent", "are"),
            Map.entry("werent", "were"),
            Map.entry("havent", "have"),
            Map.entry("hasnt", "has"),
            Map.entry("hadnt", "had"),
            Map.entry("couldnt", "could"),
            Map.entry("wouldnt", "would"),
            Map.entry("shouldnt", "should"),
            Map.entry("cant", "ca"));

    private static final Map<String, String> UNMARKED_PRONOUNS = Map.of(
            "youre", "you", "youve", "you", "ive", "i", "im", "i", "thats", "that", "theres", "there", "theyre",
            "they");

    private Tokenizer() {}

    /** @return the tokens in order; their spans lie within the text and do not overlap, a contraction apart */
    public static List<Token> tokens(String text) {
        List<Token> out = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isWordChar(c)) {
                i = word(text, i, out);
            } else {
                mark(c, i, out);
                i++;
            }
        }
        return markFillers(out);
    }

    /** The words of a phrase as they are compared: what {@link #tokens} gives without marks and fillers. */
    static List<String> words(String phrase) {
        return tokens(phrase).stream().filter(Token::isWord).map(Token::word).toList();
    }

    private static int word(String text, int start, List<Token> out) {
        int end = start;
        while (end < text.length() && isWordChar(text.charAt(end))) {
            end++;
        }
        // "3.5" and "1,000" are one number.
        while (end + 1 < text.length()
                && (text.charAt(end) == '.' || text.charAt(end) == ',')
                && Character.isDigit(text.charAt(end - 1))
                && Character.isDigit(text.charAt(end + 1))) {
            end++;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
        }
        String raw = text.substring(start, end).toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        addWord(raw, start, end, out);
        return end;
    }

    private static void addWord(String raw, int start, int end, List<Token> out) {
        String verb = UNMARKED_DENIALS.get(raw);
        if (verb != null) {
            out.add(new Token(verb, start, end - 2, Token.Kind.WORD));
            out.add(new Token("not", end - 2, end, Token.Kind.WORD));
            return;
        }
        String pronoun = UNMARKED_PRONOUNS.get(raw);
        if (pronoun != null) {
            out.add(new Token(pronoun, start, end, Token.Kind.WORD));
            return;
        }
        int quote = raw.indexOf('\'');
        String base = quote < 0 ? raw : raw.substring(0, quote);
        String tail = quote < 0 ? "" : raw.substring(quote + 1);
        if (quote >= 0 && tail.equals("t")) {
            String stem = base.endsWith("n") ? base.substring(0, base.length() - 1) : base;
            if (!stem.isEmpty()) {
                out.add(new Token(normal(stem), start, start + stem.length(), Token.Kind.WORD));
            }
            out.add(new Token("not", start + stem.length(), end, Token.Kind.WORD));
        } else if (raw.equals("cannot")) {
            out.add(new Token("can", start, start + 3, Token.Kind.WORD));
            out.add(new Token("not", start + 3, end, Token.Kind.WORD));
        } else if (quote >= 0 && CLITICS.contains(tail)) {
            if (!base.isEmpty()) {
                out.add(new Token(normal(base), start, start + base.length(), Token.Kind.WORD));
            }
        } else {
            String joined = raw.replace("'", "");
            if (!joined.isEmpty()) {
                out.add(new Token(normal(joined), start, end, Token.Kind.WORD));
            }
        }
    }

    private static void mark(char c, int at, List<Token> out) {
        switch (c) {
            case '.', '!', ';', '\n' -> out.add(new Token(".", at, at + 1, Token.Kind.STOP));
            case '?' -> out.add(new Token("?", at, at + 1, Token.Kind.STOP));
            case ',', ':', '\u2013', '\u2014' -> out.add(new Token(",", at, at + 1, Token.Kind.PAUSE));
            case '-' -> out.add(new Token("-", at, at + 1, Token.Kind.FILLER));
            case '%' -> out.add(new Token("percent", at, at + 1, Token.Kind.WORD));
            default -> {
                // Other marks carry no meaning for phrases.
            }
        }
    }

    /** Marks fillers, broken-off beginnings ({@code h- how}), doubled words, {@code you know} and {@code i mean}. */
    private static List<Token> markFillers(List<Token> in) {
        List<Token> out = new ArrayList<>(in.size());
        for (int i = 0; i < in.size(); i++) {
            Token t = in.get(i);
            out.add(t.isWord() && isFiller(in, i) ? new Token(t.word(), t.start(), t.end(), Token.Kind.FILLER) : t);
        }
        return out;
    }

    private static boolean isFiller(List<Token> in, int i) {
        String w = in.get(i).word();
        if (FILLERS.contains(w)) {
            return true;
        }
        Token next = i + 1 < in.size() ? in.get(i + 1) : null;
        if (next == null) {
            return false;
        }
        boolean hyphen = next.word().equals("-") && next.start() == in.get(i).end();
        int after = hyphen ? i + 2 : i + 1;
        if (after >= in.size()) {
            return false;
        }
        Token following = in.get(after);
        boolean apart = hyphen && following.start() > next.end();
        if (apart && w.length() <= 4 && following.word().startsWith(w.substring(0, 1))) {
            return true;
        }
        if (following.word().equals(w) && w.length() > 1) {
            return true;
        }
        if (i > 0 && (w.equals("know") && in.get(i - 1).word().equals("you"))) {
            return next.kind() == Token.Kind.PAUSE;
        }
        return w.equals("you") && next.word().equals("know") && pauseAfter(in, i + 2);
    }

    private static boolean pauseAfter(List<Token> in, int i) {
        return i < in.size() && in.get(i).kind() == Token.Kind.PAUSE;
    }

    private static boolean isWordChar(char c) {
        return Character.isLetterOrDigit(c) || c == '\'' || c == '\u2019';
    }

    private static String normal(String word) {
        String number = NUMBERS.get(word);
        if (number != null) {
            return number;
        }
        if (word.equals("nt")) {
            return "not";
        }
        String w = word;
        if (w.length() >= 6) {
            w = w.replace("ae", "e").replace("oe", "e").replace("tumour", "tumor");
        }
        return singular(w);
    }

    private static String singular(String w) {
        if (w.length() <= 3 || !w.endsWith("s") || w.endsWith("ss") || w.endsWith("us") || w.endsWith("is")) {
            return w;
        }
        return w.endsWith("ies") && w.length() > 5
                ? w.substring(0, w.length() - 3) + "y"
                : w.substring(0, w.length() - 1);
    }

    private static Map<String, String> numbers() {
        String[] words = {
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
        };
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            map.put(words[i], Integer.toString(i));
        }
        return Map.copyOf(map);
    }
}
