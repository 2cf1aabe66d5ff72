package io.chartside.app.command;

import io.chartside.app.command.Finding.Kind;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.EhrProfile.Endpoints;
import io.chartside.app.ehr.LaunchRules.StandAlone;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the EHR tells without a sign-in: discovery, keys, capabilities and whether it knows the client, compared with the profile. */
final class PublicAnswers {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST = 16 << 20;
    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

    private final EhrProfile profile;
    private final URI appUrl;
    private final Outbound outbound;
    private final List<Finding> findings = new ArrayList<>();

    PublicAnswers(EhrProfile profile, URI appUrl) {
        this.profile = profile;
        this.appUrl = appUrl;
        this.outbound = Outbound.allowing(profile.reachable());
    }

    List<Finding> findings() {
        Optional<JsonNode> statement = get(profile.base() + "/metadata", "the CapabilityStatement", Kind.WRONG);
        if (profile.endpoints().complete()) {
            findings.add(Finding.note("the profile names every endpoint, so discovery is left out"));
            keys(profile.endpoints().jwks());
            signIn(profile.endpoints().authorization());
            client(profile.endpoints().token());
        } else {
            boolean stated = statement
                    .filter(said -> said.path("rest").toString().contains(OAUTH_URIS))
                    .isPresent();
            Optional<JsonNode> discovery = get(
                    profile.base() + "/.well-known/smart-configuration", "discovery", stated ? Kind.NOTE : Kind.WRONG);
            discovery.ifPresent(this::discovery);
            if (discovery.isEmpty() && stated) {
                findings.add(
                        Finding.note("the CapabilityStatement names the endpoints instead of discovery (oauth-uris);"
                                + " where launches find no keys, set endpoints.jwks and endpoints.id-token-issuer"));
            }
        }
        statement.ifPresent(this::capabilities);
        return findings;
    }

    private void signIn(Optional<URI> authorizationEndpoint) {
        if (profile.launch().standAlone() != StandAlone.NONE) {
            authorizationEndpoint
                    .filter(profile::reaches)
                    .map(endpoint -> new SignInProbe(profile, outbound).finding(endpoint, appUrl))
                    .ifPresent(findings::add);
        }
    }

    private Optional<JsonNode> get(String address, String what, Kind failed) {
        try {
            OutboundResponse response = outbound.send(OutboundRequest.get(URI.create(address), "application/json")
                    .limits(profile.limits().timeout(), LARGEST));
            if (response.status() != 200) {
                findings.add(new Finding(
                        failed,
                        what + " answers HTTP " + response.status()
                                + (response.status() / 100 == 3 ? ", a redirect, which is not followed" : "") + ": "
                                + address));
                return Optional.empty();
            }
            JsonNode json = JSON.readTree(response.text());
            if (!json.isObject()) {
                findings.add(new Finding(failed, what + " is no JSON object: " + address));
                return Optional.empty();
            }
            findings.add(Finding.fine(what + " answers"));
            return Optional.of(json);
        } catch (OutboundRefused refused) {
            findings.add(
                    new Finding(
                            failed,
                            what + " may not be asked: " + refused.getMessage()
                                    + "; name the origin under origins, or say internal: true for an address of your own network"));
        } catch (OutboundFailed lost) {
            findings.add(new Finding(failed, what + " cannot be had: " + lost.getMessage()));
        } catch (JacksonException notJson) {
            findings.add(new Finding(failed, what + " is no JSON: " + address));
        }
        return Optional.empty();
    }

