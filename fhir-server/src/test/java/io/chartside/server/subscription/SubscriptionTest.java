package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.json.JsonTree;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.rest.SubscriptionReceiver.Received;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.UnitOfWork.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is signed or changed arrives: all of it, in order, signed, through failures of either side (R11). */
class SubscriptionTest extends SubscriptionTester {
    @Autowired
    private ResourceStore store;

    private static void assertSigned(Received one) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        mac.update((one.header("webhook-id") + "." + one.header("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(one.header("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(one.body())));
        assertThat(one.header("webhook-timestamp")).matches("\\d{10}");
    }

    private static void observe(String id, String patient, int value) {
        String body = "{\"resourceType\":\"Observation\",\"id\":\"" + id
                + "\",\"status\":\"final\",\"code\":{\"text\":\"n\"}," + "\"valueInteger\":" + value
                + ",\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
        assertThat(call("PUT", "/Observation/" + id, body).statusCode()).isIn(200, 201);
    }

    @Test
    void signedVisit_arrivesSignedWithItsDocument_afterTheHandshake() throws Exception {
        SubscriptionReceiver receiver = receiver();
        String id = subscribed(receiver, Topic.VISIT_SIGNED, "full-resource");
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("requested");
        deliver();
        Received handshake = receiver.received().get(0);
        assertThat(handshake.parameter("type")).isEqualTo("handshake");
        assertThat(handshake.header("Authorization")).isEqualTo("Bearer of-the-receiver");
        assertSigned(handshake);
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("active");

        String patient = newPatient("Signed");
        String encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        String note = made(
                "Composition",
                composition(patient, "preliminary", ",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}"));
        deliver();
        assertThat(receiver.events()).isEmpty();
        String signed = composition(
                patient,
                "final",
                ",\"id\":\"" + note + "\",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}");
        assertThat(call("PUT", "/Composition/" + note, signed).statusCode()).isEqualTo(200);
        putNote(note, patient, "final"); // Once more, as after a change of its meta: signed already.
        deliver();

        assertThat(receiver.events()).containsExactly("1 Composition/" + note);
        Received event = receiver.taken().get(0);
        assertSigned(event);
        JsonNode bundle = event.json();
        assertThat(bundle.path("type").asText()).isEqualTo("history");
        assertThat(bundle.at("/meta/profile/0").asText()).isEqualTo(Backport.NOTIFICATION);
        assertThat(bundle.at("/entry/0/resource/meta/profile/0").asText()).isEqualTo(Backport.STATUS);
        assertThat(event.parameter("events-since-subscription-start")).isEqualTo("1");
        assertThat(entries(bundle))
                .extracting(entry -> entry.at("/resource/resourceType").asText())
                .containsExactly("Parameters", "Composition", "Patient", "Encounter");
        assertThat(bundle.at("/entry/1/resource/meta/versionId").asText()).isEqualTo("2");

        JsonNode status = read("/Subscription/" + id + "/$status");
        assertThat(status.at("/entry/0/resource/parameter").toString()).contains("query-status", "active");
        assertThat(read("/Subscription/$status?id=" + id + "&status=active").path("entry"))
                .hasSize(1);

        List<JsonNode> disclosures = entries(read("/AuditEvent?subtype=disclose&patient=" + patient));
        assertThat(disclosures).hasSize(1);
        assertThat(disclosures.get(0).toString())
                .contains("Composition/" + note + "/_history/2", "subscriber", "127.0.0.1", "PrivacyDisclosure.Source");
    }

    @Test
    void amendedNote_isTheOtherTopics() {
        SubscriptionReceiver receiver = receiver();
        String patient = newPatient("Amended");
        subscribed(receiver, Topic.NOTE_AMENDED, "id-only", "patient=Patient/" + patient);
        deliver();
        String note = made("Composition", composition(patient, "final", ""));
        putNote(note, patient, "amended");
        String other = newPatient("Another");
        putNote(made("Composition", composition(other, "final", "")), other, "amended");
        putNote(note, patient, "entered-in-error");
        putNote(note, patient, "entered-in-error"); // Once more: void already.
        putNote(made("Composition", composition(patient, "preliminary", "")), patient, "entered-in-error");
        deliver();

        assertThat(receiver.events())
                .as("amended, then withdrawn; of a draft that was dropped nothing")
                .containsExactly("1 Composition/" + note, "2 Composition/" + note);
    }

