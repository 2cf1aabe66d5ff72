package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.StoredResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Webhooks of the MedScribeAlliance protocol as the Subscriptions that they are here: one outbox, one set of rights. Of the
 * protocol's events there is {@code session.completed}, when the visit's note is signed.
 */
final class AllianceWebhooks {
    static final String COMPLETED = "session.completed";
    private static final String PREFIX = "wh_";

    private final Writings writings;
    private final Readings readings;
    private final FhirContext fhir;

    AllianceWebhooks(Writings writings, Readings readings, FhirContext fhir) {
        this.writings = writings;
        this.readings = readings;
        this.fhir = fhir;
    }

    /** @throws FhirRefusal 400, 403 or 422 */
    ObjectNode register(RequestContext context, ObjectNode asked) {
        for (String field : List.of("url", "secret")) {
            if (!asked.path(field).isTextual()) {
                throw FhirRefusal.malformed("url and secret are required: what is sent is signed");
            }
        }
        boolean known = asked.path("events").isArray() && !asked.path("events").isEmpty();
        for (JsonNode event : asked.path("events")) {
            known &= event.asText().equals(COMPLETED);
        }
        if (!known || asked.size() > 3) {
            throw FhirRefusal.malformed(
                    "The one event that is sent is " + COMPLETED + "; fields are url, events, secret");
        }
        ObjectNode subscription = JsonTree.object();
        subscription.put("resourceType", "Subscription");
        subscription.put("status", "requested");
        subscription.put("reason", "Webhook of the MedScribeAlliance protocol");
        subscription.put("criteria", Topic.VISIT_SIGNED.canonical());
        ObjectNode channel = subscription.putObject("channel");
        channel.put("type", "rest-hook");
        channel.put("endpoint", asked.path("url").asText());
        channel.put("payload", "application/json");
        channel.putArray("extension")
                .add(extension(TermsReader.FORM, "valueCode", TermsReader.ALLIANCE))
                .add(extension(
                        TermsReader.SECRET, "valueString", asked.path("secret").asText()));
        WriteEntry entry = WriteEntry.create(ResourceJson.of(fhir, subscription), Optional.empty());
        StoredResource stored = writings.write(context, List.of(entry), Map.of())
                .get(0)
                .stored()
                .orElseThrow();
        return told(stored);
    }

    private static ObjectNode extension(String url, String value, String text) {
        return JsonTree.object().put("url", url).put(value, text);
    }

    List<ObjectNode> all(RequestContext context) {
        SearchRequest request = new SearchRequest(
                "Subscription",
                Map.of("payload", List.of("application/json"), "_count", List.of("1000")),
                false,
                "webhooks");
        List<ObjectNode> all = new ArrayList<>();
        for (StoredResource stored : readings.search(
                        context, request, "GET " + context.origin().base() + "/medscribealliance/webhooks")
                .matches()) {
            all.add(told(stored));
        }
        return all;
    }

    /** @throws FhirRefusal 404 when there is none that the caller sees */
    void remove(RequestContext context, String webhook) {
        String id = webhook.startsWith(PREFIX) ? webhook.substring(PREFIX.length()) : "";
        if (!id.matches("[A-Za-z0-9.-]{1,64}")) {
            throw FhirRefusal.notFound("There is no such webhook");
        }
        readings.require(context, Interaction.DELETE, "Subscription");
        StoredResource found = readings.current(context, "Subscription", id);
        if (!isOurs(found)) {
            throw FhirRefusal.notFound("There is no such webhook");
        }
        writings.write(
                context,
                List.of(WriteEntry.delete("Subscription", Optional.of(id), Optional.empty(), OptionalLong.empty())),
                Map.of());
    }

    private static boolean isOurs(StoredResource subscription) {
        return JsonTree.ofStored(subscription.json()).toString().contains(TermsReader.FORM);
    }

    private static ObjectNode told(StoredResource stored) {
        JsonNode subscription = JsonTree.ofStored(stored.json());
        String status = subscription.path("status").asText();
        ObjectNode webhook = JsonTree.object();
        webhook.put("webhook_id", PREFIX + stored.id());
        webhook.put("url", subscription.at("/channel/endpoint").asText());
        webhook.putArray("events").add(COMPLETED);
        // The protocol has no handshake: what was asked for counts.
        webhook.put("status", status.equals("requested") ? "active" : status);
        webhook.put("created_at", stored.lastUpdated().toString());
        return webhook;
    }
}