    private void discovery(JsonNode found) {
        Endpoints own = profile.endpoints();
        endpoint("authorization_endpoint", own.authorization(), found);
        endpoint("token_endpoint", own.token(), found);
        String issuer = own.idTokenIssuer().orElse(text(found.path("issuer")));
        keys(own.jwks()
                .or(() -> address(found.path("jwks_uri")))
                .or(() -> openIdKeys(issuer.isEmpty() ? profile.base().toString() : issuer)));
        if (issuer.isEmpty()) {
            findings.add(Finding.note("discovery names no issuer: id_tokens must carry the FHIR base as iss"));
        } else if (!issuer.equals(profile.base().toString())) {
            findings.add(Finding.note("id_tokens come from another issuer, " + issuer
                    + ": the tenant's file trusts that one, not the FHIR base"));
        }
        if (found.path("code_challenge_methods_supported").isArray()) {
            contains(found, "code_challenge_methods_supported", "S256", Kind.NOTE, "PKCE is sent all the same");
        } else {
            findings.add(Finding.note("discovery names no code_challenge_methods_supported: PKCE (S256) is sent all the"
                    + " same, and most such EHRs take it (athenahealth)"));
        }
        String method = profile.client().authentication() == Authentication.PUBLIC
                ? "none"
                : profile.client().authentication().name().toLowerCase(java.util.Locale.ROOT);
        contains(
                found,
                "token_endpoint_auth_methods_supported",
                method,
                profile.client().authentication() == Authentication.PUBLIC ? Kind.NOTE : Kind.WRONG,
                "set client.authentication to one of these, as the app is registered");
        if (profile.client().authentication() == Authentication.PRIVATE_KEY_JWT) {
            contains(
                    found,
                    "token_endpoint_auth_signing_alg_values_supported",
                    profile.client().algorithm(),
                    Kind.WRONG,
                    "set client.algorithm to one of these");
        }
        for (String capability : List.of("launch-ehr", "sso-openid-connect", "context-ehr-patient")) {
            contains(found, "capabilities", capability, Kind.NOTE, "ask the EHR whether it does it all the same");
        }
        scopes(found.path("scopes_supported"));
        findings.addAll(ScopeSpelling.findings(
                asked(), names(found.path("capabilities")), names(found.path("scopes_supported"))));
        signIn(own.authorization().or(() -> address(found.path("authorization_endpoint"))));
        client(own.token().or(() -> address(found.path("token_endpoint"))));
    }

    /** As launches do where discovery names no keys. */
    private Optional<URI> openIdKeys(String issuer) {
        return get(Endpoints.openIdConfiguration(issuer), "the openid-configuration", Kind.NOTE)
                .filter(said -> text(said.path("issuer")).equals(issuer))
                .flatMap(said -> address(said.path("jwks_uri")));
    }

    private void client(Optional<URI> tokenEndpoint) {
        tokenEndpoint
                .filter(profile::reaches)
                .flatMap(endpoint -> new ClientProbe(profile, outbound).finding(endpoint, appUrl))
                .ifPresent(findings::add);
    }

    private List<String> asked() {
        return List.of(profile.client().scopes().strip().split("\\s+"));
    }

    private static TreeSet<String> names(JsonNode values) {
        TreeSet<String> names = new TreeSet<>();
        values.forEach(value -> names.add(text(value)));
        return names;
    }

    private void endpoint(String name, Optional<URI> own, JsonNode found) {
        Optional<URI> address = own.or(() -> address(found.path(name)));
        if (address.isEmpty()) {
            findings.add(Finding.wrong("discovery names no " + name));
        } else if (!profile.reaches(address.get())) {
            findings.add(Finding.wrong(name + " is on an origin that the profile does not name: add "
                    + address.get().getScheme() + "://" + address.get().getRawAuthority() + " to origins"));
        } else {
            findings.add(Finding.fine(name + " is on a registered origin"));
        }
    }

    private void keys(Optional<URI> jwks) {
        if (jwks.isEmpty()) {
            findings.add(
                    Finding.wrong("there is no jwks_uri, in an openid-configuration of the issuer neither: who signs in"
                            + " cannot be verified"));
            return;
        }
        get(jwks.get().toString(), "the key set", Kind.WRONG).ifPresent(keys -> {
            boolean usable = false;
            for (JsonNode key : keys.path("keys")) {
                usable |= ALGORITHMS.contains(text(key.path("kty")))
                        && !text(key.path("use")).equals("enc");
            }
            if (keys.path("keys").isEmpty()) {
                findings.add(Finding.wrong("the key set holds no key"));
            } else if (!usable) {
                findings.add(Finding.wrong("the key set holds no RSA or EC key for signatures: id_tokens must be signed"
                        + " with RS256, RS384, ES256 or ES384"));
            }
        });
    }

    private void contains(JsonNode found, String list, String wanted, Kind lacking, String otherwise) {
        JsonNode values = found.path(list);
        if (!values.isArray()) {
            return;
        }
        TreeSet<String> names = names(values);
        if (names.contains(wanted)) {
            findings.add(Finding.fine(list + " has " + wanted));
        } else {
            findings.add(new Finding(
                    lacking, list + " lacks " + wanted + " (it has " + String.join(", ", names) + "): " + otherwise));
        }
    }

