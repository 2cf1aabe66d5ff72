package io.chartside.server.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * What tells how the server runs is for who runs it, on the plain port: the port for the network answers of {@code /actuator}
 * only whether the server is well. A valve, which sees the path as it is mapped: decoded and normalized.
 */
final class OperatorEndpoints extends ValveBase {
    private static final String ENDPOINTS = "/actuator";
    private static final String HEALTH = "/actuator/health";

    OperatorEndpoints() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getDecodedRequestURI();
        if (request.getConnector().getSecure() && path != null && isOperators(path)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        getNext().invoke(request, response);
    }

    private static boolean isOperators(String path) {
        return (path.equals(ENDPOINTS) || path.startsWith(ENDPOINTS + "/")) && !path.equals(HEALTH);
    }
}
