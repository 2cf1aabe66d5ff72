package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A client's key and the DPoP proofs it makes, right in everything until a test changes one thing (RFC 9449). */
public final class Dpop {
    final ECKey key;

    public Dpop(Curve curve) {
        try {
            key = new ECKeyGenerator(curve).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String jkt() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String proof(
            String method, String url, Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
        JWSHeader.Builder head = new JWSHeader.Builder(
                        key.getCurve().equals(Curve.P_256) ? JWSAlgorithm.ES256 : JWSAlgorithm.ES384)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK());
        header.accept(head);
        JWTClaimsSet.Builder body = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", method)
                .claim("htu", url)
                .issueTime(Date.from(Instant.now()));
        claims.accept(body);
        try {
            SignedJWT proof = new SignedJWT(head.build(), body.build());
            proof.sign(new ECDSASigner(key));
            return proof.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String forToken() {
        return proof("POST", AuthzTest.BASE + "/oauth/token", header -> {}, claims -> {});
    }

    String forResource(String token) {
        return proof("GET", AuthzTest.BASE + "/Patient/1", header -> {}, claims -> claims.claim("ath", ath(token)));
    }

    public static String ath(String token) {
        return TokenHash.of(token).encoded();
    }

    static HttpResponse<String> post(Map<String, String> form, String... proofs) {
        HttpRequest.Builder request = AuthzTest.postRequest(AuthzTest.BASE + "/oauth/token", form);
        for (String proof : proofs) {
            request.header("DPoP", proof);
        }
        return AuthzTest.send(request);
    }

    static HttpResponse<String> get(String scheme, String token, String... proofs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(AuthzTest.BASE + "/Patient/1"))
                .header("Authorization", scheme + " " + token);
        for (String proof : proofs) {
            request.header("DPoP", proof);
        }
        return AuthzTest.send(request);
    }
}
