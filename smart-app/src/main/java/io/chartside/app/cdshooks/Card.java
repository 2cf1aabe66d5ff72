package io.chartside.app.cdshooks;

import io.chartside.app.launch.AppContext;
import io.chartside.app.words.Texts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One card (CDS Hooks 2.0, "Card Attributes"). Its words are the same for every patient.
 *
 * @param summary in fewer than 140 characters
 * @param detail Markdown
 * @param link what its link to the app is called
 */
record Card(
        UUID uuid,
        Kind kind,
        Indicator indicator,
        String summary,
        String detail,
        String link,
        AppContext context,
        Optional<Suggestion> suggestion) {

    /** What a card is about. */
    enum Kind {
        START(
                new Reason("not-wanted", "card.reason.not-wanted"),
                new Reason("no-consent", "card.reason.no-consent"),
                new Reason("written-elsewhere", "card.reason.written-elsewhere")),
        UNSIGNED(
                new Reason("later", "card.reason.later"),
                new Reason("another-signer", "card.reason.another-signer"),
                new Reason("written-elsewhere", "card.reason.written-elsewhere")),
        UNDOCUMENTED(
                new Reason("documented-elsewhere", "card.reason.documented-elsewhere"),
                new Reason("later", "card.reason.add-later"),
                new Reason("wrong", "card.reason.wrong"));

        private final List<Reason> reasons;

        Kind(Reason... reasons) {
            this.reasons = List.of(reasons);
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<Reason> reasons() {
            return reasons;
        }

        static Kind of(String code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no kind of card"));
        }
    }

    /**
     * Why a card was dismissed.
     *
     * @param text key of what the EHR shows
     */
    record Reason(String code, String text) {

        static final String SYSTEM = "https://chartside.io/fhir/CodeSystem/card-override-reason";
    }

    /** In increasing urgency. */
    enum Indicator {
        INFO,
        WARNING
    }

    /**
     * A change that the EHR may make for its user.
     *
     * @param resource to be created, as JSON
     */
    record Suggestion(UUID uuid, String label, String description, Map<String, Object> resource) {}

    private static final int SUMMARY_LIMIT = 140;

    Card {
        if (summary.length() >= SUMMARY_LIMIT) {
            throw new IllegalArgumentException("a summary has fewer than " + SUMMARY_LIMIT + " characters");
        }
    }

    /**
     * As it is sent.
     *
     * @param appUrl origin of the app, whose launch the link names
     */
    Map<String, Object> json(String appUrl) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid.toString());
        json.put("summary", summary);
        json.put("detail", detail);
        json.put("indicator", indicator.name().toLowerCase(Locale.ROOT));
        json.put("source", Map.of("label", "Chartside"));
        suggestion.ifPresent(one -> {
            json.put("suggestions", List.of(json(one)));
            json.put("selectionBehavior", "at-most-one");
        });
        json.put(
                "overrideReasons",
                kind.reasons().stream()
                        .map(reason -> Map.of(
                                "system", Reason.SYSTEM, "code", reason.code(), "display", Texts.of(reason.text())))
                        .toList());
        json.put(
                "links",
                List.of(Map.of(
                        "label", link, "url", appUrl + "/launch", "type", "smart", "appContext", context.text())));
        return json;
    }

    private static Map<String, Object> json(Suggestion suggestion) {
        Map<String, Object> action =
                Map.of("type", "create", "description", suggestion.description(), "resource", suggestion.resource());
        return Map.of("uuid", suggestion.uuid().toString(), "label", suggestion.label(), "actions", List.of(action));
    }

    @Override
    public String toString() {
        return "card " + kind;
    }
}
