package io.chartside.server.authz;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A configuration folder with two tenants and one client of every kind. */
final class AuthzConfiguration {
    private AuthzConfiguration() {}

    static Path write(ECKey backEnd, RSAKey backEndRsa, ECKey app) {
        try {
            Path folder = Files.createTempDirectory("authz-config");
            Path tenants = Files.createDirectories(folder.resolve("tenants"));
            Path clients = Files.createDirectories(folder.resolve("clients"));
            Files.writeString(tenants.resolve("demo.yml"), tenant("Demo Clinic", true) + registration());
            Files.writeString(tenants.resolve("other.yml"), tenant("Other Clinic", false));
            Files.writeString(
                    Files.createDirectories(folder.resolve("styles")).resolve("demo.json"),
                    "{\"color_background\": \"#edeae3\", \"dim_font_size\": \"13px\"}");
            Files.writeString(tenants.resolve("clinic.yml"), """
                    name: Clinic of Accounts
                    sign-in: {second-factor: optional, idle: 30m, remember-me: 30d}
                    token-lifetimes: {session: 8h}
                    """);
            Files.writeString(tenants.resolve("keys.yml"), """
                    name: Clinic of Keys
                    sign-in: {methods: [passkey], second-factor: optional}
                    dpop: {nonces: true}
                    """);
            Files.writeString(tenants.resolve("guests.yml"), OidcProvider.tenant());
            Path secrets = Files.createDirectories(folder.resolve("secrets"));
            Files.writeString(secrets.resolve("hospital-secret"), OidcProvider.SECRET + "\n");
            Files.writeString(secrets.resolve("region-key.jwk"), OidcProvider.CLIENT_KEY.toJSONString());
            client(
                    clients,
                    "back-end",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "system/*.cruds drafts introspect",
                    m -> m.put("jwks", new JWKSet(List.of(backEnd, backEndRsa)).toJSONObject()));
            client(
                    clients,
                    "narrow-back-end",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "system/Patient.rs",
                    m -> m.put("jwks", new JWKSet(backEnd).toJSONObject()));
            client(
                    clients,
                    "chartside-operator",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "manage-clients",
                    m -> {
                        m.put("jwks", new JWKSet(backEnd).toJSONObject());
                        m.put("chartside_tenants", List.of("*"));
                    });
            client(
                    clients,
                    "console",
                    "none",
                    List.of("authorization_code"),
                    "openid fhirUser manage-clients",
                    m -> m.put("chartside_first_party", true));
            client(
                    clients,
                    "script",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "system/*.cruds",
                    m -> m.put("chartside_jwks_file", "demo-script.jwk"));
            client(
                    clients,
                    "remote-keys",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "system/*.cruds",
                    m -> m.put("jwks_uri", "http://127.0.0.1:" + AuthzKeyServer.PORT + "/jwks.json"));
            client(clients, "manager", "private_key_jwt", List.of("client_credentials"), "manage-users", m -> {
                m.put("jwks", new JWKSet(backEnd).toJSONObject());
                m.put("chartside_tenants", List.of("demo", "other", "clinic", "guests", "keys"));
            });
            client(
                    clients,
                    "clinic-app",
                    "none",
                    List.of("authorization_code", "refresh_token"),
                    "openid fhirUser manage-users user/*.cruds",
                    m -> {
                        m.put("chartside_tenants", List.of("clinic", "other", "guests"));
                        m.put("chartside_first_party", true);
                    });
            String launchScopes =
                    "launch openid fhirUser online_access offline_access patient/*.cruds user/*.cruds drafts messaging/ui launch/questionnaire";
            List<String> codeGrants = List.of("authorization_code", "refresh_token");
            client(
                    clients,
                    "app",
                    "private_key_jwt",
                    List.of("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"),
                    launchScopes,
                    m -> {
                        m.put("jwks", new JWKSet(app).toJSONObject());
                        m.put("chartside_first_party", true);
                    });
            client(
                    clients,
                    "asks-consent",
                    "private_key_jwt",
                    codeGrants,
                    launchScopes,
                    m -> m.put("jwks", new JWKSet(app).toJSONObject()));
            client(clients, "public-app", "none", codeGrants, launchScopes, m -> m.put("chartside_first_party", true));
            client(
                    clients,
                    "bound-back-end",
                    "private_key_jwt",
                    List.of("client_credentials"),
                    "system/Patient.rs",
                    m -> {
                        m.put("jwks", new JWKSet(backEnd).toJSONObject());
                        m.put("dpop_bound_access_tokens", true);
                        m.put("chartside_tenants", List.of("demo", "keys"));
                    });
            client(clients, "secret-app", "client_secret_basic", codeGrants, launchScopes, m -> {
                m.put("chartside_client_secret_sha256", new ClientSecrets().encode(AuthzTest.SECRET));
                m.put("chartside_first_party", true);
            });
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tenant(String name, boolean demo) {
        return """
                name: %s
                demo: %s
                trusted-issuers:
                  - issuer: self
                    clients: [app]
                  - issuer: https://ehr.example.org/r4
                    jwks-uri: http://127.0.0.1:%d/jwks.json
                    clients: [chartside-at-ehr]
                    links:
                      - {fhir-user: Practitioner/foreign-1, practitioner: Practitioner/dr-one}
                      - {fhir-user: PractitionerRole/foreign-role, practitioner: Practitioner/dr-two}
                  - issuer: https://silent.example.org/r4
                    jwks-uri: http://127.0.0.1:%d/jwks.json
                    clients: [chartside-at-ehr]
                    auth-time: issued-at
                    links:
                      - {fhir-user: Practitioner/foreign-1, practitioner: Practitioner/dr-one}
                token-lifetimes:
                  script-token: %s
                  script-clients: [script]
                frame-ancestors: ["'self'"]
                people:
                  - {fhir-user: Practitioner/dr-one, name: Dr. One}
                  - {fhir-user: Practitioner/dr-two, name: Dr. Two}
                  - {fhir-user: PractitionerRole/role-of-two, name: Dr. Two at the clinic}
                  - {fhir-user: PractitionerRole/role-of-nobody, name: An empty chair}
                  - {fhir-user: Practitioner/the-admin, name: The admin, roles: [admin]}
                  - {fhir-user: Practitioner/the-owner, name: The owner, roles: [owner]}
                """.formatted(name, demo, AuthzKeyServer.PORT, AuthzKeyServer.PORT, demo ? "12h" : "5m");
    }

    /** An issuer of software statements. */
    private static String registration() {
        return """
                dynamic-registration:
                  issuers:
                    - issuer: https://directory.example.org
                      jwks-uri: http://127.0.0.1:%d/jwks.json
                  scopes: [launch, launch/patient, openid, fhirUser, offline_access, patient/*.rs]
                """.formatted(AuthzKeyServer.PORT);
    }

    private static void client(
            Path folder,
            String id,
            String method,
            List<String> grants,
            String scope,
            Consumer<Map<String, Object>> more)
            throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client_id", id);
        json.put("client_name", "Test client " + id);
        json.put("token_endpoint_auth_method", method);
        json.put("grant_types", grants);
        json.put("scope", scope);
        json.put("chartside_tenants", List.of("demo"));
        if (grants.contains("authorization_code")) {
            json.put("redirect_uris", List.of(AuthzTest.APP_CALLBACK));
        }
        more.accept(json);
        Files.writeString(folder.resolve(id + ".json"), Json.write(json));
    }
}
