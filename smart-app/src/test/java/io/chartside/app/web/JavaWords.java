package io.chartside.app.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts in the plugin's own Java sources.
 *
 * @param literals of each source
 * @param asked keys that are asked of the bundle as they stand
 */
record JavaWords(Map<String, List<String>> literals, Set<String> asked) {
    private static final Path SOURCES = Path.of("src/main/java/io/chartside/app");
    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^\\s*//.*$)");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern ASKED = Pattern.compile("Texts\\.(?:of|kept)\\(\\s*\"([^\"]+[^.\"])\"");
    private static final List<String> OF_AN_ERROR = List.of("", ".title", ".advice");

    static JavaWords read() throws IOException {
        Map<String, List<String>> literals = new LinkedHashMap<>();
        Set<String> asked = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String source = COMMENT.matcher(Files.readString(file)).replaceAll("");
                literals.put(SOURCES.relativize(file).toString(), groups(LITERAL, source));
                asked.addAll(groups(ASKED, source));
            }
        }
        return new JavaWords(literals, asked);
    }

    /** Whether a key stands in a source: as it is, as the two texts of an error, or as the beginning of several. */
    boolean has(String key) {
        return literals.values().stream()
                .flatMap(List::stream)
                .anyMatch(literal -> literal.endsWith(".") && literal.length() > 3 && key.startsWith(literal)
                        || OF_AN_ERROR.stream().anyMatch(end -> key.equals(literal + end)));
    }

    private static List<String> groups(Pattern pattern, String source) {
        List<String> found = new ArrayList<>();
        for (MatchResult match : pattern.matcher(source).results().toList()) {
            found.add(match.group(1));
        }
        return found;
    }
}
