package io.chartside.server.rest;

import io.chartside.server.interaction.EntityTag;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.StoredResource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.Set;

/** Answers read and vread with the stored bytes. */
final class ReadHandler {
    private final Readings readings;

    ReadHandler(Readings readings) {
        this.readings = readings;
    }

    Answer read(RequestContext context, FhirRequest request) {
        requireOnlyShaping(request);
        StoredResource found = readings.read(context, request.segment(0), request.segment(1));
        return hasIt(request.preferences(), found) ? Answer.notModified(found) : whole(request, found);
    }

    /** Whether the client has this version (FHIR R4, http.html#cread); entity tags go before dates (RFC 9110, 13.2.2). */
    private static boolean hasIt(Preferences preferences, StoredResource found) {
        if (preferences.ifNoneMatch().isPresent()) {
            return names(preferences.ifNoneMatch().get(), found.version());
        }
        return preferences
                .ifModifiedSince()
                .filter(since ->
                        !found.lastUpdated().truncatedTo(ChronoUnit.SECONDS).isAfter(since))
                .isPresent();
    }

    Answer readVersion(RequestContext context, FhirRequest request) {
        requireOnlyShaping(request);
        OptionalLong version = versionNumber(request.segment(3));
        if (version.isEmpty()) {
            throw FhirRefusal.notFound("There is no such version of this " + request.segment(0));
        }
        return whole(
                request, readings.readVersion(context, request.segment(0), request.segment(1), version.getAsLong()));
    }

    private static Answer whole(FhirRequest request, StoredResource found) {
        return request.content().isPresent()
                ? RawBinary.content(found, request.content().get())
                : Answer.resource(found);
    }

    static void requireOnlyShaping(FhirRequest request) {
        Set<String> names = request.parameters().keySet();
        if (!Query.SHAPING.containsAll(names) && !request.preferences().lenient()) {
            throw new FhirRefusal(400, "not-supported", "A read takes the parameters " + Query.SHAPING + " only");
        }
    }

    private static OptionalLong versionNumber(String text) {
        try {
            return EntityTag.version(text);
        } catch (FhirRefusal notANumber) {
            return OptionalLong.empty();
        }
    }

    /** If-None-Match lists tags (RFC 9110, 13.1.2); one that is not ours names nothing. */
    private static boolean names(String tags, long version) {
        for (String tag : tags.split(",")) {
            if (tag.isBlank()) {
                continue;
            }
            if (tag.trim().equals("*") || versionNumber(tag).orElse(-1) == version) {
                return true;
            }
        }
        return false;
    }
}
