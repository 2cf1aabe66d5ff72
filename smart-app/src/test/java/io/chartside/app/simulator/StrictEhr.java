package io.chartside.app.simulator;

import io.chartside.app.simulator.VendorRule.Sent;
import io.chartside.app.testing.FhirShelf;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * An EHR over real HTTP that refuses what its vendor's documents say it refuses, and answers in its vendor's manner. What it
 * does not know, it refuses too. Its profile is the template that is shipped for the vendor.
 */
public final class StrictEhr implements SmartServer.Rules {

    private final String vendor;
    private final SmartServer server;
    private final List<VendorRule> rules;
    private final Manner manner;
    private final UnaryOperator<String> filledIn;
    private Predicate<String> scopes = ReadOnlyRules.ANY;
    private UnaryOperator<FhirShelf.Reply> told = same -> same;

    /**
     * How a vendor answers and how long its tokens last.
     *
     * @param writes {@code METHOD path} of what it takes at all; everything else that writes is 403 or 405
     * @param relativeLocation whether {@code Location} names no base
     * @param etag whether a write's answer carries one
     * @param unknown the status of a write that it does not take
     * @param tokenSeconds life of an access token
     * @param newRefreshToken whether a refresh brings one
     * @param identifierSearch whether it can be asked by identifier
     */
    record Manner(
            List<String> writes,
            boolean relativeLocation,
            boolean etag,
            int unknown,
            long tokenSeconds,
            boolean newRefreshToken,
            boolean identifierSearch) {}

    StrictEhr(String vendor, Clock clock, List<VendorRule> rules, Manner manner, UnaryOperator<String> filledIn) {
        this.vendor = vendor;
        this.server = new SmartServer(clock);
        this.rules = rules;
        this.manner = manner;
        this.filledIn = filledIn;
        server.strict(this);
        if (!manner.newRefreshToken()) {
            server.keepsRefreshTokens();
        }
        calm();
    }

    public static StrictEhr epic(Clock clock) {
        StrictEhr epic = new StrictEhr("epic", clock, EpicRules.ALL, EpicRules.MANNER, EpicRules::withProblems);
        epic.told = EpicRules::withReferences;
        return epic;
    }

    public static StrictEhr oracle(Clock clock) {
        return new StrictEhr("oracle", clock, OracleRules.ALL, OracleRules.MANNER, OracleRules::withCharges);
    }

    public static StrictEhr medplum(Clock clock) {
        return new StrictEhr("medplum", clock, PlainRules.ALL, PlainRules.MANNER, template -> template);
    }

    public static StrictEhr eclinicalworks(Clock clock) {
        return new StrictEhr(
                "eclinicalworks", clock, ReadOnlyRules.AS_PDF, ReadOnlyRules.DOCUMENTS, ReadOnlyRules::withContract);
    }

    /**
     * As the template is shipped: nothing is filed through FHIR.
     *
     * @param receiver address of an HL7 interface, for a template that has one
     */
    public static List<StrictEhr> readOnly(Clock clock, String receiver) {
        StrictEhr veradigm = new StrictEhr("veradigm", clock, List.of(), ReadOnlyRules.nothing(403), same -> same);
        veradigm.scopes = ReadOnlyRules.SMART_1;
        return List.of(
                new StrictEhr("athenahealth", clock, List.of(), ReadOnlyRules.nothing(405), same -> same),
                veradigm,
                new StrictEhr(
                        "meditech",
                        clock,
                        List.of(),
                        ReadOnlyRules.nothing(403),
                        template -> ReadOnlyRules.withInterface(template, receiver)),
                new StrictEhr("smart", clock, List.of(), ReadOnlyRules.nothing(405), same -> same));
    }

    public SmartServer server() {
        return server;
    }

    public String vendor() {
        return vendor;
    }

    public List<VendorRule> rules() {
        return rules;
    }

    /** Back to a server that works and has seen nothing. */
    public void calm() {
        server.calm();
        server.tokensLast(manner.tokenSeconds(), true);
        server.shelf().ignoreIfNoneExist(!manner.identifierSearch());
    }

    /** The vendor's shipped template as a profile of this server. */
    public String profile() {
        try {
            String template = Files.readString(Path.of("../config/ehr/" + vendor + ".yml"));
            return filledIn.apply(
                    template.replaceFirst("(?m)^issuer:$", "issuer: " + server.base() + "\ninternal: true"));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    Optional<Encounter> encounter(String reference) {
        return server.shelf().all(Encounter.class).stream()
                .filter(found -> ("Encounter/" + found.getIdElement().getIdPart()).equals(reference))
                .findFirst();
    }

    @Override
    public void authorization(Map<String, String> parameters) {
        if (!server.base().toString().equals(parameters.get("aud"))) {
            throw new AssertionError("aud must be the FHIR base");
        }
        if (parameters.getOrDefault("scope", "").contains("*")) {
            throw new AssertionError("wildcard scopes are not supported");
        }
        for (String scope : parameters.getOrDefault("scope", "").split(" ")) {
            if (!scopes.test(scope)) {
                throw new AssertionError("a scope that is not known: " + scope);
            }
        }
    }

    @Override
    public Optional<FhirShelf.Reply> refusal(Request request) {
        String path = request.path().replaceFirst("^" + server.base().getPath() + "/?", "");
        if (request.method().equals("GET")) {
            boolean byIdentifier = String.valueOf(request.query()).contains("identifier=");
            return byIdentifier && !manner.identifierSearch()
                    ? Optional.of(said(400, "Unknown search parameter identifier"))
                    : Optional.empty();
        }
        String target = request.method() + " " + path.replaceFirst("/[A-Za-z0-9.-]{8,64}$", "");
        if (!manner.writes().contains(target)) {
            return Optional.of(said(manner.unknown(), ""));
        }
        Sent sent = Sent.of(request);
        return rules.stream()
                .filter(rule -> rule.target().equals(target) && rule.broken().test(sent, this))
                .findFirst()
                .map(rule -> said(rule.status(), rule.says()));
    }

    @Override
    public FhirShelf.Reply worded(Request request, FhirShelf.Reply done) {
        if (request.method().equals("GET") || done.status() / 100 != 2) {
            return told.apply(done);
        }
        String location = done.headers().get("Location");
        String named = manner.relativeLocation()
                ? location.substring(server.base().toString().length() + 1).replaceFirst("/_history/.*", "")
                : location;
        return new FhirShelf.Reply(
                done.status(),
                "",
                manner.etag()
                        ? Map.of("Location", named, "ETag", "W/\"" + named.replaceFirst(".*/", "") + "\"")
                        : Map.of("Location", named));
    }

    private static FhirShelf.Reply said(int status, String words) {
        if (words.isEmpty()) {
            return new FhirShelf.Reply(status, "", Map.of());
        }
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.ERROR)
                .setCode(OperationOutcome.IssueType.PROCESSING)
                .getDetails()
                .setText(words);
        return new FhirShelf.Reply(
                status,
                ca.uhn.fhir.context.FhirContext.forR4Cached().newJsonParser().encodeResourceToString(outcome),
                Map.of());
    }

    @Override
    public String toString() {
        return vendor;
    }
}