    @Test
    void payload_isWhatWasAskedFor_andChangesKeepTheirFilter() {
        Map<String, SubscriptionReceiver> byContent = new HashMap<>();
        String patient = newPatient("Payload");
        for (String content : List.of("empty", "id-only", "full-resource")) {
            byContent.put(content, receiver());
            subscribed(
                    byContent.get(content),
                    Topic.RESOURCE_CHANGE,
                    content,
                    "Condition?patient=Patient/" + patient,
                    "Condition?clinical-status=active");
        }
        SubscriptionReceiver all = receiver();
        subscribed(all, Topic.RESOURCE_CHANGE, "id-only", "Condition");
        deliver();
        String condition =
                "{\"resourceType\":\"Condition\",\"code\":{\"text\":\"Cough\"},\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"%s\"}]},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}";
        String active = made("Condition", condition.formatted("active"));
        made("Condition", condition.formatted("resolved"));
        assertThat(call("DELETE", "/Condition/" + active, null).statusCode()).isEqualTo(204);
        deliver();

        assertThat(byContent.get("empty").events()).containsExactly("1");
        Received empty = byContent.get("empty").taken().get(0);
        assertThat(new String(empty.body(), StandardCharsets.UTF_8))
                .doesNotContain("Condition/")
                .doesNotContain(patient);
        JsonNode idOnly = byContent.get("id-only").taken().get(0).json();
        assertThat(byContent.get("id-only").events()).containsExactly("1 Condition/" + active);
        assertThat(idOnly.at("/entry/1").has("resource")).isFalse();
        assertThat(idOnly.at("/entry/1/request/method").asText()).isEqualTo("POST");
        assertThat(byContent
                        .get("full-resource")
                        .taken()
                        .get(0)
                        .json()
                        .at("/entry/1/resource/code/text")
                        .asText())
                .isEqualTo("Cough");
        assertThat(all.events()).hasSize(3).last().isEqualTo("3 Condition/" + active);
        assertThat(all.taken().get(2).json().at("/entry/1/request/method").asText())
                .isEqualTo("DELETE");
    }

