package io.chartside.server.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words that {@code _text} and {@code _content} look for: runs of letters and digits, two long or more, in compared
 * form. The content of a resource is all text that a person may read in it: not its ids, references, systems and URLs.
 */
public final class TextWords {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern TAGS = Pattern.compile("<[^>]*>|&[a-zA-Z]+;|&#\\d+;");
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

    private TextWords() {}

    public static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        add(text, words);
        return words;
    }

    /** @param narrativeOnly {@code _text}: of {@code text.div} alone */
    public static Set<String> ofResource(byte[] json, boolean narrativeOnly) {
        Set<String> words = new LinkedHashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            String contentType = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    contentType = "";
                }
                if (token != JsonToken.VALUE_STRING) {
                    continue;
                }
                String name = parser.currentName();
                if ("div".equals(name)) {
                    add(TAGS.matcher(parser.getText()).replaceAll(" "), words);
                } else if ("contentType".equals(name)) {
                    contentType = parser.getText();
                } else if (narrativeOnly || name != null && NO_CONTENT.contains(name)) {
                    continue;
                } else if ("data".equals(name)) {
                    attached(contentType, parser.getText(), words);
                } else {
                    add(parser.getText(), words);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a stored resource is no JSON", e);
        }
        return words;
    }

    /** Attachments that are plain text count as content; what is written before its content type does not. */
    private static void attached(String contentType, String data, Set<String> words) {
        if (contentType.startsWith("text/plain") && data.length() <= MOST_ATTACHED) {
            try {
                add(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8), words);
            } catch (IllegalArgumentException e) {
                return; // What is no base64 has no words.
            }
        }
    }

    private static void add(String text, Set<String> words) {
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
}
