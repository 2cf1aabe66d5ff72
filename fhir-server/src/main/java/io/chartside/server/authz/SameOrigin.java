package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;

/** Whether a form was sent by a page of our own (ASVS 5.0, 3.5.1): browsers state the origin of every POST. */
public final class SameOrigin {
    private SameOrigin() {}

    public static boolean isCertain(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin != null && host != null && origin.equals(request.getScheme() + "://" + host);
    }
}
