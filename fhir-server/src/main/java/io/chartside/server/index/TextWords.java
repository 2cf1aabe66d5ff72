package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words that {@code _text} and {@code _content} look for: runs of letters and digits, two long or more, in compared
 * form. The content of a resource is all text that a person may read in it: not its ids, references, systems and URLs.
 */
public final class TextWords {
    private static final Set<String> NO_CONTENT = Set.of(
            "resourceType",
            "id",
            "versionId",
            "lastUpdated",
            "reference",
            "system",
            "url",
            "fullUrl",
            "profile",
            "source",
            "contentType",
            "language",
            "hash",
            "uri");
    private static final int LONGEST = 60;
    private static final int MOST_ATTACHED = 1 << 20;
    private static final String NARRATIVE = "div";

    private final Set<String> words = new HashSet<>();
    private final boolean narrativeOnly;
    private final char[] word = new char[LONGEST + 1];

    private TextWords(boolean narrativeOnly) {
        this.narrativeOnly = narrativeOnly;
    }

    public static Set<String> of(String text) {
        TextWords found = new TextWords(false);
        found.add(text, false);
        return found.words;
    }

    /** @param narrativeOnly {@code _text}: of {@code text.div} alone */
    public static Set<String> ofResource(JsonNode resource, boolean narrativeOnly) {
        TextWords found = new TextWords(narrativeOnly);
        found.element(resource);
        return found.words;
    }

    private void element(JsonNode element) {
        for (Map.Entry<String, JsonNode> member : element.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isTextual()) {
                text(element, name, value.textValue());
            } else if (value.isArray()) {
                for (JsonNode item : value) {
                    if (item.isTextual()) {
                        text(element, name, item.textValue());
                    } else {
                        element(item);
                    }
                }
            } else {
                element(value);
            }
        }
    }

    private void text(JsonNode element, String name, String text) {
        if (name.equals(NARRATIVE)) {
            add(text, true);
        } else if (!narrativeOnly && !NO_CONTENT.contains(name)) {
            if (name.equals("data")) {
                attached(element.path("contentType").asText(), text);
            } else {
                add(text, false);
            }
        }
    }

    /** Attachments that are plain text count as content. */
    private void attached(String contentType, String data) {
        if (contentType.startsWith("text/plain") && data.length() <= MOST_ATTACHED) {
            try {
                add(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8), false);
            } catch (IllegalArgumentException e) {
                return; // What is no base64 has no words.
            }
        }
    }

    /**
     * ASCII words are taken as they are read. One with any other character goes through {@link TextForm}, alone: no ASCII
     * character that separates words takes part in a composition. A third of what it took to bring the whole text to its
     * compared form.
     *
     * @param tags whether it is XHTML, whose tags and entities separate words
     */
    private void add(String text, boolean tags) {
        int length = text.length();
        int from = -1;
        boolean ascii = true;
        for (int i = 0; i <= length; i++) {
            char c = i < length ? text.charAt(i) : ' ';
            if (c > 127 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                from = from < 0 ? i : from;
                ascii &= c <= 127;
                continue;
            }
            if (from >= 0) {
                if (ascii) {
                    ascii(text, from, i);
                } else {
                    other(text.substring(from, i));
                }
                from = -1;
                ascii = true;
            }
            if (tags && i < length) {
                i = c == '<' ? tag(text, i) : c == '&' ? entity(text, i) : i;
            }
        }
    }

    private void ascii(String text, int from, int to) {
        int length = to - from;
        if (length < 2 || length > LONGEST) {
            return;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(from + i);
            word[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        words.add(new String(word, 0, length));
    }

    private void other(String text) {
        String form = TextForm.of(text);
        int from = -1;
        for (int i = 0; i <= form.length(); i++) {
            boolean in = i < form.length() && Character.isLetterOrDigit(form.charAt(i));
            if (in && from < 0) {
                from = i;
            } else if (!in && from >= 0) {
                if (i - from > 1 && i - from <= LONGEST) {
                    words.add(form.substring(from, i));
                }
                from = -1;
            }
        }
    }

    /** The last character of the tag that begins here; the same when it has no end. */
    private static int tag(String text, int at) {
        int end = text.indexOf('>', at);
        return end < 0 ? at : end;
    }

    /** The last character of the entity that begins here; the same when it is none. */
    private static int entity(String text, int at) {
        int i = at + 1;
        boolean number = i < text.length() && text.charAt(i) == '#';
        i = number ? i + 1 : i;
        int from = i;
        while (i < text.length() && (number ? isDigit(text.charAt(i)) : isLetter(text.charAt(i)))) {
            i++;
        }
        return i > from && i < text.length() && text.charAt(i) == ';' ? i : at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
