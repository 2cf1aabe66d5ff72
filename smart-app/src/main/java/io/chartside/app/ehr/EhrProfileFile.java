package io.chartside.app.ehr;

import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.CdsHooks;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.ehr.EhrProfile.Endpoints;
import io.chartside.app.ehr.EhrProfile.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads one {@code config/ehr/*.yml}. Placeholders such as {@code ${chartside.server-url}} are filled in. */
record EhrProfileFile(EhrProfile profile, boolean demo) {

    private static final int KIBIBYTE = 1024;

    /**
     * One delivery may come to four interactions (a version is looked at and replaced, each once more with a renewed token) and two
     * renewals, and must be over before its claim in the ledger is taken for that of a dead process, five minutes.
     */
    private static final int LONGEST_SECONDS = 45;

    private static final int LARGEST_KIB = 64 * 1024;

    static EhrProfileFile read(Path file, UnaryOperator<String> placeholders) {
        String fileName = file.getFileName().toString();
        String site = fileName.substring(0, fileName.lastIndexOf('.'));
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object content = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            return parse(site, new Keys("", content, placeholders));
        } catch (IOException | YAMLException | IllegalArgumentException wrong) {
            // Without a cause, because a start that fails says its innermost reason, and that must name the file.
            throw new IllegalStateException("the EHR profile " + file + " cannot be used: " + wrong.getMessage());
        }
    }

    private static EhrProfileFile parse(String site, Keys keys) {
        boolean internal = keys.flag("internal", false);
        EhrProfile profile = new EhrProfile(
                site,
                keys.text("name"),
                keys.address("issuer"),
                internal,
                keys.list("origins").stream().map(URI::create).toList(),
                keys.text("tenant"),
                client(keys.below("client")),
                endpoints(keys.below("endpoints")),
                keys.list("frame-ancestors").stream()
                        .map(source -> origin("frame-ancestors", source))
                        .toList(),
                WriteKeys.note(keys.below("note")),
                WriteKeys.codes(keys.below("codes")),
                WriteKeys.charges(keys.below("charges")),
                WriteKeys.orders(keys.below("orders")),
                Hl7v2Keys.read(keys.below("hl7v2"), internal),
                limits(keys.below("limits")),
                LaunchRules.of(keys.below("launch")),
                keys.has("cds-hooks") ? Optional.of(cdsHooks(keys.below("cds-hooks"))) : Optional.empty());
        boolean demo = keys.flag("demo", false);
        keys.nothingElse();
        return new EhrProfileFile(profile, demo);
    }

    private static Client client(Keys keys) {
        String spelled = keys.text("authentication", "private_key_jwt");
        Authentication authentication = List.of(Authentication.values()).stream()
                .filter(choice -> choice.name().equalsIgnoreCase(spelled))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "client.authentication must be private_key_jwt, client_secret_basic or public"));
        Client client = new Client(
                keys.text("id"),
                authentication,
                keys.text("algorithm", "ES384"),
                keys.optional("secret").map(EhrProfile.Secret::new),
                keys.text("scopes"),
                Optional.of(keys.number("max-age-minutes", 60))
                        .filter(minutes -> minutes > 0)
                        .map(Duration::ofMinutes));
        keys.nothingElse();
        return client;
    }

    private static Endpoints endpoints(Keys keys) {
        Endpoints endpoints = new Endpoints(
                keys.address("authorization"),
                keys.address("token"),
                keys.address("jwks"),
                keys.optional("id-token-issuer"));
        keys.nothingElse();
        return endpoints;
    }

    private static Limits limits(Keys keys) {
        Limits limits = new Limits(
                Duration.ofSeconds(keys.number("timeout-seconds", 10, 1, LONGEST_SECONDS)),
                keys.number("maximum-response-kib", 4096, 1, LARGEST_KIB) * KIBIBYTE,
                keys.flag("ask-for-representation", false));
        keys.nothingElse();
        return limits;
    }

    private static CdsHooks cdsHooks(Keys keys) {
        CdsHooks hooks = new CdsHooks(
                keys.text("issuer"),
                URI.create(keys.text("jwks")),
                keys.optional("tenant"),
                keys.list("origins").stream()
                        .map(source -> origin("cds-hooks.origins", source))
                        .peek(EhrProfileFile::refuseWildcard)
                        .toList());
        keys.nothingElse();
        return hooks;
    }

    /** A CSP source that is an origin (CSP Level 3, 2.3.1); anything else could end the directive and begin another. */
    static String ancestor(String source) {
        return origin("frame-ancestors", source);
    }

    private static String origin(String key, String source) {
        if (!source.matches("https?://(\\*\\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
            throw new IllegalArgumentException(key + ": \"" + source + "\" is not an origin");
        }
        return source;
    }

    private static void refuseWildcard(String origin) {
        if (origin.contains("*")) {
            throw new IllegalArgumentException("cds-hooks.origins are named one by one");
        }
    }
}
