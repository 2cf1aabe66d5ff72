package io.chartside.server.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import io.chartside.server.person.PersonReader;
import io.chartside.server.tenancy.ServerSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo EHR calls the app's CDS services, as EHRs do (CDS Hooks 2.0): it looks up which there are, prefetches what they
 * want as its user, and signs each call (ES384) with a key that it makes at its start. A service that does not answer is left
 * out: the chart opens in any case.
 */
final class CdsClient {
    static final String PATH = "/demo-ehr";

    private static final Logger LOG = LoggerFactory.getLogger(CdsClient.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(2);
    private static final int MAXIMUM_BYTES = 64 * 1024;
    private static final Pattern READ = Pattern.compile("([A-Z][A-Za-z]+)/\\{\\{context\\.([A-Za-z]+)\\}\\}");

    /** A card as the page shows it. */
    record Card(
            String service,
            String uuid,
            String summary,
            String detail,
            String indicator,
            String source,
            List<Link> links,
            List<Reason> reasons) {}

    /** A link to the app, which is launched with what it says. */
    record Link(String label, String appContext) {}

    /** Why a user may dismiss a card. */
    record Reason(String system, String code, String display) {}

    private final Outbound door;
    private final URI services;
    private final String issuer;
    private final String fhirBase;
    private final Clock clock;
    private final ECKey key;

    CdsClient(ServerSettings settings, Clock clock) {
        this.door = Outbound.allowing(List.of(AllowedOrigin.internal(settings.appUrl())));
        this.services = URI.create(settings.appUrl() + "/cds-services");
        this.issuer = settings.serverUrl() + PATH;
        this.fhirBase = settings.fhirBase(DemoEhrController.TENANT);
        this.clock = clock;
        try {
            this.key = new ECKeyGenerator(Curve.P_384)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES384)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("ES384 keys cannot be made", impossible);
        }
    }

    String publicKeys() {
        return new JWKSet(key).toPublicJWKSet().toString();
    }

    /** Cards of every service that is there for a hook. */
    List<Card> call(String hook, Map<String, String> context, PersonReader reader) {
        List<Card> cards = new ArrayList<>();
        try {
            for (JsonNode service : json(get(services)).path("services")) {
                if (hook.equals(service.path("hook").asString(""))) {
                    String id = service.path("id").asString("");
                    JsonNode answer = json(post(URI.create(services + "/" + id), body(hook, context, service, reader)));
                    answer.path("cards").forEach(card -> cards.add(card(id, card)));
                }
            }
        } catch (OutboundFailed | OutboundRefused | JacksonException unusable) {
            LOG.info("no cards for {}: {}", hook, unusable.getClass().getSimpleName());
        }
        return cards;
    }

    /** That the user dismissed a card, with one of its reasons. */
    void dismissed(String service, String card, String system, String code) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode feedback = body.putArray("feedback").addObject();
        feedback.put("card", card);
        feedback.put("outcome", "overridden");
        feedback.put(
                "outcomeTimestamp",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode reason = feedback.putObject("overrideReason").putObject("reason");
        reason.put("system", system);
        reason.put("code", code);
        try {
            post(URI.create(services + "/" + service + "/feedback"), body);
        } catch (OutboundFailed | OutboundRefused notSent) {
            LOG.info("feedback was not taken: {}", notSent.getClass().getSimpleName());
        }
    }

    private ObjectNode body(String hook, Map<String, String> context, JsonNode service, PersonReader reader) {
        ObjectNode body = JSON.createObjectNode();
        body.put("hook", hook);
        body.put("hookInstance", UUID.randomUUID().toString());
        body.put("fhirServer", fhirBase);
        ObjectNode told = body.putObject("context");
        context.forEach(told::put);
        ObjectNode prefetch = JSON.createObjectNode();
        service.path("prefetch").properties().forEach(template -> {
            Matcher read = READ.matcher(template.getValue().asString(""));
            if (read.matches() && context.containsKey(read.group(2))) {
                prefetch.set(template.getKey(), reader.read(read.group(1), context.get(read.group(2))));
            }
        });
        if (!prefetch.isEmpty()) {
            body.set("prefetch", prefetch);
        }
        return body;
    }

    /** Of the links those that launch the app; of the suggestions none, as this EHR carries nothing out. */
    private Card card(String service, JsonNode card) {
        List<Link> links = new ArrayList<>();
        for (JsonNode link : card.path("links")) {
            if (link.path("type").asString("").equals("smart")
                    && link.path("url")
                            .asString("")
                            .equals(services.resolve("/launch").toString())) {
                links.add(new Link(
                        link.path("label").asString(""), link.path("appContext").asString("")));
            }
        }
        List<Reason> reasons = new ArrayList<>();
        for (JsonNode reason : card.path("overrideReasons")) {
            reasons.add(new Reason(
                    reason.path("system").asString(""),
                    reason.path("code").asString(""),
                    reason.path("display").asString("")));
        }
        return new Card(
                service,
                card.path("uuid").asString(""),
                card.path("summary").asString(""),
                card.path("detail").asString(""),
                card.path("indicator").asString("info"),
                card.path("source").path("label").asString(""),
                links,
                reasons);
    }

    private OutboundResponse get(URI address) {
        return door.send(OutboundRequest.get(address, "application/json")
                .limits(TIMEOUT, MAXIMUM_BYTES)
                .header("Authorization", "Bearer " + token(address)));
    }

    private OutboundResponse post(URI address, ObjectNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return door.send(OutboundRequest.of("POST", address, "application/json", bytes)
                .limits(TIMEOUT, MAXIMUM_BYTES)
                .header("Authorization", "Bearer " + token(address)));
    }

    private static JsonNode json(OutboundResponse response) {
        return response.isSuccess() ? JSON.readTree(response.body()) : JSON.createObjectNode();
    }

    /** CDS Hooks 2.0, "Trusting CDS Clients". */
    private String token(URI audience) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .jwkURL(URI.create(issuer + "/jwks.json"))
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience.toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("the demo EHR's key cannot sign", impossible);
        }
        return token.serialize();
    }
}