    @Test
    void receiverThatIsDownAndSlowAndFails_getsEverythingInOrder_withTheSameNumbersAndIds() {
        follow("Retried", "Observation", "id-only");
        receiver.answers(any -> 503);
        for (int i = 0; i < 5; i++) {
            observe("retried", patient, i);
        }
        deliver();
        assertThat(receiver.received()).hasSize(2);
        deliver();
        assertThat(receiver.received()).as("nothing before the pause is over").hasSize(2);
        deliver(Duration.ofSeconds(2));
        deliver(Duration.ofSeconds(10));
        assertThat(receiver.received()).hasSize(4);
        receiver.answers(any -> 200);
        deliver(Duration.ofMinutes(10));

        assertThat(receiver.events())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 5)
                        .mapToObj(n -> n + " Observation/retried")
                        .toList());
        assertThat(receiver.received().subList(1, 5))
                .extracting(one -> one.header("webhook-id"))
                .containsOnly(receiver.taken().get(0).header("webhook-id"));
        assertThat(receiver.taken()).extracting(one -> one.header("webhook-id")).doesNotHaveDuplicates();
    }

    @Test
    void receiverThatFailsForTooLong_isInError_andGoesOnWhereItWas_whenItIsAskedForAnew() {
        follow("Failing", "Observation", "id-only");
        receiver.answers(any -> 500);
        observe("failing", patient, 1);
        deliver();
        deliver(Duration.ofHours(25));
        JsonNode failed = read("/Subscription/" + id);
        assertThat(failed.path("status").asText()).isEqualTo("error");
        assertThat(failed.path("error").asText()).isEqualTo("the receiver answered 500");
        int before = receiver.received().size();
        observe("failing", patient, 2);
        deliver(Duration.ofHours(26));
        assertThat(receiver.received()).hasSize(before);

        receiver.answers(any -> 200);
        assertThat(failed.toString()).contains("\"valueString\":\"***\"", "Authorization: ***");
        assertOk(call(
                "PUT",
                "/Subscription/" + id,
                failed.toString().replace("\"status\":\"error\"", "\"status\":\"requested\"")));
        deliver(Duration.ofHours(26));
        assertThat(receiver.events()).containsExactly("1 Observation/failing", "2 Observation/failing");
        assertThat(receiver.taken().get(0).header("Authorization")).isEqualTo("Bearer of-the-receiver");
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("active");
        receiver.answers(any -> 410);
        observe("failing", patient, 3);
        deliver(Duration.ofHours(26));
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("error");
    }

    /** R11: order of each resource, whoever writes and however many processes deliver. */
    @Test
    void versionsOfEachResource_comeInOrder_underConcurrentWritersAndSeveralDeliverers() throws Exception {
        SubscriptionReceiver receiver = receiver();
        String patient = newPatient("Ordered");
        subscribed(subscription(
                receiver,
                Topic.RESOURCE_CHANGE,
                "full-resource",
                List.of("Observation?patient=Patient/" + patient),
                maxCount(7)));
        deliver();
        Random flaky = new Random(20260304);
        receiver.answers(any -> {
            synchronized (flaky) {
                return flaky.nextInt(4) == 0 ? 500 : 200;
            }
        });
        int writers = 4;
        int each = 25;
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
        List<Future<?>> deliverers = new ArrayList<>();
        for (int d = 0; d < 2; d++) {
            deliverers.add(pool.submit(() -> {
                while (!over.get()) {
                    deliveries.step(SUBSCRIBED_ID, Instant.now().plus(Duration.ofHours(1)));
                }
            }));
        }
        List<Future<?>> writing = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            Random random = new Random(w);
            writing.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    observe("ordered-" + random.nextInt(3), patient, i);
                }
            }));
        }
        for (Future<?> one : writing) {
            one.get();
        }
        over.set(true);
        for (Future<?> one : deliverers) {
            one.get();
        }
        pool.shutdown();
        receiver.answers(any -> 200);
        deliver(Duration.ofHours(2));

        Map<String, List<Integer>> versions = new HashMap<>();
        List<Long> numbers = new ArrayList<>();
        for (Received one : receiver.taken()) {
            assertThat(one.events()).hasSizeLessThanOrEqualTo(7);
            one.events().forEach(event -> numbers.add(Long.parseLong(event.split(" ")[0])));
            for (JsonNode entry :
                    entries(one.json()).subList(1, entries(one.json()).size())) {
                versions.computeIfAbsent(entry.at("/resource/id").asText(), key -> new ArrayList<>())
                        .add(entry.at("/resource/meta/versionId").asInt());
            }
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSize(writers * each);
        versions.forEach((resource, told) -> assertThat(told)
                .as(resource)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, told.size()).boxed().toList()));
    }

    /** A transaction that has its number before the one that it waits for. */
    @Test
    void versionWrittenByAnOlderTransaction_isToldAfterTheOneItOvertook() {
        SubscriptionReceiver receiver = receiver();
        String patient = newPatient("Overtaken");
        observe("overtaken", patient, 1);
        subscribed(receiver, Topic.RESOURCE_CHANGE, "full-resource", "Observation?patient=Patient/" + patient);
        deliver();
        Key key = new Key("Observation", "overtaken");
        store.write(SUBSCRIBED_ID, unit -> {
            unit.beside(
                    session -> session.query("select pg_current_xact_id()::text", List.of(), row -> row.getString(1)));
            CompletableFuture.runAsync(() -> observe("overtaken", patient, 2)).join();
            var tree = JsonTree.ofStored(unit.lock(List.of(key)).get(0).json());
            tree.put("valueInteger", 3);
            return unit.apply(List.of(new Change.Put("Observation", "overtaken", tree, false, OptionalLong.empty())));
        });
        observe("overtaken", patient, 4);
        deliver();

        assertThat(receiver.taken())
                .extracting(
                        one -> one.json().at("/entry/1/resource/valueInteger").asInt())
                .containsSubsequence(2, 3, 4);
        assertThat(receiver.taken().stream()
                        .map(one -> one.json()
                                .at("/entry/1/resource/meta/versionId")
                                .asInt())
                        .filter(version -> version > 1))
                .containsExactly(2, 3, 4);
    }

    @Test
    void processThatDiesBetweenSendingAndCommit_losesNothing() {
        follow("Interrupted", "Observation", "id-only");
        observe("interrupted", patient, 1);
        AtomicBoolean once = new AtomicBoolean();
        receiver.answers(any -> {
            if (once.compareAndSet(false, true)) {
                // Another process takes over while the answer is under way: this one's commit comes to nothing.
                deliveries.step(SUBSCRIBED_ID, Instant.now().plus(Duration.ofMinutes(2)));
            }
            return 200;
        });
        deliver();
        observe("interrupted", patient, 2);
        deliver(Duration.ofMinutes(5));

        assertThat(receiver.events())
                .containsExactly("1 Observation/interrupted", "1 Observation/interrupted", "2 Observation/interrupted");
        assertThat(entries(read("/AuditEvent?subtype=disclose&patient=" + patient)))
                .hasSize(2);
    }

    @Test
    void heartbeatComesWhenNothingElseDoes_andTheEndEndsIt() {
        SubscriptionReceiver receiver = receiver();
        String extensions = ",{\"url\":\"" + Backport.HEARTBEAT + "\",\"valueUnsignedInt\":60}";
        String body = subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), extensions)
                .replace("\"reason\"", "\"end\": \"" + Instant.now().plus(Duration.ofHours(1)) + "\", \"reason\"");
        String id = subscribed(body);
        deliver();
        deliver(Duration.ofSeconds(30));
        deliver(Duration.ofSeconds(61));
        assertThat(receiver.received())
                .extracting(one -> one.parameter("type"))
                .containsExactly("handshake", "heartbeat");
        deliver(Duration.ofHours(2));
        assertThat(receiver.received()).hasSize(2);
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("off");
    }

    @Test
    void eventsAreToldAgainByTheirNumbers() {
        follow("Again", "Observation", "empty");
        for (int i = 1; i <= 4; i++) {
            observe("again-" + i, patient, i);
        }
        deliver();

        JsonNode again =
                read("/Subscription/" + id + "/$events?eventsSinceNumber=2&eventsUntilNumber=3&content=full-resource");
        assertThat(again.at("/entry/0/resource/parameter").toString()).contains("query-event");
        assertThat(entries(again))
                .extracting(entry -> entry.at("/resource/id").asText())
                .contains("again-2", "again-3")
                .doesNotContain("again-1", "again-4");
        assertThat(read("/Subscription/" + id + "/$events").toString())
                .contains("\"event-number\",\"valueString\":\"4\"")
                .doesNotContain("again-4");
        assertOutcome(call("GET", "/Subscription/" + id + "/$events?sinceForever=1", null), 400);
    }
}