    /** Most EHRs list fewer scopes than they grant, so a scope that is missing is a note. */
    private void scopes(JsonNode supported) {
        if (!supported.isArray()) {
            return;
        }
        TreeSet<String> names = names(supported);
        List<String> missing = asked().stream()
                .filter(scope -> !names.contains(scope) && !covered(scope, names))
                .toList();
        if (missing.isEmpty()) {
            findings.add(Finding.fine("every scope that is asked for is offered"));
        } else {
            findings.add(Finding.note("scopes_supported does not list " + String.join(" ", missing)
                    + ": see that the EHR's registration grants them"));
        }
    }

    private static boolean covered(String scope, TreeSet<String> names) {
        String level = scope.replaceFirst("/.*", "");
        return names.stream().anyMatch(name -> name.startsWith(level + "/*."));
    }

    private void capabilities(JsonNode statement) {
        String version = text(statement.path("fhirVersion"));
        findings.add(
                version.startsWith("4.0")
                        ? Finding.fine("FHIR " + version)
                        : Finding.wrong("the server speaks FHIR " + version + ", not R4 (4.0)"));
        for (String type : List.of("Patient", "Encounter", "Practitioner")) {
            interaction(statement, type, "read", true);
        }
        for (String type :
                List.of("Condition", "MedicationRequest", "AllergyIntolerance", "Observation", "DocumentReference")) {
            interaction(statement, type, "search-type", false);
        }
        if (profile.note().write()) {
            interaction(statement, "DocumentReference", "create", true);
            conditional(statement, "DocumentReference", profile.note().conditionalCreate(), "note.conditional-create");
        }
        if (profile.codes().kind() == Codes.Kind.CONDITION) {
            interaction(statement, "Condition", "create", true);
            conditional(statement, "Condition", profile.codes().conditionalCreate(), "codes.conditional-create");
        }
        if (profile.note().write() && updatesNotes()) {
            interaction(statement, "DocumentReference", "update", true);
        }
        if (profile.charges().kind() == EhrProfile.Charges.Kind.CHARGE_ITEM) {
            interaction(statement, "ChargeItem", "create", true);
        }
        if (profile.orders().kind() == EhrProfile.Orders.Kind.REQUESTS) {
            interaction(statement, "MedicationRequest", "create", true);
            interaction(statement, "ServiceRequest", "create", true);
        }
    }

    private boolean updatesNotes() {
        return profile.note().addendum() == EhrProfile.Addendum.UPDATE
                || profile.note().retraction() == EhrProfile.Retraction.STATUS
                || profile.note().retraction() == EhrProfile.Retraction.VERSION;
    }

    private void interaction(JsonNode statement, String type, String code, boolean needed) {
        boolean offered = false;
        for (JsonNode one : resource(statement, type).path("interaction")) {
            offered |= text(one.path("code")).equals(code);
        }
        if (offered) {
            findings.add(Finding.fine(type + " " + code));
        } else if (needed) {
            findings.add(Finding.wrong("the server does not offer " + code + " of " + type
                    + (code.equals("create")
                            ? ": set write: false, or as: none, in the profile"
                            : code.equals("update")
                                    ? ": set addendum: appends or separate, and retraction: notice or none, in the profile"
                                    : "")));
        } else {
            findings.add(Finding.note("the server does not offer " + code + " of " + type + ": left out of the chart"));
        }
    }

    private void conditional(JsonNode statement, String type, boolean expected, String key) {
        boolean offered = resource(statement, type).path("conditionalCreate").asBoolean(false);
        if (expected && !offered) {
            findings.add(Finding.wrong("the server does not say that it honours If-None-Exist for " + type + ": set "
                    + key + ": false, or a repeated create may file a second one"));
        } else if (offered && !expected) {
            findings.add(Finding.note("the server says that it honours If-None-Exist for " + type + ": " + key
                    + ": true makes repeating safe"));
        }
    }

    private static JsonNode resource(JsonNode statement, String type) {
        for (JsonNode rest : statement.path("rest")) {
            for (JsonNode resource : rest.path("resource")) {
                if (text(resource.path("type")).equals(type)) {
                    return resource;
                }
            }
        }
        return JSON.createObjectNode();
    }

    private static Optional<URI> address(JsonNode value) {
        try {
            return Optional.of(text(value))
                    .filter(text -> !text.isEmpty())
                    .map(URI::create)
                    .filter(URI::isAbsolute);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : "";
    }
}
