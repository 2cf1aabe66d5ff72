package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Somebody else's OpenID provider, strict in what it takes: discovery, authorization endpoint (everybody is signed in there
 * already), token endpoint that checks client, code, address and PKCE, key set. A test may bend what it says.
 */
final class OidcProvider {
    /** What a token endpoint may do instead of its work. */
    @FunctionalInterface
    interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    static final String SECRET = "a secret / with: signs & spaces";
    static final ECKey CLIENT_KEY = AuthzTest.ecKey("chartside-at-region");
    static final String TWO_FACTORS = "urn:test:two-factors";

    private static final HttpServer SERVER = start();
    static final OidcProvider HOSPITAL = new OidcProvider("hospital", "chartside & co");
    static final OidcProvider REGION = new OidcProvider("region", "chartside-region");

    private record Grant(String challenge, String nonce, String redirectUri) {}

    final String issuer;
    final ECKey key;
    private final String clientId;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Set<String> assertions = ConcurrentHashMap.newKeySet();
    volatile Map<String, String> lastRequest = Map.of();
    volatile String refusal = "";

    // ---- what a test may bend
    volatile Consumer<JWTClaimsSet.Builder> claims;
    volatile Function<JWTClaimsSet, String> signature;
    volatile Consumer<Map<String, String>> answer;
    volatile Consumer<Map<String, Object>> discovery;
    volatile Fault tokenFault;

    private OidcProvider(String name, String clientId) {
        this.issuer = "http://127.0.0.1:" + SERVER.getAddress().getPort() + "/" + name;
        this.key = AuthzTest.ecKey(name);
        this.clientId = clientId;
        upright();
        on(name, "/.well-known/openid-configuration", exchange -> send(exchange, 200, Json.write(document())));
        on(name, "/authorize", this::authorize);
        on(name, "/token", this::token);
        on(name, "/keys", exchange -> send(exchange, 200, new JWKSet(key).toString()));
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "oidc-provider");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every bend. */
    void upright() {
        claims = builder -> builder.subject("ada").claim("acr", TWO_FACTORS);
        signature = this::sign;
        answer = parameters -> {};
        discovery = document -> {};
        tokenFault = null;
    }

    /** A tenant whose people come through both; it wants two factors. */
    static String tenant() {
        return """
                name: Clinic of Guests
                trusted-issuers:
                  - issuer: %1$s
                    jwks-uri: %1$s/keys
                    links:
                      - {subject: ada, practitioner: Practitioner/ada}
                      - {fhir-user: Practitioner/their-ada, practitioner: Practitioner/ada}
                      - {subject: with-account, practitioner: Practitioner/with-account}
                      - {subject: suspended, practitioner: Practitioner/suspended}
                      - {subject: linked-with-nobody, practitioner: Practitioner/nobody}
                    sign-in:
                      label: The Hospital
                      client-id: chartside & co
                      client-secret-file: hospital-secret
                      scopes: [openid, email]
                      acr-values: ["%3$s"]
                      second-factor-acr: ["%3$s"]
                  - issuer: %2$s
                    jwks-uri: %2$s/keys
                    sign-in:
                      label: The Region
                      client-id: chartside-region
                      private-key-file: region-key.jwk
                      authorization-endpoint: %2$s/authorize
                      token-endpoint: %2$s/token
                      link-by-verified-email: true
                      second-factor-acr: ["%3$s"]
                people:
                  - {fhir-user: Practitioner/ada, name: Dr. Ada Byron}
                """.formatted(HOSPITAL.issuer, REGION.issuer, TWO_FACTORS);
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + "/authorize");
        document.put("token_endpoint", issuer + "/token");
        document.put("jwks_uri", issuer + "/keys");
        document.put("authorization_response_iss_parameter_supported", true);
        discovery.accept(document);
        return document;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = decoded(exchange.getRequestURI().getRawQuery());
        lastRequest = asked;
        boolean right = "code".equals(asked.get("response_type"))
                && clientId.equals(asked.get("client_id"))
                && (AuthzTest.SERVER + "/fhir/guests/oauth/sign-in/oidc").equals(asked.get("redirect_uri"))
                && "S256".equals(asked.get("code_challenge_method"))
                && List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!right) {
            send(exchange, 400, "{}");
            return;
        }
        String code = TokenHash.newSecret();
        grants.put(code, new Grant(asked.get("code_challenge"), asked.get("nonce"), asked.get("redirect_uri")));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", code);
        parameters.put("state", asked.get("state"));
        parameters.put("iss", issuer);
        answer.accept(parameters);
        exchange.getResponseHeaders().add("Location", asked.get("redirect_uri") + "?" + AuthzTest.form(parameters));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        if (tokenFault != null) {
            tokenFault.answer(exchange);
            return;
        }
        Map<String, String> form =
                decoded(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Grant grant = grants.remove(form.getOrDefault("code", ""));
        refusal = !isClient(exchange, form)
                ? "client"
                : grant == null
                        ? "code"
                        : !grant.redirectUri().equals(form.get("redirect_uri"))
                                ? "redirect_uri"
                                : !grant.challenge().equals(Launch.challenge(form.get("code_verifier"))) ? "pkce" : "";
        if (!refusal.isEmpty()) {
            send(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String access = TokenHash.newSecret();
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(clientId)
                .issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("nonce", grant.nonce())
                .claim("auth_time", Instant.now().minusSeconds(5).getEpochSecond())
                .claim("at_hash", half(access));
        claims.accept(builder);
        send(
                exchange,
                200,
                Json.write(Map.of(
                        "access_token",
                        access,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "id_token",
                        signature.apply(builder.build()))));
    }

    private boolean isClient(HttpExchange exchange, Map<String, String> form) {
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        if (this == HOSPITAL) {
            String pair = AuthzTest.encode(clientId) + ":" + AuthzTest.encode(SECRET);
            return ("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))).equals(basic);
        }
        try {
            SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
            JWTClaimsSet said = assertion.getJWTClaimsSet();
            return basic == null
                    && assertion.verify(new ECDSAVerifier(CLIENT_KEY))
                    && assertion.getHeader().getAlgorithm().equals(JWSAlgorithm.ES384)
                    && clientId.equals(said.getIssuer())
                    && clientId.equals(said.getSubject())
                    && List.of(issuer + "/token").equals(said.getAudience())
                    && said.getExpirationTime().after(new Date())
                    && assertions.add(said.getJWTID());
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }

    String sign(JWTClaimsSet said) {
        return AuthzTest.sign(header(JWSAlgorithm.ES384), said, key);
    }

    JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
    }

    /** ES384, so SHA-384. */
    private static String half(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-384").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 24));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void on(String name, String path, Fault work) {
        SERVER.createContext("/" + name + path, work::answer);
    }

    static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> decoded(String form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
