package io.chartside.app.testing;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A SMART EHR (or record) over real HTTP that does what it is told, faults included. It checks what conformance suites check
 * of a client and keeps every request for the test to look at. Over 400 lines since it is all endpoints of one server, which share its state.
 */
public final class SmartServer implements AutoCloseable {

    /** A request as it arrived. */
    public record Request(String method, String path, String query, Map<String, String> headers, String body) {
        public Map<String, String> form() {
            return parameters(body);
        }
    }

    /** An answer to be given instead of the usual one; status 0 hangs up without a word, {@link #LATE} answers too late. */
    public record Fault(
            String pathPart, String method, int status, String body, boolean afterDoing, Map<String, String> headers) {
        /** The usual answer, once nobody waits for it any more: when the server is {@link SmartServer#calm calm} again. */
        public static final int LATE = -1;

        public Fault(String pathPart, String method, int status, String body, boolean afterDoing) {
            this(pathPart, method, status, body, afterDoing, Map.of());
        }
    }

    /** What makes a server stricter than this one: it may refuse a request, and word the answer to one that was done. */
    public interface Rules {
        Optional<FhirShelf.Reply> refusal(Request request);

        FhirShelf.Reply worded(Request request, FhirShelf.Reply done);

        /** @throws AssertionError on an authorization request that the vendor would not take */
        void authorization(Map<String, String> parameters);
    }

    private static final RSAKey KEY = SmartChecks.newKey();

    private final HttpServer http;
    private final Clock clock;
    private final FhirShelf shelf = new FhirShelf();
    private final FrontDoor door = new FrontDoor();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> context = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch late = new CountDownLatch(1);
    private final List<String> refreshTokens = new CopyOnWriteArrayList<>();
    private final Map<String, Instant> accessTokens = new ConcurrentHashMap<>();
    private volatile UnaryOperator<String> idTokens = token -> token;
    private volatile Consumer<JWTClaimsSet.Builder> claims = builder -> {};
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gathered = new ConcurrentHashMap<>();
    private final Set<String> launches = ConcurrentHashMap.newKeySet();
    private volatile boolean givesRefreshTokens = true;
    private volatile boolean rotates = true;
    private volatile boolean idTokenOnRefresh;
    private volatile String scope = "openid fhirUser";
    private volatile long lifetimeSeconds = 300;
    private volatile boolean tokensEnd;
    private volatile Rules rules;
    private volatile String metadata = "{\"resourceType\":\"CapabilityStatement\",\"fhirVersion\":\"4.0.1\"}";

