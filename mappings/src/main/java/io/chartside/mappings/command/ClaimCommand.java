package io.chartside.mappings.command;

import ca.uhn.fhir.parser.DataFormatException;
import io.chartside.mappings.claim.ClaimCheck;
import io.chartside.mappings.claim.ClaimFinding;
import io.chartside.mappings.claim.ClaimKnowledge;
import io.chartside.mappings.command.CommandLine.UsageException;
import io.chartside.mappings.fhir.R4;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.x12.ClaimExport;
import io.chartside.mappings.x12.ClaimFile;
import io.chartside.mappings.x12.ClaimSupplement;
import io.chartside.mappings.x12.Interchange;
import io.chartside.terminology.icd10cm.IcdCatalogs;
import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import io.chartside.terminology.services.UnitEdits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Resource;

/**
 * {@code ./chartside claim}: checks a claim, or writes a signed one as an 837P, from a Bundle of the claim and what it refers
 * to. Exit code 0 when nothing stands against it, 1 when something does, 2 when the call is wrong.
 */
public final class ClaimCommand {
    private static final String USAGE = "usage: ./chartside claim check BUNDLE.json [--data DIR]\n"
            + "       ./chartside claim 837p BUNDLE.json [--usage test|production] [--control-number N] [--sender ID]"
            + " [--receiver ID] [--out FILE]";

    private ClaimCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err, Clock.systemUTC()));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err, Clock clock) {
        try {
            CommandLine line = CommandLine.parse(
                    arguments, Set.of("data", "usage", "control-number", "sender", "receiver", "out"));
            if (line.words().size() != 2) {
                throw new UsageException("check or 837p, and one file, are needed");
            }
            Bundle bundle = read(Path.of(line.words().get(1)));
            return switch (line.words().get(0)) {
                case "check" -> check(bundle, line, out, clock);
                case "837p" -> export(bundle, line, out, err, clock);
                default -> throw new UsageException("a claim is checked or written: check or 837p");
            };
        } catch (UsageException e) {
            err.println("chartside: " + e.getMessage());
            err.println(USAGE);
            return 2;
        } catch (TerminologyException | IOException e) {
            err.println("chartside: " + e.getMessage());
            return 1;
        }
    }

    private static int check(Bundle bundle, CommandLine line, PrintStream out, Clock clock)
            throws TerminologyException, IOException {
        Path terminology = line.dataFolder().resolve("terminology");
        try (IcdCatalogs icd = IcdCatalogs.open(terminology)) {
            Optional<PairEdits> pairs = PairEdits.open(terminology);
            ClaimKnowledge knowledge = new ClaimKnowledge(
                    icd,
                    EmbeddedScribe.editions(),
                    ServiceReleases.open(terminology, ServiceSystem.HCPCS),
                    ServiceReleases.open(terminology, ServiceSystem.CPT),
                    pairs,
                    UnitEdits.open(terminology));
            List<ClaimFinding> findings = new ClaimCheck(knowledge)
                    .check(claim(bundle), to -> find(bundle, to), of(bundle, Condition.class), LocalDate.now(clock));
            findings.forEach(finding -> out.println(finding.severity() + " " + finding.path() + ": " + finding.message()
                    + " [" + finding.edit() + (finding.adjustment().isEmpty() ? "" : ", CARC " + finding.adjustment())
                    + "; " + finding.source() + "]"));
            if (pairs.isPresent()) {
                pairs.get().close();
            }
            return findings.stream().anyMatch(finding -> finding.severity() == ClaimFinding.Severity.ERROR) ? 1 : 0;
        }
    }

    private static int export(Bundle bundle, CommandLine line, PrintStream out, PrintStream err, Clock clock)
            throws IOException {
        ClaimSupplement supplement = new ClaimSupplement(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                line.option("sender"),
                line.option("receiver"));
        Interchange interchange = new Interchange(
                number(line.option("control-number").orElse("1")),
                LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC),
                isTest(line.option("usage").orElse("test")));
        ClaimFile file = ClaimExport.of(claim(bundle), to -> find(bundle, to), supplement, interchange);
        if (file instanceof ClaimFile.Refused refused) {
            refused.problems()
                    .forEach(problem -> err.println("chartside: " + problem.path() + ": " + problem.message()));
            return 1;
        }
        String text = ((ClaimFile.Written) file).text() + "\n";
        if (line.option("out").isPresent()) {
            Files.writeString(Path.of(line.option("out").get()), text, StandardCharsets.US_ASCII);
        } else {
            out.print(text);
        }
        return 0;
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new UsageException("--control-number is 1 to 999999999");
        }
        return Integer.parseInt(text);
    }

    private static boolean isTest(String usage) {
        return switch (usage) {
            case "test" -> true;
            case "production" -> false;
            default -> throw new UsageException("--usage is test or production");
        };
    }

    private static Bundle read(Path file) {
        try {
            return R4.context().newJsonParser().parseResource(Bundle.class, Files.readString(file));
        } catch (IOException | DataFormatException | ClassCastException e) {
            throw new UsageException(file + " is no FHIR Bundle in JSON");
        }
    }

    private static Claim claim(Bundle bundle) {
        List<Claim> claims = of(bundle, Claim.class);
        if (claims.size() != 1) {
            throw new UsageException("the Bundle has one Claim");
        }
        return claims.get(0);
    }

    private static <R extends Resource> List<R> of(Bundle bundle, Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** By the entry's address or by type and id. */
    private static Optional<Resource> find(Bundle bundle, String reference) {
        return bundle.getEntry().stream()
                .filter(entry -> entry.hasResource()
                        && (reference.equals(entry.getFullUrl())
                                || reference.equals(entry.getResource().fhirType() + "/"
                                        + entry.getResource().getIdElement().getIdPart())))
                .map(Bundle.BundleEntryComponent::getResource)
                .findFirst();
    }
}
