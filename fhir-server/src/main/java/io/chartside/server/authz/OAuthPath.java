package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;

/** {@code /fhir/{tenant}/oauth/{endpoint}}, taken apart; one endpoint has two segments. */
final class OAuthPath {
    static final String EXTERNAL_SIGN_IN = "sign-in/oidc";

    private static final int TENANT = 2;
    private static final int ENDPOINT = 4;
    private static final int PARTS = 5;

    private OAuthPath() {}

    /** Empty when the path is of another shape. */
    static String tenant(HttpServletRequest request) {
        return part(request, TENANT);
    }

    static String endpoint(HttpServletRequest request) {
        return part(request, ENDPOINT);
    }

    private static String part(HttpServletRequest request, int number) {
        String path = request.getRequestURI();
        if (path.endsWith("/oauth/" + EXTERNAL_SIGN_IN)) {
            return number == ENDPOINT ? EXTERNAL_SIGN_IN : part(path.substring(0, path.lastIndexOf('/')), number);
        }
        return part(path, number);
    }

    private static String part(String path, int number) {
        String[] parts = path.split("/", -1);
        boolean ours = parts.length == PARTS && parts[1].equals("fhir") && parts[3].equals("oauth");
        return ours ? parts[number] : "";
    }
}
