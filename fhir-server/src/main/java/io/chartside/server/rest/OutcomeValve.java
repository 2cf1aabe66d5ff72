package io.chartside.server.rest;

import io.chartside.server.edge.SecurityHeaders;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/**
 * What Tomcat itself refuses, before any filter sees it (a slash written as an escape, a method that is none), is
 * answered with an OperationOutcome too.
 */
final class OutcomeValve extends ErrorReportValve {
    private final SecurityHeaders headers;

    OutcomeValve(SecurityHeaders headers) {
        this.headers = headers;
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Answer answer = OutcomeErrors.of(status);
        try {
            response.setContentType(Representation.JSON);
            headers.set(request, response);
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(new String(answer.json(), StandardCharsets.UTF_8));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("the client has gone before its refusal was written");
        }
    }
}
