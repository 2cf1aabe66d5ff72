package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * {@code ./chartside ehr check SITE}: says what is wrong with the registration of an EHR before a clinician meets it. Asks
 * the EHR only what it tells everybody and, by a made-up code, whether it knows the client; and the app itself. Nothing is written,
 * nobody is signed in.
 */
public final class EhrCheck {
    private static final String USAGE =
            "usage: ./chartside ehr check SITE [--config DIR] [--server-url URL] [--app-url URL]";

    private EhrCheck() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return 0 when nothing is wrong, 1 when something is, 2 when the call makes no sense */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Optional<Options> options = Options.parse(arguments);
        if (options.isEmpty()) {
            err.println(USAGE);
            return 2;
        }
        EhrProfiles profiles;
        try {
            profiles = EhrProfiles.read(options.get().configDirs(), true, placeholders(options.get()));
        } catch (IllegalStateException | IllegalArgumentException wrong) {
            err.println("chartside: " + wrong.getMessage());
            return 1;
        }
        String site = options.get().site();
        Optional<EhrProfile> profile = profiles.ofSite(site);
        if (profile.isEmpty()) {
            err.println("chartside: " + whyNot(profiles, site));
            return 1;
        }
        out.println(profile.get().name() + " (" + site + "), " + profile.get().base());
        List<Finding> findings = new ArrayList<>();
        findings.addAll(new PublicAnswers(profile.get(), options.get().appUrl()).findings());
        profile.get().hl7v2().ifPresent(to -> findings.add(InterfaceSide.finding(to, profiles)));
        findings.addAll(TenantTrust.findings(profile.get(), options.get().configDirs()));
        findings.addAll(AppSide.findings(profile.get(), options.get().appUrl()));
        findings.addAll(HookSide.findings(
                profile.get(), options.get().configDirs(), options.get().appUrl(), Clock.systemUTC()));
        findings.forEach(out::println);
        long wrong = findings.stream()
                .filter(finding -> finding.kind() == Finding.Kind.WRONG)
                .count();
        out.println(
                wrong == 0 ? "Nothing is wrong." : wrong == 1 ? "One thing is wrong." : wrong + " things are wrong.");
        return wrong == 0 ? 0 : 1;
    }

    private static String whyNot(EhrProfiles profiles, String site) {
        boolean template =
                profiles.templates().stream().anyMatch(one -> one.site().equals(site));
        if (template) {
            return "config/ehr/" + site + ".yml is a template: it has no issuer yet";
        }
        List<String> known = profiles.all().stream().map(EhrProfile::site).toList();
        return "there is no config/ehr/" + site + ".yml; registered are " + String.join(", ", known);
    }

    private static java.util.function.UnaryOperator<String> placeholders(Options options) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "options",
                        Map.of(
                                "chartside.server-url", options.serverUrl(),
                                "chartside.app-url", options.appUrl().toString())));
        return environment::resolveRequiredPlaceholders;
    }

    private record Options(String site, List<Path> configDirs, String serverUrl, URI appUrl) {
        static Optional<Options> parse(String[] arguments) {
            if (arguments.length % 2 == 0 || arguments[0].startsWith("-")) {
                return Optional.empty();
            }
            List<Path> folders = new ArrayList<>(List.of(Path.of(System.getProperty("chartside.home", "."), "config")));
            String serverUrl = "http://127.0.0.1:8080";
            String appUrl = "http://localhost:8081";
            for (int i = 1; i < arguments.length; i += 2) {
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--config" -> folders.add(Path.of(value));
                    case "--server-url" -> serverUrl = value;
                    case "--app-url" -> appUrl = value;
                    default -> {
                        return Optional.empty();
                    }
                }
            }
            try {
                return Optional.of(new Options(arguments[0], folders, serverUrl, URI.create(appUrl)));
            } catch (IllegalArgumentException noAddress) {
                return Optional.empty();
            }
        }
    }
}
