package io.chartside.server.authz;

import static io.chartside.server.authz.ExternalSignInTest.GUESTS;
import static io.chartside.server.authz.ExternalSignInTest.GUESTS_ID;
import static io.chartside.server.authz.ExternalSignInTest.PATH;
import static io.chartside.server.authz.ExternalSignInTest.answer;
import static io.chartside.server.authz.ExternalSignInTest.bend;
import static io.chartside.server.authz.ExternalSignInTest.reason;
import static io.chartside.server.authz.OidcProvider.HOSPITAL;
import static io.chartside.server.authz.OidcProvider.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** MH24: an issuer that lies, is slow or leads astray, and whoever stands between it and the browser, signs nobody in. */
class ExternalIssuerFaultsTest extends AccountTest {
    private static final Sight ALL = Sight.everythingWithoutAccessCheck("the test reads the audit");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Whatever a provider says of itself is no business of our pages. */
    private static final String MARK = "words-of-the-provider";

    private final CountDownLatch end = new CountDownLatch(1);

    @Autowired
    private AuditRecords records;

    @BeforeEach
    void upright() {
        HOSPITAL.upright();
        REGION.upright();
        sql.in(GUESTS_ID, client -> client.sql("delete from sign_in_failure").update());
    }

    @AfterEach
    void letGo() {
        end.countDown();
    }

