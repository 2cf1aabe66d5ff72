package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A draft that is stored late is stored only if it rests on the transcript as it is; a letter, if its note is there. */
class CurrentTranscriptsTest extends RestTest {
    private static final String PARAMETERS = "{\"resourceType\":\"Parameters\",\"parameter\":["
            + "{\"name\":\"transcript\",\"valueString\":\"[doctor] What brings you in?\\n"
            + "[patient] My left knee has hurt for three days.\"}]}";

    @Autowired
    private Transactions transactions;

    private ObjectNode note;
    private ObjectNode provenance;
    private ObjectNode transcript;

    @BeforeEach
    void drafted() {
        String patient = created("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String visit = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                        + "{\"reference\":\"Patient/" + patient + "\"}}");
        assertStored(post("/Encounter/" + visit + "/$draft-note", PARAMETERS));
        // The transcript came with that one; this one is made of it as it stands.
        HttpResponse<String> draft = post("/Encounter/" + visit + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
        assertStored(draft);
        note = read("/Composition/" + json(draft).at("/entry/0/resource/id").asText());
        provenance =
                (ObjectNode) entries(json(get("/Provenance?target=Composition/"
                                + note.path("id").asText())))
                        .stream()
                        .map(entry -> entry.path("resource"))
                        .max(Comparator.comparing(one -> one.path("recorded").asText()))
                        .orElseThrow();
        transcript = (ObjectNode) entries(json(get("/DocumentReference?encounter=Encounter/" + visit
                        + "&type=https://chartside.io/fhir/CodeSystem/document-type%7Cvisit-transcript")))
                .get(0)
                .path("resource");
    }

    private static ObjectNode read(String path) {
        return (ObjectNode) json(get(path));
    }

    /** The same draft once more, as another process would store it that has made it at the same time. */
    private HttpResponse<String> late(JsonNode composition, JsonNode told, JsonNode... also) {
        List<JsonNode> written = new ArrayList<>(List.of(also));
        String old = "Composition/" + note.path("id").asText();
        String reference = "Composition/late-" + UUID.randomUUID();
        written.add(((ObjectNode) composition.deepCopy()).put("id", reference.substring(12)));
        ObjectNode renamed = (ObjectNode) tree(told.toString().replace(old, reference));
        written.add(renamed.put("id", "late-" + UUID.randomUUID()));
        return stored(written);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static HttpResponse<String> stored(List<JsonNode> resources) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        for (JsonNode resource : resources) {
            ObjectNode entry = bundle.withArray("entry").addObject();
            entry.set("resource", resource);
            entry.putObject("request")
                    .put("method", "PUT")
                    .put(
                            "url",
                            resource.path("resourceType").asText() + "/"
                                    + resource.path("id").asText());
        }
        return post("", bundle.toString());
    }

    private HttpResponse<String> late() {
        return late(note, provenance);
    }

    private void change() {
        String id = transcript.path("id").asText();
        HttpResponse<String> changed = put(
                "/DocumentReference/" + id,
                transcript
                        .deepCopy()
                        .put("description", UUID.randomUUID().toString())
                        .toString());
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertOutcome(answer, 409);
        assertThat(answer.body()).contains("draft again");
    }

    private static void assertStored(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void draftOfTheTranscriptAsItIs_isStored() {
        assertStored(late());
    }

    @Test
    void draftOfATranscriptThatWasChangedMeanwhile_isNotStored() {
        change();
        assertRefused(late());
    }

    @Test
    void draftOfATranscriptThatWasDeletedMeanwhile_isNotStored() {
        assertThat(delete("/DocumentReference/" + transcript.path("id").asText())
                        .statusCode())
                .isLessThan(300);
        assertRefused(late());
    }

    @Test
    void draftThatBringsItsTranscriptAlong_isStored() {
        change();
        assertStored(late(note, provenance, transcript.deepCopy().put("description", "brought along with its draft")));
    }

    @Test
    void whatIsNoNewDraft_isNotHeldAgainstTheTranscript() {
        change();
        ObjectNode edited = note.deepCopy().put("title", "Edited");
        assertStored(stored(List.of(edited, provenance)));
        ObjectNode human = note.deepCopy();
        human.remove(List.of("meta", "extension", "relatesTo"));
        HttpResponse<String> own = late(human, provenance);
        assertThat(own.statusCode()).as(own.body()).isNotEqualTo(409);
    }

    @Test
    void letter_isStoredWhileItsNoteIsThere_alsoWhenTheTranscriptHasChanged() {
        HttpResponse<String> made = post(
                "/" + note.at("/encounter/reference").asText() + "/$letter",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"Please see.\"}]}");
        assertStored(made);
        String of = "Composition/" + note.path("id").asText();
        note = (ObjectNode) json(made).at("/entry/0/resource");
        provenance = (ObjectNode) entries(json(
                        get("/Provenance?target=Composition/" + note.path("id").asText())))
                .get(0)
                .path("resource");
        change();
        assertStored(late());
        assertThat(delete("/" + of).statusCode()).isLessThan(300);
        assertRefused(late());
    }

    /** Transcript and draft lock the transcript: whichever comes first, nothing is stored that rests on what is gone. */
    @RepeatedTest(4)
    void draftAndChangeAtOnce_areOneAfterTheOther() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<HttpResponse<String>> draft = CompletableFuture.supplyAsync(() -> {
            await(together);
            return late();
        });
        await(together);
        change();
        HttpResponse<String> answer = draft.get(60, TimeUnit.SECONDS);
        if (answer.statusCode() == 200) {
            String made = json(answer).at("/entry/0/response/lastModified").asText();
            String changed = read("/DocumentReference/" + transcript.path("id").asText())
                    .at("/meta/lastUpdated")
                    .asText();
            assertThat(Instant.parse(made)).isBeforeOrEqualTo(Instant.parse(changed));
        } else {
            assertRefused(answer);
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void draftWithoutATimeOfItsMaking_isRefused_andNotTakenForACurrentOne() {
        change();
        ObjectNode timeless = provenance.deepCopy().put("recorded", "some time ago");
        assertThat(late(note, timeless).statusCode()).isBetween(400, 422);
    }

    /** Neither of the transcript nor of the note that a letter is made of. */
    @Test
    void whoDoesNotSeeASource_isNotToldWhetherItIsThere() {
        String made = "DocumentReference/" + transcript.path("id").asText();
        String there = told(made);
        assertThat(there).startsWith("403 The access token does not reach what this draft is made of");
        assertThat(told("DocumentReference/not-there")).isEqualTo(there);
        change();
        assertThat(told(made)).isEqualTo(there);
        assertThat(told("Composition/not-there/_history/1")).isEqualTo(there);
        assertThat(told("Composition/" + note.path("id").asText() + "/_history/1"))
                .isEqualTo(there);
    }

    /** What somebody is told who may store drafts and read neither notes nor documents. */
    private String told(String source) {
        ObjectNode named = provenance.deepCopy();
        named.remove(List.of("id", "meta"));
        named.putArray("entity")
                .addObject()
                .put("role", "source")
                .putObject("what")
                .put("reference", source);
        ObjectNode draft = note.deepCopy();
        draft.remove("id");
        String full = "urn:uuid:" + UUID.randomUUID();
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        for (JsonNode resource : List.of(
                draft,
                tree(named.toString().replace("Composition/" + note.path("id").asText() + "\"", full + "\"")))) {
            ObjectNode entry = bundle.withArray("entry").addObject();
            entry.put("fullUrl", resource == draft ? full : "urn:uuid:" + UUID.randomUUID());
            entry.set("resource", resource);
            entry.putObject("request")
                    .put("method", "POST")
                    .put("url", resource.path("resourceType").asText());
        }
        RequestContext unseeing = new RequestContext(
                new Caller(
                        new TenantId("demo"),
                        "demo-practitioner-1",
                        "chartside-app",
                        "token-1",
                        Scopes.parse("user/Composition.c user/Provenance.c drafts"),
                        Optional.of("Practitioner/demo-practitioner-1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Instant.now())),
                new Origin("sources-test", "127.0.0.1", BASE));
        try {
            transactions.execute(
                    unseeing, FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, bundle.toString()));
            return "done";
        } catch (FhirRefusal refused) {
            return refused.status() + " " + refused.getMessage();
        }
    }
}
