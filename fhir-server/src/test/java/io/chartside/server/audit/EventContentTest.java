package io.chartside.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MA9: what events tell of the token, the purpose, the mandate and decisions, rule by rule against IHE BALP 1.1. */
class EventContentTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Origin ORIGIN = new Origin("req-1", "192.0.2.7", "https://chart.example/fhir/demo");
    private static final String TOKEN = "0123456789abcdefghij0123456789abcdefghijklmnop";

    private static Caller caller(Optional<String> fhirUser, Mandate mandate) {
        return new Caller(
                        new TenantId("demo"),
                        fhirUser.orElse("loader"),
                        "loader",
                        TOKEN,
                        Scopes.parse(""),
                        fhirUser,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(mandate);
    }

    private static final Caller DOCTOR = caller(
            Optional.of("Practitioner/1"),
            new Mandate(
                    Set.of(TenantRole.CLINICIAN, TenantRole.ADMIN),
                    Optional.of("BTG"),
                    Optional.of("Practitioner/support"),
                    Optional.of("grant-7")));
    private static final Caller BACK_END = caller(Optional.empty(), Mandate.NONE);

    private static JsonNode shown(byte[] event, Optional<String> patient) {
        try {
            return new ObjectMapper().readTree(AuditEventJson.rendered(event, "e1", NOW, patient));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode rest(Caller caller, Act act, int status, TokenUse use) {
        AuditedAct audited = act == Act.SEARCH
                ? new AuditedAct(act, status, "Observation", Optional.empty(), Optional.of("GET /x"), List.of("p"))
                : AuditedAct.onResource(act, status, "Observation", "Observation/1/_history/1", Optional.of("p"));
        return shown(AuditEventJson.of(Optional.of(caller), ORIGIN, audited, use, NOW), Optional.of("p"));
    }

    @ParameterizedTest
    @EnumSource
    void everyActByEveryKindOfCaller_followsEveryTokenPattern(TokenUse use) {
        for (Act act : Act.values()) {
            for (Caller caller : List.of(DOCTOR, BACK_END)) {
                JsonNode event = rest(caller, act, 200, use);
                BalpRules.assertFollows(event);
                boolean profiled = List.of(
                                Act.READ,
                                Act.VREAD,
                                Act.CREATE,
                                Act.UPDATE,
                                Act.PATCH,
                                Act.DELETE,
                                Act.SEARCH,
                                Act.DISCLOSE)
                        .contains(act);
                assertThat(BalpRules.profiles(event)).as(act.name()).hasSize(profiled ? act == Act.DELETE ? 1 : 2 : 0);
                assertThat(event.toString()).contains("req-1", "192.0.2.7", "loader");
            }
        }
    }

    @Test
    void failures_claimNoProfile_andSayWhoseFaultItWas() {
        for (Act act : Act.values()) {
            assertThat(rest(DOCTOR, act, 404, TokenUse.MINIMAL).path("outcome").asText())
                    .isEqualTo("4");
            JsonNode failed = rest(DOCTOR, act, 503, TokenUse.MINIMAL);
            assertThat(failed.path("outcome").asText()).isEqualTo("8");
            assertThat(BalpRules.profiles(failed)).isEmpty();
        }
    }

    @Test
    void comprehensive_tellsIssuerSubjectAndRoles_opaqueTheEndOfTheTokensNameAlone() {
        JsonNode told = rest(DOCTOR, Act.READ, 200, TokenUse.COMPREHENSIVE).at("/agent/2");
        assertThat(told.at("/who/identifier/system").asText()).isEqualTo("https://chart.example/fhir/demo");
        assertThat(told.at("/who/identifier/value").asText()).isEqualTo("Practitioner/1");
        assertThat(told.path("role").findValuesAsText("code")).containsExactly("admin", "clinician");
        assertThat(rest(DOCTOR, Act.READ, 200, TokenUse.MINIMAL).at("/agent/2").has("role"))
                .isFalse();
        assertThat(rest(DOCTOR, Act.READ, 200, TokenUse.OPAQUE)
                        .at("/agent/2/policy/0")
                        .asText())
                .isEqualTo("urn:ietf:params:oauth:jti:" + TOKEN.substring(TOKEN.length() - 32));
    }

    @Test
    void breakGlassAndImpersonation_tellPurposeBothActorsAndTheGrant() {
        JsonNode event = rest(DOCTOR, Act.SEARCH, 200, TokenUse.MINIMAL);
        assertThat(event.at("/purposeOfEvent/0/coding/0/code").asText()).isEqualTo("BTG");
        assertThat(event.at("/agent/2/purposeOfUse/0/coding/0/code").asText()).isEqualTo("BTG");
        assertThat(event.at("/agent/2/who/reference").asText()).isEqualTo("Practitioner/1");
        assertThat(event.at("/agent/3/who/reference").asText()).isEqualTo("Practitioner/support");
        assertThat(event.at("/entity/1/what/identifier/value").asText()).isEqualTo("grant-7");
        assertThat(AuditEventJson.tokens(
                        Optional.of(DOCTOR),
                        AuditedAct.onResource(Act.READ, 200, "Patient", "Patient/p/_history/1", Optional.of("p"))))
                .contains("agent=Practitioner/support", "agent=Practitioner/1", "entity=grant-7");
        JsonNode plain = rest(BACK_END, Act.READ, 200, TokenUse.MINIMAL);
        assertThat(plain.has("purposeOfEvent")).isFalse();
    }

    @Test
    void consentDecisions_followTheProfile_whetherTheyPermitOrDeny() {
        AuthorizationAct permit = AuthorizationAct.onRequest(
                AuthorizationAct.Basis.CONSENT, true, DOCTOR, List.of("Consent/c1"), List.of("p"));
        JsonNode permitted = shown(AuthorizationEventJson.of(ORIGIN, permit, NOW), Optional.of("p"));
        BalpRules.assertFollows(permitted);
        assertThat(BalpRules.profiles(permitted)).hasSize(1);
        assertThat(permitted.path("outcome").asText()).isEqualTo("0");
        assertThat(permitted.toString()).contains("req-1", "urn:ietf:params:oauth:jti:" + TOKEN);

        AuthorizationAct deny = AuthorizationAct.onRequest(
                        AuthorizationAct.Basis.CONSENT, false, BACK_END, List.of("Consent/c1"), List.of("p"))
                .because("a provision denies this recipient");
        JsonNode denied = shown(AuthorizationEventJson.of(ORIGIN, deny, NOW), Optional.of("p"));
        BalpRules.assertFollows(denied);
        assertThat(denied.path("outcome").asText()).isEqualTo("4");
        assertThat(denied.path("outcomeDesc").asText()).isEqualTo("a provision denies this recipient");
        assertThat(AuthorizationEventJson.tokens(deny))
                .contains("entity=Consent/c1", "subtype=AuthZ-Consent", "outcome=4");
    }

    @Test
    void consentPage_tellsThePersonTheAppAndTheScopes() {
        AuthorizationAct act = AuthorizationAct.onConsentPage(
                true, "app", "Patient/p", List.of("patient/Observation.rs"), Optional.of("p"));
        JsonNode event = shown(AuthorizationEventJson.of(ORIGIN, act, NOW), Optional.of("p"));
        assertThat(BalpRules.profiles(event)).as("there is no Consent resource").isEmpty();
        assertThat(event.at("/subtype/0/code").asText()).isEqualTo("AuthZ-Consent");
        assertThat(event.toString())
                .contains("\"app\"", "Patient/p", "scope patient/Observation.rs", "\"XrequestId\"", "req-1");
    }

    @Test
    void signInThatFailed_saysHowItWasTriedAndNothingElse() {
        SignInAct act = SignInAct.refusedPerson(403, "password", Optional.empty());
        JsonNode event = shown(SignInEventJson.of(ORIGIN, act, NOW), Optional.empty());
        assertThat(event.path("outcome").asText()).isEqualTo("4");
        assertThat(new String(java.util.Base64.getDecoder()
                        .decode(event.at("/entity/0/query").asText())))
                .isEqualTo("method=password\nX-Request-Id: req-1");
        assertThat(event.at("/agent/0/who/display").asText()).isEqualTo("browser");
    }
}
