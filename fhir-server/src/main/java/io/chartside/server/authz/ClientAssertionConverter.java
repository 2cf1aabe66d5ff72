package io.chartside.server.authz;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Takes the client's assertion from the form (RFC 7523, section 2.2). Unlike Spring's own converter it does not demand a
 * {@code client_id}, which SMART's back ends do not send: the client is the assertion's subject, verified afterwards.
 */
final class ClientAssertionConverter implements AuthenticationConverter {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    @Override
    public Authentication convert(HttpServletRequest request) {
        if (request.getParameter("client_assertion") == null && request.getParameter("client_assertion_type") == null) {
            return null;
        }
        String type = FormParameters.single(request, "client_assertion_type");
        String assertion = FormParameters.single(request, "client_assertion");
        if (!TYPE.equals(type) || assertion == null || request.getHeader("Authorization") != null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        String subject = subject(assertion);
        String clientId = FormParameters.single(request, "client_id");
        if (clientId != null && !clientId.equals(subject)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return new OAuth2ClientAuthenticationToken(
                subject, new ClientAuthenticationMethod(TYPE), assertion, codeParameters(request));
    }

    /** What Spring's check of the code verifier reads. */
    private static Map<String, Object> codeParameters(HttpServletRequest request) {
        Map<String, Object> parameters = new HashMap<>();
        for (String name : new String[] {"grant_type", "code", "code_verifier"}) {
            String value = FormParameters.single(request, name);
            if (value != null) {
                parameters.put(name, value);
            }
        }
        return parameters;
    }

    private static String subject(String assertion) {
        try {
            String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
            if (subject != null && !subject.isBlank()) {
                return subject;
            }
        } catch (ParseException e) {
            // No readable JWT: as wrong as one without a subject.
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
}
