package io.chartside.server.tenancy;

import io.chartside.server.tenancy.TenantSettings.AuthTime;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.TenantSettings.TokenLifetimes;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads {@code tenants/*.yml}: the file's name is the tenant's id, a later folder's file replaces an earlier one's. */
@Configuration(proxyBeanMethods = false)
class TenantFiles {

    /** The watch begins with the first look into the table, so whoever is given the tenants knows them all. */
    @Bean
    TenantWatch tenantWatch(ServerSettings settings, TenantTable table) {
        return new TenantWatch(tenants(settings), table, settings);
    }

    @Bean
    Tenants tenants(TenantWatch watch) {
        return watch.tenants();
    }

    Tenants tenants(ServerSettings settings) {
        Map<String, TenantSettings> tenants = new LinkedHashMap<>();
        for (Path folder : settings.configDirs()) {
            for (Path file : filesOf(folder.resolve("tenants"))) {
                TenantSettings tenant = read(file, settings);
                if (tenant.demo() && !settings.demo()) {
                    tenants.remove(tenant.id().value());
                } else {
                    tenants.put(tenant.id().value(), tenant);
                }
            }
        }
        return new Tenants(tenants.values());
    }

    private static List<Path> filesOf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the folder " + folder, e);
        }
    }

    private static TenantSettings read(Path file, ServerSettings server) {
        String name = file.getFileName().toString();
        try {
            TenantId id = new TenantId(name.substring(0, name.length() - ".yml".length()));
            return content(Files.readString(file)).settings(id, server);
        } catch (IOException | RuntimeException e) {
            // Without a cause, because a start that fails says its innermost reason, and that must name the file.
            throw new IllegalStateException(
                    file + " is no valid tenant file: " + innermost(e).getMessage());
        }
    }

    /**
     * What a row of the table says, in the shape of a file.
     *
     * @throws IllegalStateException that says what is wrong with it
     */
    static TenantSettings parse(TenantId id, String policy, ServerSettings server) {
        try {
            return content(policy).settings(id, server);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "the policy of " + id + " is not valid: " + innermost(e).getMessage());
        }
    }

    /** JSON is YAML. */
    private static TenantFile content(String text) throws IOException {
        FileShape.check(new Yaml(new SafeConstructor(new LoaderOptions())).load(text), TenantFile.class);
        List<PropertySource<?>> sources = new YamlPropertySourceLoader()
                .load("tenant", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("", Bindable.of(TenantFile.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The file's shape; an unknown key is refused. */
    record TenantFile(
            String name,
            @DefaultValue("UTC") ZoneId timeZone,
            @DefaultValue("false") boolean demo,
            @DefaultValue("required") BaaPolicy baa,
            @DefaultValue List<IssuerEntry> trustedIssuers,
            @DefaultValue LifetimesEntry tokenLifetimes,
            @DefaultValue List<String> frameAncestors,
            @DefaultValue ApiEntry api,
            @DefaultValue SignInEntry signIn,
            @DefaultValue RegistrationEntry dynamicRegistration,
            @DefaultValue StaffGrantsEntry staffGrants,
            @DefaultValue DpopEntry dpop,
            @DefaultValue SpeechEntry speech,
            @DefaultValue AiEntry ai,
            @DefaultValue SubscriptionsEntry subscriptions,
            @DefaultValue List<PersonEntry> people) {

        TenantSettings settings(TenantId id, ServerSettings server) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("the key 'name' is missing");
            }
            if (id.equals(TenantId.STAFF)) {
                throw new IllegalArgumentException("the name staff is taken by the operator's own people");
            }
            return new TenantSettings(
                    id,
                    name,
                    timeZone,
                    demo,
                    baa,
                    trustedIssuers.stream()
                            .map(entry -> entry.trusted(server.fhirBase(id)))
                            .toList(),
                    tokenLifetimes.lifetimes(demo),
                    frameAncestors,
                    api.policy(),
                    signIn.policy(),
                    dynamicRegistration.registration(),
                    staffGrants.approvedBy(),
                    dpop.nonces(),
                    speech.policy(),
                    ai.policy(),
                    subscriptions.policy(),
                    people.stream().map(PersonEntry::person).toList());
        }
    }

    record ApiEntry(
            @DefaultValue("true") boolean updateCreate,
            @DefaultValue("false") boolean multipleMatches,
            @DefaultValue("false") boolean validateWrites,
            @DefaultValue List<String> corsOrigins,
            @DefaultValue Set<String> cliniciansSee,
            @DefaultValue Map<String, String> clientPurposes,
            String privacyOfficer,
            @DefaultValue("false") boolean breakGlassOverConsent,
            @DefaultValue("deidentified") AnalystExport analystExport,
            @DefaultValue("11") int analystSmallestGroup) {
        ApiPolicy policy() {
            return new ApiPolicy(
                    updateCreate,
                    multipleMatches,
                    validateWrites,
                    corsOrigins,
                    cliniciansSee,
                    clientPurposes,
                    Optional.ofNullable(privacyOfficer),
                    breakGlassOverConsent,
                    analystExport,
                    analystSmallestGroup);
        }
    }

    record SignInEntry(
            @DefaultValue({"password", "magic-link", "passkey", "oidc"})
            Set<SignInPolicy.Method> methods,

            @DefaultValue("required") SignInPolicy.SecondFactor secondFactor,
            @DefaultValue("1h") Duration idle,
            @DefaultValue("0s") Duration rememberMe,
            @DefaultValue("12") int passwordLength) {
        SignInPolicy policy() {
            return new SignInPolicy(methods, secondFactor, idle, rememberMe, passwordLength);
        }
    }

    record RegistrationEntry(
            @DefaultValue List<StatementIssuerEntry> issuers,
            @DefaultValue List<String> scopes) {
        DynamicRegistration registration() {
            return new DynamicRegistration(
                    issuers.stream()
                            .map(entry -> new DynamicRegistration.Issuer(entry.issuer(), entry.jwksUri()))
                            .toList(),
                    scopes);
        }
    }

    record AiEntry(@DefaultValue List<AiRouteEntry> routes) {
        AiPolicy policy() {
            return new AiPolicy(routes.stream().map(AiRouteEntry::route).toList());
        }
    }

    record SubscriptionsEntry(
            @DefaultValue List<EndpointEntry> endpoints,
            @DefaultValue("50") int most) {
        SubscriptionPolicy policy() {
            return new SubscriptionPolicy(
                    endpoints.stream()
                            .map(entry -> new SubscriptionPolicy.Endpoint(entry.url(), entry.internal()))
                            .toList(),
                    most);
        }
    }

    record EndpointEntry(URI url, @DefaultValue("false") boolean internal) {}

    record StaffGrantsEntry(@DefaultValue("tenant") GrantApproval approvedBy) {}

    record DpopEntry(@DefaultValue("false") boolean nonces) {}

    record SpeechEntry(
            @DefaultValue("embedded") SpeechPolicy.Provider provider,
            @DefaultValue("24h") Duration recordingsKept,
            @DefaultValue("true") boolean untilSigned) {
        SpeechPolicy policy() {
            return new SpeechPolicy(provider, recordingsKept, untilSigned);
        }
    }

    record StatementIssuerEntry(String issuer, URI jwksUri) {
        StatementIssuerEntry {
            require(issuer, "dynamic-registration.issuers", "issuer");
            require(jwksUri == null ? null : jwksUri.toString(), "dynamic-registration.issuers", "jwks-uri");
        }
    }

    record IssuerEntry(
            String issuer,
            URI jwksUri,
            @DefaultValue List<String> clients,
            @DefaultValue("required") AuthTime authTime,
            @DefaultValue List<LinkEntry> links,
            ExternalSignInEntry signIn) {
        IssuerEntry {
            require(issuer, "trusted-issuers", "issuer");
        }

        /** {@code self} is the tenant's own issuer, wherever this server is reached. */
        TrustedIssuer trusted(String ownIssuer) {
            Map<String, String> byUser = new LinkedHashMap<>();
            Map<String, String> bySubject = new LinkedHashMap<>();
            for (LinkEntry link : links) {
                if (link.subject() == null) {
                    byUser.put(link.fhirUser(), link.practitioner());
                } else {
                    bySubject.put(link.subject(), link.practitioner());
                }
            }
            return new TrustedIssuer(
                    "self".equals(issuer) ? ownIssuer : issuer,
                    jwksUri,
                    clients,
                    authTime,
                    byUser,
                    bySubject,
                    Optional.ofNullable(signIn).map(entry -> entry.signIn(issuer, jwksUri)));
        }
    }

    record LinkEntry(String fhirUser, String subject, String practitioner) {
        LinkEntry {
            if (subject == null || subject.isBlank()) {
                require(fhirUser, "links", "fhir-user");
            } else if (fhirUser != null) {
                throw new IllegalArgumentException("links: an entry has fhir-user or subject, not both");
            }
            require(practitioner, "links", "practitioner");
            if (!practitioner.startsWith("Practitioner/")) {
                throw new IllegalArgumentException("links: practitioner names a Practitioner/… of this tenant");
            }
        }
    }

    record PersonEntry(
            String fhirUser, String name, @DefaultValue Set<TenantRole> roles) {
        PersonEntry {
            require(fhirUser, "people", "fhir-user");
            require(name, "people", "name");
        }

        Person person() {
            return new Person(fhirUser, name, roles);
        }
    }

    private static void require(String value, String list, String key) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("an entry of " + list + " has no " + key);
        }
    }

    /** SMART App Launch 2.2: a person's token at most 1 h, a back end's at most 5 min, but for scripts on the demo tenant. */
    record LifetimesEntry(
            @DefaultValue("10m") Duration userToken,
            @DefaultValue("5m") Duration backEndToken,
            @DefaultValue("90d") Duration refreshToken,
            @DefaultValue("12h") Duration session,
            @DefaultValue("5m") Duration scriptToken,
            @DefaultValue List<String> scriptClients) {
        private static final Duration LONGEST_OF_USER = Duration.ofHours(1);
        private static final Duration LONGEST_OF_BACK_END = Duration.ofMinutes(5);

        TokenLifetimes lifetimes(boolean demo) {
            atMost(userToken, LONGEST_OF_USER, "user-token");
            if (!demo) {
                atMost(backEndToken, LONGEST_OF_BACK_END, "back-end-token");
                atMost(scriptToken, LONGEST_OF_BACK_END, "script-token");
            }
            return new TokenLifetimes(userToken, backEndToken, refreshToken, session, scriptToken, scriptClients);
        }

        private static void atMost(Duration given, Duration longest, String key) {
            if (given.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        "token-lifetimes." + key + " is at most " + longest.toMinutes() + "m");
            }
        }
    }
}