    private void isRefused(HttpResponse<String> page, int status, String told) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(status);
        assertThat(reason(page)).contains(told);
        assertThat(shown(page, "number")).hasSize(1);
        assertThat(page.body()).doesNotContain(MARK).doesNotContain("id_token");
        assertThat(isSignedIn(browser, GUESTS)).isFalse();
    }

    private static Arguments claim(String name, Object value) {
        Consumer<JWTClaimsSet.Builder> change = claims -> claims.claim(name, value);
        return arguments(name + " " + value, change);
    }

    static Stream<Arguments> lies() {
        Consumer<JWTClaimsSet.Builder> old =
                claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(400)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(100)));
        Consumer<JWTClaimsSet.Builder> before =
                claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(120)));
        Consumer<JWTClaimsSet.Builder> ahead =
                claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(120)));
        return Stream.of(
                claim("iss", "https://other.example"),
                claim("iss", REGION.issuer),
                claim("aud", "another-client"),
                claim("aud", List.of("chartside & co", "another-client")),
                claim("aud", null),
                claim("azp", "another-client"),
                claim("nonce", "another-nonce"),
                claim("nonce", null),
                claim("sub", null),
                claim("sub", " "),
                claim("exp", null),
                claim("iat", null),
                claim("auth_time", null),
                claim("auth_time", "yesterday"),
                claim("auth_time", Instant.now().plusSeconds(300).getEpochSecond()),
                claim("auth_time", Instant.now().minusSeconds(13 * 3600).getEpochSecond()),
                claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                arguments("expired", old),
                arguments("made before this sign-in", before),
                arguments("made ahead", ahead));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void idTokenThatIsWrong_signsNobodyIn(String name, Consumer<JWTClaimsSet.Builder> change) {
        bend(HOSPITAL, claims -> claims.claim("name", MARK));
        bend(HOSPITAL, change);

        isRefused(ExternalSignInTest.signIn(browser, HOSPITAL), 403, "cannot be accepted");
        assertThat(HOSPITAL.refusal).isEmpty();
    }

    private static String hmac(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(HOSPITAL.header(JWSAlgorithm.HS384), claims);
            jwt.sign(new MACSigner(HOSPITAL.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Arguments> signatures() {
        Function<JWTClaimsSet, String> none = claims -> new PlainJWT(claims).serialize();
        Function<JWTClaimsSet, String> hmac = ExternalIssuerFaultsTest::hmac;
        Function<JWTClaimsSet, String> foreign =
                claims -> AuthzTest.sign(HOSPITAL.header(JWSAlgorithm.ES384), claims, APP_KEY);
        Function<JWTClaimsSet, String> cut = claims -> HOSPITAL.sign(claims).replaceAll("\\.[^.]*$", ".");
        Function<JWTClaimsSet, String> words = claims -> MARK;
        return Stream.of(
                arguments("alg none", none),
                arguments("HMAC with the public key", hmac),
                arguments("foreign key", foreign),
                arguments("no signature", cut),
                arguments("no JWT", words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signatures")
    void idTokenThatTheIssuerDidNotSign_signsNobodyIn(String name, Function<JWTClaimsSet, String> signature) {
        HOSPITAL.signature = signature;

        isRefused(ExternalSignInTest.signIn(browser, HOSPITAL), 403, "cannot be accepted");
    }

    private static Arguments bent(String told, Consumer<Map<String, String>> change) {
        return arguments(told, change);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                bent("cannot be accepted", answer -> answer.put("iss", REGION.issuer)),
                bent("cannot be accepted", answer -> answer.remove("iss")),
                bent("cannot be accepted", answer -> answer.remove("code")),
                bent("belongs to no sign-in", answer -> answer.remove("state")),
                bent("belongs to no sign-in", answer -> answer.put("state", "another")),
                bent("cannot be accepted", answer -> answer.put("code", "another")),
                bent("did not sign you in", answer -> {
                    answer.put("error", "access_denied");
                    answer.put("error_description", MARK);
                }));
    }

    /** RFC 9207 and mix-up among them. */
    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("answers")
    void answerThatIsNotTheIssuersToThisRequest_signsNobodyIn(String told, Consumer<Map<String, String>> change) {
        HOSPITAL.answer = change;

        isRefused(ExternalSignInTest.signIn(browser, HOSPITAL), 403, told);
    }

    @Test
    void answerInAnotherBrowser_signsNobodyIn_andTakesNothingAway() {
        String answer = answer(browser, HOSPITAL);

        isRefused(new Browser().open(answer), 403, "belongs to no sign-in");
        Browser another = new Browser();
        answer(another, HOSPITAL);
        isRefused(another.open(answer), 403, "belongs to no sign-in");

        assertThat(browser.open(answer).statusCode()).isEqualTo(302);
        assertThat(isSignedIn(another, GUESTS)).isFalse();
    }

    @Test
    void answerThatComesTwiceOrLate_isNone() {
        String answer = answer(browser, HOSPITAL);
        Browser copy = browser.stolen();
        assertThat(browser.open(answer).statusCode()).isEqualTo(302);
        assertThat(copy.open(answer).statusCode()).isEqualTo(403);
        assertThat(isSignedIn(copy, GUESTS)).isFalse();

        Browser late = new Browser();
        String second = answer(late, HOSPITAL);
        clock.ahead(Duration.ofMinutes(11));
        assertThat(late.open(second).statusCode()).isEqualTo(403);
    }

    /** The code of another person's sign-in, put into one's own: PKCE and nonce are of the browser that began. */
    @Test
    void codeOfAnotherSignIn_isWorthNothing() {
        String own = answer(browser, HOSPITAL);
        String others = answer(new Browser(), HOSPITAL);
        String injected = PATH + "?"
                + form(Map.of(
                        "code", Browser.query(others).get("code"),
                        "state", Browser.query(own).get("state"),
                        "iss", HOSPITAL.issuer));

        isRefused(browser.open(injected), 403, "cannot be accepted");
        assertThat(HOSPITAL.refusal).isEqualTo("pkce");
    }

    private static Arguments fault(String name, OidcProvider.Fault fault) {
        return arguments(name, fault);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("error", exchange -> OidcProvider.send(exchange, 500, "{\"error\":\"" + MARK + "\"}")),
                fault("no JSON", exchange -> OidcProvider.send(exchange, 200, MARK)),
                fault("no object", exchange -> OidcProvider.send(exchange, 200, "[\"" + MARK + "\"]")),
                fault(
                        "huge",
                        exchange -> OidcProvider.send(exchange, 200, "{\"id_token\":\"" + "x".repeat(100_000) + "\"}")),
                fault("redirect", exchange -> {
                    exchange.getResponseHeaders().add("Location", HOSPITAL.issuer + "/keys");
                    OidcProvider.send(exchange, 302, "{}");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void tokenEndpointThatFails_signsNobodyIn(String name, OidcProvider.Fault fault) {
        HOSPITAL.tokenFault = fault;

        isRefused(ExternalSignInTest.signIn(browser, HOSPITAL), 502, "could not be asked");
    }

    @Test
    void issuerThatIsDown_closesNoOtherWayIn() {
        HOSPITAL.tokenFault = exchange -> OidcProvider.send(exchange, 503, "{}");
        for (int i = 0; i < 51; i++) {
            isRefused(ExternalSignInTest.signIn(new Browser(), HOSPITAL), 502, "could not be asked");
        }
        HOSPITAL.tokenFault = null;

        assertThat(ExternalSignInTest.signIn(browser, HOSPITAL).statusCode()).isEqualTo(302);
    }

    @Test
    void tokenEndpointThatNeverAnswers_isLeftAfterFiveSeconds() {
        HOSPITAL.tokenFault = exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
        Instant begun = Instant.now();

        isRefused(ExternalSignInTest.signIn(browser, HOSPITAL), 502, "could not be asked");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    static Stream<Consumer<Map<String, Object>>> documents() {
        return Stream.of(
                document -> document.put("issuer", HOSPITAL.issuer + "/"),
                document -> document.remove("issuer"),
                document -> document.put("token_endpoint", "https://evil.example/token"),
                document -> document.put("token_endpoint", "http://169.254.169.254/token"),
                document -> document.put("authorization_endpoint", "https://evil.example/authorize"),
                document -> document.put("authorization_endpoint", "javascript:alert(1)"),
                document -> document.remove("token_endpoint"));
    }

    /** Ten minutes later the document is asked for again. */
    @ParameterizedTest
    @MethodSource("documents")
    void discoveryThatLeadsAstray_isNotFollowed(Consumer<Map<String, Object>> change) {
        clock.ahead(Duration.ofMinutes(30));
        HOSPITAL.discovery = change;

        HttpResponse<String> page = browser.submit(PATH, Map.of("issuer", HOSPITAL.issuer));

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(reason(page)).contains("could not be asked");
        assertThat(page.body()).doesNotContain("evil.example");
    }

    /** MA9. */
    @Test
    void refusal_isOnRecord_withItsMethodAndWhomItWouldHaveBeen() throws IOException {
        bend(HOSPITAL, claims -> claims.subject("linked-with-nobody").claim("name", MARK));
        ExternalSignInTest.signIn(browser, HOSPITAL);

        // Other tests look ahead in time.
        String soon =
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, List<String>> query =
                Map.of("subtype", List.of("110122"), "date", List.of("lt" + soon), "_count", List.of("1"));
        JsonNode event =
                JSON.readTree(records.search(GUESTS_ID, ALL, new SearchRequest("AuditEvent", query, false, "test"))
                        .matches()
                        .get(0)
                        .json());

        assertThat(event.at("/outcome").asText()).isEqualTo("4");
        assertThat(event.toString()).contains("Practitioner/nobody").doesNotContain(MARK);
        String asked = new String(
                Base64.getDecoder().decode(event.at("/entity/0/query").asText()), StandardCharsets.UTF_8);
        assertThat(asked).contains("method=oidc");
    }
}
