package io.chartside.scribe.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a transcript from plain text, one turn per non-blank line.
 *
 * <p>A line may begin with a time ({@code 00:12}, {@code [00:01:12.5]}) and a speaker tag: {@code [doctor]},
 * {@code <patient>}, {@code Doctor:}, {@code Dr. Lee:}, {@code D:}, {@code P:}, {@code Mother:}, {@code Speaker 1:}.
 * Lines without a tag are turns of an unknown speaker; who that is gets decided later, from what is said. Several
 * bracketed tags within a line begin a turn each.
 */
public final class TranscriptParser {
    private static final int MAX_CHARACTERS = 4_000_000;
    /** Line ends of any system; {@code \\R} is not had in a browser. */
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\x0B\\f\\r\\u0085\\u2028\\u2029]");

    private static final Pattern TIME = Pattern.compile(
            "^[\\[(]?(?:(\\d{1,2}):)?(\\d{1,3}):(\\d{2})(?:[.,](\\d{1,3}))?[\\])]?(?:\\s*(?:-->|-|–)\\s*"
                    + "[\\[(]?(?:(\\d{1,2}):)?(\\d{1,3}):(\\d{2})(?:[.,](\\d{1,3}))?[\\])]?)?\\s*[-–]?\\s*");
    private static final Pattern BRACKET_TAG =
            Pattern.compile("^[\\[<(]\\s*([A-Za-z][A-Za-z _.0-9-]{0,30})\\s*[\\]>)]\\s*:?\\s*");
    private static final Pattern COLON_TAG = Pattern.compile(
            "^\\**([A-Za-z][A-Za-z_.]*(?:[ _][A-Za-z0-9.'_-]+){0,3})\\**\\s*(?:\\([^)]{0,20}\\))?\\s*:\\**\\s*");
    private static final Pattern INLINE_TAG = Pattern.compile(
            "(?<=\\S)\\s*(?=[\\[<]\\s*(?i:doctor|dr|clinician|physician|provider|patient|patient_guest|guest)\\s*[\\]>])");

    private TranscriptParser() {}

    /**
     * @param text the transcript; line ends of any system, a byte order mark is skipped
     * @throws UnreadableTranscriptException when nothing is said in it or it is not text
     */
    public static Transcript parse(String text) {
        if (text == null || text.isBlank()) {
            throw new UnreadableTranscriptException("the transcript is empty");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new UnreadableTranscriptException("the transcript is longer than " + MAX_CHARACTERS + " characters");
        }
        refuseBinary(text);
        List<Turn> turns = new ArrayList<>();
        boolean words = false;
        for (String raw : LINE_END.split(text)) {
            String line = raw.replace("\uFEFF", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            for (String piece : INLINE_TAG.split(line)) {
                Turn turn = turn(turns.size(), piece);
                words |= turn.text().codePoints().anyMatch(Character::isLetterOrDigit);
                turns.add(turn);
            }
        }
        if (!words) {
            throw new UnreadableTranscriptException("the transcript holds no words");
        }
        return new Transcript(turns);
    }

    private static void refuseBinary(String text) {
        int strange = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new UnreadableTranscriptException("the transcript is not text");
            }
            if (c == '\uFFFD' || (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f')) {
                strange++;
            }
        }
        if (strange * 20L > text.length()) {
            throw new UnreadableTranscriptException("the transcript is not text");
        }
    }

    private static Turn turn(int index, String line) {
        long start = -1;
        long end = -1;
        String rest = line;
        Matcher time = TIME.matcher(rest);
        if (time.find()) {
            start = millis(time, 1);
            end = time.group(7) == null ? -1 : millis(time, 5);
            rest = rest.substring(time.end());
        }
        Speaker speaker = Speaker.UNKNOWN;
        Matcher tag = BRACKET_TAG.matcher(rest);
        if (!tag.find()) {
            tag = COLON_TAG.matcher(rest);
            if (!tag.find()) {
                tag = null;
            }
        }
        if (tag != null) {
            SpeakerTag known = SpeakerTag.of(tag.group(1));
            if (known != SpeakerTag.NONE) {
                speaker = known.speaker();
                rest = rest.substring(tag.end());
            }
        }
        return new Turn(index, "u" + index, speaker, rest.strip(), start, end);
    }

    private static long millis(Matcher time, int group) {
        long hours = time.group(group) == null ? 0 : Long.parseLong(time.group(group));
        long minutes = Long.parseLong(time.group(group + 1));
        long seconds = Long.parseLong(time.group(group + 2));
        String fraction = time.group(group + 3);
        long millis = fraction == null ? 0 : Long.parseLong((fraction + "00").substring(0, 3));
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
    }
}
