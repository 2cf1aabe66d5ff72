package io.chartside.server.rest;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/** Writes a Bundle around resources that are already JSON. */
final class BundleJson {
    private static final int FIRST_PART = 128 << 10;

    /** In parts, so that a large answer is copied once alone. */
    private final ByteArrayBuilder out;

    private boolean hasLinks;
    private boolean hasEntries;

    BundleJson(String type, Instant now, int sizeHint) {
        out = new ByteArrayBuilder(Math.min(sizeHint + 512, FIRST_PART));
        raw("{\"resourceType\":\"Bundle\",\"meta\":{\"lastUpdated\":\"");
        raw(now.truncatedTo(ChronoUnit.MILLIS).toString());
        raw("\"},\"type\":\"");
        raw(type);
        raw("\"");
    }

    BundleJson total(OptionalLong total) {
        if (total.isPresent()) {
            raw(",\"total\":");
            raw(Long.toString(total.getAsLong()));
        }
        return this;
    }

    BundleJson link(String relation, String url) {
        raw(hasLinks ? "," : ",\"link\":[");
        hasLinks = true;
        raw("{\"relation\":\"");
        raw(relation);
        raw("\",\"url\":");
        text(url);
        raw("}");
        return this;
    }

    /** Begins an entry; to be ended by {@link #end()}. */
    BundleJson entry() {
        if (hasLinks && !hasEntries) {
            raw("]");
        }
        raw(hasEntries ? ",{" : ",\"entry\":[{");
        hasEntries = true;
        return this;
    }

    BundleJson fullUrl(String base, String type, String id) {
        raw("\"fullUrl\":\"");
        raw(base);
        raw("/");
        raw(type);
        raw("/");
        raw(id);
        raw("\",");
        return this;
    }

    BundleJson resource(byte[] json) {
        raw("\"resource\":");
        out.write(json);
        raw(",");
        return this;
    }

    BundleJson mode(String mode) {
        raw("\"search\":{\"mode\":\"");
        raw(mode);
        raw("\"}");
        return this;
    }

    BundleJson request(String method, String url) {
        raw("\"request\":{\"method\":\"");
        raw(method);
        raw("\",\"url\":\"");
        raw(url);
        raw("\"},");
        return this;
    }

    BundleJson response(Answer answer, byte[] outcome) {
        raw("\"response\":{\"status\":\"");
        raw(status(answer.status()));
        raw("\"");
        answer.location().ifPresent(location -> {
            raw(",\"location\":\"");
            raw(location);
            raw("\"");
        });
        answer.version().ifPresent(version -> {
            raw(",\"etag\":\"W/\\\"");
            raw(Long.toString(version.number()));
            raw("\\\"\",\"lastModified\":\"");
            raw(version.lastUpdated().truncatedTo(ChronoUnit.MILLIS).toString());
            raw("\"");
        });
        if (outcome.length > 0) {
            raw(",\"outcome\":");
            out.write(outcome);
        }
        raw("}");
        return this;
    }

    void end() {
        raw("}");
    }

    byte[] bytes() {
        raw(hasLinks && !hasEntries ? "]}" : hasEntries ? "]}" : "}");
        return out.toByteArray();
    }

    static String status(int status) {
        return switch (status) {
            case 200 -> "200 OK";
            case 201 -> "201 Created";
            case 204 -> "204 No Content";
            case 304 -> "304 Not Modified";
            case 400 -> "400 Bad Request";
            case 403 -> "403 Forbidden";
            case 404 -> "404 Not Found";
            case 405 -> "405 Method Not Allowed";
            case 409 -> "409 Conflict";
            case 410 -> "410 Gone";
            case 412 -> "412 Precondition Failed";
            case 422 -> "422 Unprocessable Entity";
            default -> Integer.toString(status);
        };
    }

    private void text(String value) {
        StringBuilder json = new StringBuilder(value.length() + 16);
        Outcomes.quote(json, value);
        raw(json.toString());
    }

    private void raw(String text) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
