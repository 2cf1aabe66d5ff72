package io.chartside.app.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code fhirContext} (SMART App Launch 2.2, "{@code fhirContext}"): what else the launch is about.
 *
 * @param reference relative, such as {@code DocumentReference/12}
 * @param canonical absolute address of a definition, such as a Questionnaire
 * @param identifier {@code system|value}
 * @param type FHIR type of what is meant
 * @param role {@code launch}, or an absolute URI
 */
public record ContextItem(
        Optional<String> reference,
        Optional<String> canonical,
        Optional<String> identifier,
        Optional<String> type,
        String role) {

    /** What the launch itself is about. */
    public static final String LAUNCH = "launch";

    private static final int MOST = 50;
    private static final int LONGEST = 500;
    private static final Pattern RELATIVE = Pattern.compile("([A-Z][A-Za-z]{1,60})/[A-Za-z0-9\\-.]{1,64}");

    /** The entries of a token answer that are as the specification wants them; others name nothing and are left out. */
    static List<ContextItem> of(ObjectNode answer) {
        List<ContextItem> items = new ArrayList<>();
        for (JsonNode entry : answer.path("fhirContext")) {
            if (entry instanceof ObjectNode object && items.size() < MOST) {
                of(object, items);
            }
        }
        return items;
    }

    private static void of(ObjectNode entry, List<ContextItem> items) {
        boolean emptyRole = entry.has("role") && text(entry, "role").isEmpty();
        Optional<String> reference = text(entry, "reference");
        Optional<Matcher> relative = reference.map(RELATIVE::matcher).filter(Matcher::matches);
        // Patient and Encounter have parameters of their own, which alone are believed.
        boolean unwanted = reference.isPresent()
                && relative.filter(found -> !List.of("Patient", "Encounter").contains(found.group(1)))
                        .isEmpty();
        ContextItem item = new ContextItem(
                reference,
                text(entry, "canonical"),
                entry.get("identifier") instanceof ObjectNode identifier
                        ? text(identifier, "value")
                                .map(value -> text(identifier, "system").orElse("") + "|" + value)
                        : Optional.empty(),
                text(entry, "type").or(() -> relative.map(found -> found.group(1))),
                text(entry, "role").orElse(LAUNCH));
        boolean named = reference.isPresent()
                || item.canonical().isPresent()
                || item.identifier().isPresent();
        if (named && !unwanted && !emptyRole) {
            items.add(item);
        }
    }

    private static Optional<String> text(ObjectNode object, String key) {
        return Json.text(object, key).filter(value -> value.length() <= LONGEST);
    }

    /** Says what kind of thing it is, not which one. */
    @Override
    public String toString() {
        return "context of type " + type.orElse("unknown");
    }
}
