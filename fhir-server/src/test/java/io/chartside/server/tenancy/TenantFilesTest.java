package io.chartside.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantSettings.AuthTime;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant's file is read whole or not at all: what is misspelt is named, never passed over. */
class TenantFilesTest {
    @TempDir
    private Path folder;

    private TenantSettings read(String content) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("tenants")).resolve("main.yml"), content);
        ServerSettings settings = new ServerSettings(
                folder,
                List.of(folder),
                false,
                URI.create("https://chartside.example"),
                URI.create("https://app.example"));
        return new TenantFiles().tenants(settings).find("main").orElseThrow();
    }

    @Test
    void everyKey_isRead() throws IOException {
        TenantSettings main = read("""
                name: Main Clinic
                time-zone: America/Los_Angeles
                trusted-issuers:
                  - issuer: https://ehr.example.org/r4
                    jwks-uri: https://ehr.example.org/r4/keys
                    clients: [chartside-there]
                    auth-time: issued-at
                    links:
                      - fhir-user: Practitioner/a
                        practitioner: Practitioner/b
                  - issuer: self
                token-lifetimes:
                  user-token: 30m
                frame-ancestors: [https://ehr.example.org]
                people:
                  - {fhir-user: Practitioner/b, name: Dr. B}
                """);
        TrustedIssuer ehr = main.trustedIssuers().get(0);
        assertThat(ehr.links()).containsEntry("Practitioner/a", "Practitioner/b");
        assertThat(ehr.authTime()).isEqualTo(AuthTime.ISSUED_AT);
        assertThat(main.trustedIssuers().get(1).issuer()).isEqualTo("https://chartside.example/fhir/main");
        assertThat(main.trustedIssuers().get(1).authTime()).isEqualTo(AuthTime.REQUIRED);
        assertThat(main.tokenLifetimes().userToken()).hasMinutes(30);
        assertThat(main.timeZone()).isEqualTo(ZoneId.of("America/Los_Angeles"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trusted-issuers: [{issuer: self, links: {Practitioner/a: Practitioner/b}}]"
                        + " | trusted-issuers[0].links must be a list of entries such as '- {fhir-user: …, subject: …, practitioner: …}'",
                "trusted-issuers: {issuer: self} | trusted-issuers must be a list of entries",
                "trusted-issuer: [] | trusted-issuer is not a key; known here are name, time-zone",
                "trusted-issuers: [{issuer: self, clients: chartside-app}] | trusted-issuers[0].clients must be a list",
                "trusted-issuers: [{issuer: self, link: []}] | trusted-issuers[0].link is not a key",
                "trusted-issuers: [{issuer: self, links: [{fhirUser: a}]}] | links[0].fhirUser is not a key",
                "trusted-issuers: [{issuer: self, links: [{fhir-user: a, practitioner: Patient/b}]}]"
                        + " | names a Practitioner/",
                "trusted-issuers: [{issuer: self, links: [{fhir-user: a, subject: b, practitioner: Practitioner/c}]}]"
                        + " | fhir-user or subject, not both",
                "trusted-issuers: [{issuer: 'https://a.example', jwks-uri: 'https://a.example/k', sign-in: {label: A}}]"
                        + " | has no client-id",
                "trusted-issuers: [{issuer: 'https://a.example', jwks-uri: 'https://a.example/k', sign-in: {client-id: a}}]"
                        + " | either client-secret-file or private-key-file",
                "trusted-issuers: [{issuer: 'https://a.example', jwks-uri: 'https://a.example/k',"
                        + " sign-in: {client-id: a, client-secret-file: ../keys/a}}] | plain name of a file",
                "trusted-issuers: [{issuer: 'https://a.example', sign-in: {client-id: a, client-secret-file: a}}]"
                        + " | needs the issuer's jwks-uri",
                "trusted-issuers: [{clients: []}] | an entry of trusted-issuers has no issuer",
                "token-lifetimes: 5m | token-lifetimes must hold the keys user-token",
                "token-lifetimes: {user-tokens: 5m} | token-lifetimes.user-tokens is not a key",
                "token-lifetimes: {user-token: 61m} | token-lifetimes.user-token is at most 60m",
                "token-lifetimes: {back-end-token: 6m} | token-lifetimes.back-end-token is at most 5m",
                "token-lifetimes: {script-token: 12h} | token-lifetimes.script-token is at most 5m",
                "people: [{name: Dr. B}] | an entry of people has no fhir-user",
                "demo: [true] | demo must be one value",
                "time-zone: Mars/Olympus | Unknown time-zone ID: Mars/Olympus",
            })
    void whatIsWrong_isRefusedByName(String line, String told) {
        assertThatThrownBy(() -> read("name: Main Clinic\n" + line + "\n"))
                .hasNoCause()
                .hasMessageContaining("main.yml is no valid tenant file")
                .hasMessageContaining(told);
    }
}
