package io.chartside.server.rest;

import io.chartside.server.interaction.EntityTag;
import io.chartside.server.interaction.FhirRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conditions and preferences that a request, or an entry of a bundle, carries.
 *
 * @param explicit whether the client said what is to be returned; without, a write alone answers with the resource and
 *     one in a bundle without
 * @param lenient {@code Prefer: handling=lenient}: unknown parameters are reported instead of refused
 * @param respondAsync {@code Prefer: respond-async}
 */
record Preferences(
        OptionalLong ifMatch,
        Optional<String> ifNoneMatch,
        Optional<Instant> ifModifiedSince,
        Optional<String> ifNoneExist,
        Returned returned,
        boolean explicit,
        boolean lenient,
        boolean respondAsync) {
    /** What a write answers with (FHIR R4, http.html#ops). */
    enum Returned {
        MINIMAL,
        REPRESENTATION,
        OUTCOME
    }

    static Preferences of(HttpServletRequest request) {
        Returned returned = null;
        boolean lenient = false;
        boolean respondAsync = false;
        for (Enumeration<String> headers = request.getHeaders("Prefer"); headers.hasMoreElements(); ) {
            for (String preference : headers.nextElement().split("[,;]")) {
                switch (preference.trim().replace(" ", "")) {
                    case "return=minimal" -> returned = Returned.MINIMAL;
                    case "return=representation" -> returned = Returned.REPRESENTATION;
                    case "return=OperationOutcome" -> returned = Returned.OUTCOME;
                    case "respond-async" -> respondAsync = true;
                    case "handling=lenient" -> lenient = true;
                    case "handling=strict" -> lenient = false;
                    default -> {
                        // RFC 7240, 2: a preference that is not known is ignored.
                    }
                }
            }
        }
        return new Preferences(
                EntityTag.condition(request.getHeader("If-Match")),
                Optional.ofNullable(request.getHeader("If-None-Match")),
                HttpDate.parse(request.getHeader("If-Modified-Since")),
                condition(request.getHeader("If-None-Exist")),
                returned == null ? Returned.REPRESENTATION : returned,
                returned != null,
                lenient,
                respondAsync);
    }

    /** An empty condition would create whatever there is, which nobody who sends one means. */
    private static Optional<String> condition(String header) {
        if (header != null && header.isBlank()) {
            throw FhirRefusal.malformed("If-None-Exist has no search parameter");
        }
        return Optional.ofNullable(header);
    }
}
