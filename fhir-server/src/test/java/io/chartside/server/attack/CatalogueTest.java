package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/security.md, "Attacks and their tests", to the catalogue and to the tests that there are. */
class CatalogueTest {
    private static final List<String> ROWS = List.of(
            "BOLA",
            "scope ignored",
            "cross-tenant",
            "search oracle",
            "PATCH, PUT of what is not the writer's",
            "SSRF",
            "XXE, billion laughs",
            "gzip bomb",
            "decimal bomb",
            "nested JSON, XML, Bundle in Bundle",
            "100 k entries, 1 GB body, slowloris",
            "ReDoS",
            "SQL injection",
            "XSS",
            "prompt injection",
            "log injection",
            "mass assignment",
            "authorization code injection",
            "mix-up",
            "launch CSRF",
            "state reuse",
            "request smuggling, duplicate headers, HPP",
            "duplicate keys, lone surrogate, NUL, BOM, invalid UTF-8",
            "alg none",
            "HMAC with the public key",
            "unknown crit",
            "embedded jwk",
            "foreign jku",
            "replay in parallel",
            "wrong aud",
            "code reuse",
            "open redirect",
            "telling errors");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]*`[A-Z][^|]*) \\|$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+?)(_?…)?`");
    private static final Pattern METHOD = Pattern.compile("(?m)^    void (\\w+)\\(");

    private static Map<String, String> table() throws IOException {
        String text = Files.readString(Path.of("../docs/security.md"));
        int from = text.indexOf("## Attacks and their tests");
        assertThat(from).isPositive();
        int to = text.indexOf("\n## ", from + 1);
        Map<String, String> rows = new HashMap<>();
        Matcher row = ROW.matcher(text.substring(from, to < 0 ? text.length() : to));
        while (row.find()) {
            rows.put(row.group(1).trim(), row.group(2));
        }
        return rows;
    }

    /** {@code Class.method} of every test of this project. */
    private static List<String> tests() throws IOException {
        List<String> tests = new ArrayList<>();
        for (String module : List.of("../fhir-server", "../smart-app", "../outbound")) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src", "test", "java"))) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .forEach(file -> tests.addAll(methods(file)));
            }
        }
        return tests;
    }

    private static List<String> methods(Path file) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            return METHOD.matcher(Files.readString(file))
                    .results()
                    .map(method -> name + "." + method.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRowOfTheCatalogueHasItsTest() throws IOException {
        Map<String, String> table = table();
        assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(ROWS);
        List<String> tests = tests();
        table.forEach((row, named) -> {
            List<String> references =
                    TEST.matcher(named).results().map(CatalogueTest::prefix).toList();
            assertThat(references)
                    .as(row)
                    .isNotEmpty()
                    .allSatisfy(reference ->
                            assertThat(tests).as("%s: %s", row, reference).anyMatch(test -> fits(test, reference)));
        });
    }

    @Test
    void everyTestOfAnAttackStandsInTheTable() throws IOException {
        List<String> references = TEST.matcher(String.join(" ", table().values()))
                .results()
                .map(CatalogueTest::prefix)
                .toList();
        assertThat(tests())
                .filteredOn(test -> test.matches("\\w+AttacksTest\\..*"))
                .filteredOn(test -> !test.matches(".*\\.(aVictim|aPatientOfTheOtherTenant|callsSoFar|nobodyCalled)"))
                .allSatisfy(test -> assertThat(references).as(test).anyMatch(reference -> fits(test, reference)));
    }

    /** A name with an ellipsis stands for all tests that begin so. */
    private static String prefix(MatchResult test) {
        return test.group(1) + "." + test.group(2) + (test.group(3) == null ? "" : "*");
    }

    private static boolean fits(String test, String reference) {
        return reference.endsWith("*")
                ? test.startsWith(reference.substring(0, reference.length() - 1))
                : test.equals(reference);
    }
}
