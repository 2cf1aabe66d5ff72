package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.review.RejectionReasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Templates and modules take their words from the bundles, and the bundles hold no others. */
class WordsTest {
    private static final Pattern USED = Pattern.compile("#\\{([a-z0-9.-]+)|msg\\('([a-z0-9.-]+)'\\)");
    private static final Pattern PREFIX = Pattern.compile("#\\{\\|([a-z-]+\\.)|msg(?:OrNull)?\\('([a-z-]+\\.)' \\+");
    private static final Pattern KEY = Pattern.compile("\\Wt\\(\"([a-z0-9.-]+)\"");
    /** A sentence or a label: what begins with a capital and goes on with another word. */
    private static final Pattern SENTENCE = Pattern.compile("[\"`]\\s?([A-Z][a-z']+[ …][^\"`]*)[\"`]"
            + "|setAttribute\\(\"(?:aria-label|aria-description|title|placeholder)\", ?[\"`]([^\"`]+)[\"`]");
    /** Told to no person, or a name. */
    private static final Set<String> NO_WORDS = Set.of("Sealed visits", "Bearer ${joined.token}");

    /** The same, or what ends as a sentence does; what developers and logs are told begins small and ends without a full stop. */
    private static final Pattern TO_A_PERSON = Pattern.compile("^\\s?[A-Z][a-z']+ [^{}]*[a-z]|[a-z]{2,} .*[a-z]\\.$");
    /** Said at a terminal by whoever runs the server, or to the maker of a CDS client. */
    private static final List<String> NO_PERSON = List.of(
            "command/", "cdshooks/CdsService", "cdshooks/EncounterReader", "cdshooks/Feedback", "cdshooks/Hook");
    /** FHIR's and DICOM's names in resources, what {@code toString} says, and reasons as the record has them. */
    private static final Set<String> AS_DATA = Set.of(
            "Chartside plugin",
            "System Object",
            "Domain Resource",
            "Source Role ID",
            "Destination Role ID",
            "Security Alert",
            "Entered in Error",
            "Quote at ",
            "Draft Composition/",
            "Patient banner",
            "Transcript of ",
            "Visit page",
            "Work since ");

    private static Map<String, String> files(String pattern) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(pattern)) {
            files.put(file.getFilename(), file.getContentAsString(StandardCharsets.UTF_8));
        }
        return files;
    }

    private static Set<String> found(Pattern pattern, Iterable<String> texts) {
        Set<String> found = new TreeSet<>();
        for (String text : texts) {
            for (MatchResult match : pattern.matcher(text).results().toList()) {
                for (int group = 1; group <= match.groupCount(); group++) {
                    if (match.group(group) != null) {
                        found.add(match.group(group));
                    }
                }
            }
        }
        return found;
    }

    private static Properties messages() throws IOException {
        Properties messages = new Properties();
        try (InputStream file = WordsTest.class.getResourceAsStream("/messages.properties")) {
            messages.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return messages;
    }

    @Test
    void templates_useEveryMessage_andNoOther() throws IOException {
        var templates = files("classpath:/templates/*.html").values();
        Set<String> used = found(USED, templates);
        Set<String> prefixes = found(PREFIX, templates);
        Set<String> there = messages().stringPropertyNames();
        assertThat(used).isSubsetOf(there);
        Predicate<String> built = key -> prefixes.stream().anyMatch(key::startsWith);
        assertThat(there.stream()
                        .filter(key -> !used.contains(key))
                        .filter(built.negate())
                        .filter(Predicate.not(JavaWords.read()::has)))
                .isEmpty();
        assertThat(prefixes).allMatch(prefix -> there.stream().anyMatch(key -> key.startsWith(prefix)));
    }

    @Test
    void modules_useEveryWord_andNoOther_andHaveNoneOfTheirOwn() throws IOException {
        Map<String, String> modules = files("classpath:/static/assets/*.js");
        modules.putAll(files("classpath:/static/assets/sealed/*.js"));
        assertThat(found(KEY, modules.values()))
                .isEqualTo(PseudoLanguage.english().properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new)));
        modules.forEach((name, module) -> {
            List<String> code = module.lines()
                    .filter(line ->
                            !line.strip().startsWith("//") && !line.strip().startsWith("*"))
                    .filter(line -> !line.strip().startsWith("/*"))
                    .toList();
            Set<String> own = found(SENTENCE, code);
            own.removeAll(NO_WORDS);
            assertThat(own).as(name).isEmpty();
        });
    }

    @Test
    void java_asksForMessagesThatAreThere_andHasNoSentenceOfItsOwn() throws IOException {
        JavaWords java = JavaWords.read();
        assertThat(messages().stringPropertyNames()).containsAll(java.asked());
        java.literals()
                .forEach((name, literals) -> assertThat(literals.stream()
                                .filter(literal -> TO_A_PERSON.matcher(literal).find()))
                        .as(name)
                        .allMatch(literal -> NO_PERSON.stream().anyMatch(part -> name.startsWith(part))
                                || AS_DATA.contains(literal)
                                || RejectionReasons.SHIPPED.allows(literal)));
    }

    /** What an exception tells the log is in English, whoever reads the page. */
    @Test
    void noErrorPage_showsTheMessageOfAnException() throws IOException {
        Pattern shown = Pattern.compile(
                "(?:because|\\.page|AnswerLost|NotSent)\\((?:[^;{}](?!because))*?\\w+\\.getMessage\\(\\)");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/chartside/app"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                assertThat(shown.matcher(Files.readString(source)).results().map(MatchResult::group))
                        .as(source.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void sentenceInJava_isFound() {
        assertThat(List.of("The note is gone.", "Not signed", " once more, then sign.", "{0} of {1}", "no such key"))
                .filteredOn(literal -> TO_A_PERSON.matcher(literal).find())
                .containsExactly("The note is gone.", "Not signed", " once more, then sign.");
    }

    @Test
    void everyShippedLanguage_hasTheSameKeys() throws IOException {
        Set<String> english = new TreeSet<>(messages().stringPropertyNames());
        for (var language : Languages.shipped()) {
            if (language.getLanguage().equals("en")) {
                continue;
            }
            Properties other = new Properties();
            try (InputStream file = getClass().getResourceAsStream("/messages_" + language + ".properties")) {
                other.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            }
            assertThat(new TreeSet<>(other.stringPropertyNames()))
                    .as(language.toString())
                    .isEqualTo(english);
        }
        assertThat(Languages.shipped()).extracting(Object::toString).contains("en");
    }
}
