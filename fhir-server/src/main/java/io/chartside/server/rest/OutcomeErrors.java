package io.chartside.server.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the servlet container sends to its error page, about a path of FHIR (the method TRACE, or a filter that failed),
 * is answered with an OperationOutcome.
 */
final class OutcomeErrors extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        if (!(path instanceof String uri) || !FhirPath.isFhir(uri)) {
            chain.doFilter(request, response);
            return;
        }
        if (response.isCommitted()) {
            return; // An answer that broke off stays short of its length: the client sees that it is not whole.
        }
        byte[] json = of(response.getStatus()).json();
        response.setContentType(Representation.JSON);
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    static Answer of(int status) {
        return status < 500
                ? Outcomes.of(status, "structure", "The request is not one that this server takes")
                : Outcomes.of(status, "exception", "The request failed inside the server");
    }
}
