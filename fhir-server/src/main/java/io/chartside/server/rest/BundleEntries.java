package io.chartside.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Counts the entries of a Bundle without making anything of them, so that one with too many is refused before it is parsed. */
final class BundleEntries {
    private static final JsonFactory STREAMS = new JsonFactory();
    /** As many bytes as an entry has at least that does anything. */
    private static final int SMALLEST = 32;

    private BundleEntries() {}

    /** Whether a JSON body has more; false for what is no JSON, which the parser refuses. */
    static boolean exceed(byte[] body, int most) {
        if (body.length / SMALLEST < most) {
            return false;
        }
        try (JsonParser parser = STREAMS.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean entries = parser.currentName().equals("entry");
                if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
                    return hasMore(parser, most);
                }
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasMore(JsonParser array, int most) throws IOException {
        int count = 0;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            if (++count > most) {
                return true;
            }
            array.skipChildren();
        }
        return false;
    }
}
