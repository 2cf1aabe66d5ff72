package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.audit.Origins;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Puts an answer on the wire in the form the client asked for. */
final class AnswerWriter {
    private final FhirContext fhir;

    AnswerWriter(FhirContext fhir) {
        this.fhir = fhir;
    }

    void write(
            HttpServletResponse response,
            String requestId,
            String base,
            Answer answer,
            Representation representation,
            boolean headOnly)
            throws IOException {
        byte[] body = encoded(answer, representation);
        head(response, requestId, base, answer);
        if (body.length > 0) {
            if (!isOfItsOwnType(answer)) {
                response.setContentType(representation.contentType());
            }
            response.setContentLength(body.length);
            if (!headOnly) {
                response.getOutputStream().write(body);
            }
        }
    }

    byte[] encoded(Answer answer, Representation representation) {
        byte[] body = answer.json();
        return body.length > 0 && !isOfItsOwnType(answer) && !representation.isAsStored()
                ? representation.encode(fhir, body, answer.status() < 400)
                : body;
    }

    static boolean isOfItsOwnType(Answer answer) {
        return answer.headers().containsKey("Content-Type");
    }

    /** Everything but type, length and body. */
    void head(HttpServletResponse response, String requestId, String base, Answer answer) {
        response.setStatus(answer.status());
        response.setHeader(Origins.REQUEST_ID_HEADER, requestId);
        answer.version().ifPresent(version -> {
            response.setHeader("ETag", version.etag());
            response.setHeader("Last-Modified", HttpDate.of(version.lastUpdated()));
        });
        answer.headers().forEach(response::setHeader);
        answer.location().ifPresent(location -> response.setHeader("Location", base + "/" + location));
    }
}