    public SmartServer(Clock clock) {
        this.clock = clock;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.setExecutor(Executors.newCachedThreadPool(run -> {
            Thread thread = new Thread(run, "smart-server");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/", this::handle);
        http.start();
    }

    public URI origin() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    public URI base() {
        return URI.create(origin() + "/fhir/main");
    }

    public FhirShelf shelf() {
        return shelf;
    }

    public List<Request> requests() {
        return requests;
    }

    public List<Request> requests(String pathPart) {
        return requests.stream()
                .filter(request -> request.path().contains(pathPart))
                .toList();
    }

    public void fault(Fault fault) {
        faults.add(fault);
    }

    /** Requests to such paths wait for one another until so many have come, ten seconds at most. */
    public void gather(int many, String... pathParts) {
        CountDownLatch all = new CountDownLatch(many);
        for (String part : pathParts) {
            gathered.put(part, all);
        }
    }

    /**
     * Opens a chart at this EHR and launches the app from it: a launch that this EHR knows, once, and no other does. Those whose
     * name does not begin so are known everywhere, as often as one likes.
     */
    public String issueLaunch() {
        String launch = "issued-" + UUID.randomUUID();
        launches.add(launch);
        return launch;
    }

    /** Requests to such a path wait until the latch is open, ten seconds at most. */
    public void hold(String pathPart, CountDownLatch until) {
        held.put(pathPart, until);
    }

    /** A token that it takes, as an EHR hands it to a CDS service. */
    public String handOut() {
        String accessToken = "handed-" + UUID.randomUUID();
        accessTokens.put(accessToken, clock.instant().plusSeconds(lifetimeSeconds));
        return accessToken;
    }

    /** Back to a server that works and has seen nothing; its resources stay. */
    public void calm() {
        late.countDown();
        late = new CountDownLatch(1);
        faults.clear();
        held.clear();
        gathered.clear();
        launches.clear();
        requests.clear();
        idTokens = token -> token;
        claims = builder -> {};
        givesRefreshTokens = true;
        idTokenOnRefresh = false;
        scope = "openid fhirUser";
        door.calm();
        lifetimeSeconds = 300;
        context.clear();
    }

    public void context(String key, String value) {
        context.put(key, value);
    }

    public void tokensLast(long seconds, boolean refreshable) {
        lifetimeSeconds = seconds;
        givesRefreshTokens = refreshable;
    }

    /** From now on by these rules, with tokens that end when they say so. */
    public void strict(Rules vendor) {
        rules = vendor;
        tokensEnd = true;
    }

    /** A refresh brings no new refresh token, and the old one stays good (RFC 6749 §6). */
    public void keepsRefreshTokens() {
        rotates = false;
    }

    /** Each refresh brings a new refresh token, and the old one is good no more; so at first. */
    public void rotatesRefreshTokens() {
        rotates = true;
    }

    /** A refresh brings an id_token, too (OpenID Connect Core 1.0, 12.2). */
    public void identifiesOnRefresh() {
        idTokenOnRefresh = true;
    }

    /** What token answers say was granted. */
    public void grants(String scopes) {
        scope = scopes;
    }

    /** What is there for everybody: discovery, sign-in, style. */
    public FrontDoor door() {
        return door;
    }

    public void changeClaims(Consumer<JWTClaimsSet.Builder> change) {
        claims = change;
    }

    public void changeIdToken(UnaryOperator<String> change) {
        idTokens = change;
    }

    /** What {@code /metadata} answers. */
    public void metadata(String json) {
        metadata = json;
    }

    public void endAllTokens() {
        accessTokens.clear();
        refreshTokens.clear();
    }

    /** What the clinician's browser and the EHR do at the authorization endpoint: the code for this request. */
    public String authorize(URI authorizationRequest) {
        String code = UUID.randomUUID().toString();
        Map<String, String> asked = parameters(authorizationRequest.getRawQuery());
        if (rules != null) {
            rules.authorization(asked);
        }
        codes.put(code, asked);
        return code;
    }

    public static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : encoded == null || encoded.isEmpty() ? new String[0] : encoded.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.merge(
                    decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "", (one, two) -> one + "\n" + two);
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().entrySet().stream()
                            .collect(Collectors.toMap(
                                    header -> header.getKey().toLowerCase(),
                                    header -> String.join(",", header.getValue()))),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            waitIfHeld(request.path());
            Fault fault = faults.stream()
                    .filter(one -> request.path().contains(one.pathPart())
                            && request.method().equals(one.method()))
                    .findFirst()
                    .orElse(null);
            if (fault == null) {
                answer(exchange, respond(request));
                return;
            }
            faults.remove(fault);
            FhirShelf.Reply done = fault.afterDoing() || fault.status() == Fault.LATE ? respond(request) : null;
            if (fault.status() == Fault.LATE) {
                await(late, 90);
                answer(exchange, done);
            }
            if (fault.status() > 0) {
                answer(exchange, new FhirShelf.Reply(fault.status(), fault.body(), fault.headers()));
            }
        }
    }

    private void waitIfHeld(String path) {
        for (Map.Entry<String, CountDownLatch> one : held.entrySet()) {
            if (path.contains(one.getKey())) {
                await(one.getValue(), 10);
            }
        }
        for (Map.Entry<String, CountDownLatch> one : gathered.entrySet()) {
            if (path.contains(one.getKey())) {
                one.getValue().countDown();
                await(one.getValue(), 10);
            }
        }
    }

    private static void await(CountDownLatch latch, int seconds) {
        try {
            latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private FhirShelf.Reply respond(Request request) {
        String path = request.path();
        if (path.endsWith("/oauth/authorize") && strangeLaunch(request)) {
            Map<String, String> asked = parameters(request.query());
            String back = asked.get("redirect_uri") + "?error=invalid_request&state=" + asked.get("state");
            return new FhirShelf.Reply(302, "", Map.of("Location", back));
        }
        Optional<FhirShelf.Reply> open = door.respond(request, base(), codes);
        if (open.isPresent()) {
            return open.get();
        }
        if (path.endsWith("/metadata")) {
            return reply(200, metadata);
        }
        if (path.endsWith("/oauth/jwks")) {
            return reply(200, new JWKSet(KEY).toPublicJWKSet().toString());
        }
        if (path.endsWith("/oauth/token")) {
            return token(request);
        }
        String token = request.headers().getOrDefault("authorization", "").replaceFirst("^Bearer ", "");
        Instant end = accessTokens.get(token);
        if (end == null || tokensEnd && !clock.instant().isBefore(end)) {
            return reply(401, "");
        }
        if (rules == null) {
            return shelf.respond(request, base());
        }
        return rules.refusal(request).orElseGet(() -> rules.worded(request, shelf.respond(request, base())));
    }

    private boolean strangeLaunch(Request request) {
        String launch = parameters(request.query()).getOrDefault("launch", "");
        return launch.startsWith("issued-") && !launches.remove(launch);
    }

    private FhirShelf.Reply token(Request request) {
        Map<String, String> form = request.form();
        String grant = form.getOrDefault("grant_type", "");
        switch (grant) {
            case "authorization_code" -> {
                Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
                boolean fits = asked != null
                        && asked.get("redirect_uri").equals(form.get("redirect_uri"))
                        && asked.get("code_challenge").equals(SmartChecks.challenge(form.get("code_verifier")));
                return fits
                        ? granted(asked.get("nonce"), asked.get("client_id"), launched(asked.get("launch")))
                        : reply(400, "{\"error\":\"invalid_grant\"}");
            }
            case "refresh_token" -> {
                // Rotation: each refresh token works once.
                String given = form.get("refresh_token");
                return (rotates ? refreshTokens.remove(given) : refreshTokens.contains(given))
                        ? granted(null, "chartside-app", context)
                        : reply(400, "{\"error\":\"invalid_grant\"}");
            }
            case "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange" -> {
                return granted(null, "chartside-app", context);
            }
            default -> {
                return reply(400, "{\"error\":\"unsupported_grant_type\"}");
            }
        }
    }

    /** A launch {@code p1.e1} is of patient p1 and encounter e1; others are as {@link #context} says. */
    private Map<String, String> launched(String launch) {
        Map<String, String> about = new LinkedHashMap<>(context);
        if (launch != null && launch.matches("p[0-9]+\\.e[0-9]+")) {
            about.put("patient", "\"" + launch.substring(0, launch.indexOf('.')) + "\"");
            about.put("encounter", "\"" + launch.substring(launch.indexOf('.') + 1) + "\"");
        }
        return about;
    }

    private FhirShelf.Reply granted(String nonce, String clientId, Map<String, String> about) {
        String accessToken = "access-" + UUID.randomUUID();
        accessTokens.put(accessToken, clock.instant().plusSeconds(lifetimeSeconds));
        List<String> members = new ArrayList<>(List.of(
                "\"access_token\":\"" + accessToken + "\"",
                "\"token_type\":\"bearer\"",
                "\"expires_in\":" + lifetimeSeconds,
                "\"scope\":\"" + scope + "\""));
        if (givesRefreshTokens && (rotates || nonce != null)) {
            String refreshToken = "refresh-" + UUID.randomUUID();
            refreshTokens.add(refreshToken);
            members.add("\"refresh_token\":\"" + refreshToken + "\"");
        }
        if (nonce != null || idTokenOnRefresh) {
            members.add("\"id_token\":\"" + idTokens.apply(idToken(nonce, clientId)) + "\"");
        }
        about.forEach((key, value) -> members.add("\"" + key + "\":" + value));
        return reply(200, "{" + String.join(",", members) + "}");
    }

    private String idToken(String nonce, String clientId) {
        JWTClaimsSet.Builder builder = SmartChecks.claims(base(), clock.instant(), clientId, nonce);
        claims.accept(builder);
        return SmartChecks.sign(builder.build(), KEY);
    }

    private static FhirShelf.Reply reply(int status, String body) {
        return new FhirShelf.Reply(status, body, Map.of());
    }

    private static void answer(HttpExchange exchange, FhirShelf.Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }

    @Override
    public String toString() {
        return Arrays.toString(requests.toArray());
    }
}
