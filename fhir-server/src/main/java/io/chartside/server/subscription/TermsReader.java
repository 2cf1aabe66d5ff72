package io.chartside.server.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.subscription.Terms.Content;
import io.chartside.server.subscription.Terms.Form;
import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a Subscription resource; what it does not know, it refuses. Secrets are taken out of the resource as they are read. */
final class TermsReader {
    /** On {@code Subscription.channel}: {@code whsec_} and base64 of 24 to 64 bytes (Standard Webhooks 1.0.0). */
    static final String SECRET = ChartsideFhir.BASE + "StructureDefinition/webhook-secret";

    /** On {@code Subscription.channel}: {@code medscribealliance} sends events of that protocol instead of Bundles. */
    static final String FORM = ChartsideFhir.BASE + "StructureDefinition/webhook-form";

    static final String ALLIANCE = "medscribealliance";

    /** What stands in the resource where a secret stood. */
    static final String MASK = "***";

    private static final int MOST_HEADERS = 10;
    private static final Pattern HEADER = Pattern.compile("([A-Za-z][A-Za-z0-9-]{0,63}): ?([\\x20-\\x7e]{1,4096})");
    private static final Pattern FILTER = Pattern.compile("(?:([A-Z][A-Za-z]{1,63})(?:\\?|$))?(.{0,1000})");
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "content-length",
            "content-type",
            "connection",
            "transfer-encoding",
            "upgrade",
            "expect",
            "te",
            "trailer",
            "date",
            "via",
            "origin");
    private static final Set<String> EXTENSIONS_OF_CHANNEL =
            Set.of(Backport.HEARTBEAT, Backport.TIMEOUT, Backport.MAX_COUNT, SECRET, FORM);
    private static final int TIMEOUT_SECONDS = 10;

    private final ResourceSearch search;

    TermsReader(ResourceSearch search) {
        this.search = search;
    }

    /**
     * @param subscription whose secrets are masked by this
     * @param before what was asked for so far, whose secrets stand where the resource has the mask
     * @throws FhirRefusal 422
     */
    Terms read(ObjectNode subscription, Optional<Terms> before) {
        refuse(subscription.has("modifierExtension"), "No modifier extension is known here", "modifierExtension");
        Topic topic = topic(subscription);
        JsonNode channel = subscription.path("channel");
        refuse(
                !channel.path("type").asText().equals("rest-hook") || channel.has("_type"),
                "rest-hook is the one type of channel that is served",
                "channel.type");
        Set<String> extensions = new HashSet<>();
        for (JsonNode extension : channel.path("extension")) {
            String url = extension.path("url").asText();
            refuse(
                    !EXTENSIONS_OF_CHANNEL.contains(url) || !extensions.add(url),
                    "An extension of the channel is not known here, or stands there twice",
                    "channel.extension");
        }
        Form form = form(channel, topic);
        String endpoint = endpoint(channel).toString();
        boolean moved =
                before.filter(terms -> !terms.endpoint().equals(endpoint)).isPresent();
        refuse(
                moved && hasMask(channel),
                "The endpoint is another than before: give the secret and the values of the headers anew, not as "
                        + MASK + ". What one receiver was given is never sent to another",
                "channel.endpoint");
        return new Terms(
                topic.canonical(),
                filters(subscription, topic),
                endpoint,
                headers((ObjectNode) channel, before),
                secret((ObjectNode) channel, before, form),
                form,
                form == Form.ALLIANCE ? Content.EMPTY : content(channel),
                number(channel, Backport.HEARTBEAT, "valueUnsignedInt", 0, 0, 86_400),
                number(channel, Backport.TIMEOUT, "valueUnsignedInt", TIMEOUT_SECONDS, 1, 30),
                number(channel, Backport.MAX_COUNT, "valuePositiveInt", 1, 1, 100),
                end(subscription));
    }

    private static Topic topic(ObjectNode subscription) {
        return Topic.of(subscription.path("criteria").asText())
                .orElseThrow(() -> FhirRefusal.againstRule(
                        "criteria is the canonical URL of a topic (Subscriptions R5 Backport): "
                                + String.join(", ", Topic.canonicals())
                                + ". A search string is given as backport-filter-criteria of "
                                + Topic.RESOURCE_CHANGE.canonical(),
                        "Subscription.criteria"));
    }

    private static Form form(JsonNode channel, Topic topic) {
        boolean alliance = false;
        for (JsonNode extension : channel.path("extension")) {
            if (extension.path("url").asText().equals(FORM)) {
                refuse(
                        !extension.path("valueCode").asText().equals(ALLIANCE),
                        "webhook-form is " + ALLIANCE,
                        "channel.extension");
                alliance = true;
            }
        }
        boolean fits = topic == Topic.VISIT_SIGNED
                && channel.path("payload").asText().equals("application/json")
                && channel.path("extension").size() == 2;
        refuse(
                alliance && !fits,
                "Events of the MedScribeAlliance protocol are of the topic " + Topic.VISIT_SIGNED.canonical()
                        + ", with payload application/json and no extension but webhook-form and webhook-secret",
                "channel");
        return alliance ? Form.ALLIANCE : Form.FHIR;
    }

    private Map<String, List<String>> filters(ObjectNode subscription, Topic topic) {
        Map<String, List<String>> filters = new HashMap<>();
        for (JsonNode extension : subscription.path("_criteria").path("extension")) {
            refuse(
                    !extension.path("url").asText().equals(Backport.FILTER),
                    "An extension of criteria is not known here",
                    "criteria");
            var matcher = FILTER.matcher(extension.path("valueString").asText());
            refuse(!matcher.matches(), "A filter is Type?name=value", "criteria");
            String type = matcher.group(1) != null ? matcher.group(1) : topic.isOfNotes() ? "Composition" : "";
            refuse(
                    !topic.types().contains(type),
                    "A filter of this topic begins with one of its types: "
                            + String.join(", ", topic.types().stream().sorted().toList()),
                    "criteria");
            List<String> criteria = filters.computeIfAbsent(type, t -> new ArrayList<>());
            if (!matcher.group(2).isEmpty()) {
                criteria.add(matcher.group(2));
            }
        }
        refuse(
                !topic.isOfNotes() && filters.isEmpty(),
                "This topic needs a filter (backport-filter-criteria) for each type that is wanted: Type?name=value, or"
                        + " Type for all",
                "criteria");
        try {
            filters.forEach(search::requireTestable);
        } catch (SearchRefused e) {
            throw FhirRefusal.againstRule(
                    "A filter cannot be tested on a resource alone: " + e.getMessage(), "Subscription.criteria");
        }
        return filters;
    }

    private static URI endpoint(JsonNode channel) {
        try {
            URI endpoint = new URI(channel.path("endpoint").asText());
            boolean plain = endpoint.getHost() != null
                    && endpoint.getRawUserInfo() == null
                    && endpoint.getRawFragment() == null
                    && endpoint.getRawQuery() == null;
            if (plain) {
                return endpoint;
            }
        } catch (java.net.URISyntaxException e) {
            // Refused below.
        }
        throw FhirRefusal.againstRule(
                "The endpoint is an absolute address without user, query and fragment: what is secret belongs into a header",
                "Subscription.channel.endpoint");
    }

    private static boolean hasMask(JsonNode channel) {
        for (JsonNode header : channel.path("header")) {
            if (header.asText().endsWith(": " + MASK) || header.asText().endsWith(":" + MASK)) {
                return true;
            }
        }
        for (JsonNode extension : channel.path("extension")) {
            if (extension.path("url").asText().equals(SECRET)
                    && extension.path("valueString").asText().equals(MASK)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> headers(ObjectNode channel, Optional<Terms> before) {
        List<String> headers = new ArrayList<>();
        ArrayNode masked = channel.arrayNode();
        for (JsonNode given : channel.path("header")) {
            var matcher = HEADER.matcher(given.asText());
            refuse(!matcher.matches(), "A header is Name: value, in one line", "channel.header");
            String name = matcher.group(1);
            String lower = name.toLowerCase(Locale.ROOT);
            refuse(
                    OWN_HEADERS.contains(lower) || lower.startsWith("webhook-"),
                    "This header is the server's own",
                    "channel.header");
            if (matcher.group(2).equals(MASK)) {
                String prefix = name + ": ";
                headers.add(before.stream()
                        .flatMap(terms -> terms.headers().stream())
                        .filter(header -> header.startsWith(prefix))
                        .findFirst()
                        .orElseThrow(() -> refusal("A header has no value yet", "channel.header")));
            } else {
                headers.add(name + ": " + matcher.group(2));
            }
            masked.add(name + ": " + MASK);
        }
        refuse(headers.size() > MOST_HEADERS, "A channel has " + MOST_HEADERS + " headers at most", "channel.header");
        refuse(channel.has("_header"), "Headers have no extensions", "channel.header");
        if (!headers.isEmpty()) {
            channel.set("header", masked);
        }
        return headers;
    }

    private static String secret(ObjectNode channel, Optional<Terms> before, Form form) {
        for (JsonNode extension : channel.path("extension")) {
            if (extension.path("url").asText().equals(SECRET)) {
                String given = extension.path("valueString").asText();
                ((ObjectNode) extension).put("valueString", MASK);
                if (given.equals(MASK) && before.isPresent()) {
                    return before.get().secret();
                }
                return checked(given, form);
            }
        }
        throw refusal(
                "Notifications are signed: give the secret that they are signed with as the extension " + SECRET
                        + ", valueString: whsec_ and base64 of 24 to 64 random bytes (Standard Webhooks)",
                "channel.extension");
    }

    private static String checked(String given, Form form) {
        if (form == Form.ALLIANCE) {
            refuse(
                    !given.matches("[!-~]{24,128}"),
                    "The secret is 24 to 128 letters, digits and signs",
                    "channel.extension");
            return given;
        }
        try {
            int bytes = WebhookSignature.key(given).length;
            if (bytes >= 24 && bytes <= 64) {
                return given;
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw refusal("The secret is whsec_ and base64 of 24 to 64 bytes", "channel.extension");
    }

    private static Content content(JsonNode channel) {
        refuse(
                !channel.path("payload").asText().equals("application/fhir+json"),
                "The payload is application/fhir+json",
                "channel.payload");
        for (JsonNode extension : channel.path("_payload").path("extension")) {
            Optional<Content> content = Arrays.stream(Content.values())
                    .filter(known ->
                            known.code().equals(extension.path("valueCode").asText()))
                    .findFirst();
            if (extension.path("url").asText().equals(Backport.CONTENT) && content.isPresent()) {
                return content.get();
            }
        }
        throw refusal(
                "The payload says by the extension backport-payload-content what it holds: empty, id-only or full-resource",
                "channel.payload");
    }

    private static int number(JsonNode channel, String url, String value, int otherwise, int least, int most) {
        for (JsonNode extension : channel.path("extension")) {
            if (extension.path("url").asText().equals(url)) {
                int number = extension.path(value).asInt(-1);
                String name = url.substring(url.lastIndexOf('/') + 1);
                refuse(
                        number < least || number > most,
                        name + " is a " + value + " from " + least + " to " + most,
                        "channel.extension");
                return number;
            }
        }
        return otherwise;
    }

    private static long end(ObjectNode subscription) {
        if (!subscription.has("end")) {
            return Long.MAX_VALUE;
        }
        try {
            return OffsetDateTime.parse(subscription.path("end").asText())
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw refusal("end is an instant", "end");
        }
    }

    private static void refuse(boolean condition, String reason, String element) {
        if (condition) {
            throw refusal(reason, element);
        }
    }

    private static FhirRefusal refusal(String reason, String element) {
        return FhirRefusal.againstRule(reason, "Subscription." + element);
    }
}
