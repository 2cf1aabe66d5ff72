package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that want the same at the same moment, over HTTP: one resource, no lost update, no spurious error (R8). */
class RaceTest extends RestTest {
    private static final int CLIENTS = 24;

    /** One client's request. */
    private interface Attempt {
        HttpResponse<String> send(int client);
    }

    private static List<HttpResponse<String>> atOnce(int clients, Attempt attempt) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        CountDownLatch ready = new CountDownLatch(clients);
        try {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                answers.add(pool.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return attempt.send(client);
                }));
            }
            List<HttpResponse<String>> all = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    private static String encounter(String identifier, int client) {
        return """
                {"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"},
                 "identifier": [{"system": "urn:race", "value": "%s"}, {"system": "urn:client", "value": "%d"}]}
                """.formatted(identifier, client);
    }

    private static List<Integer> sorted(List<HttpResponse<String>> answers) {
        return answers.stream().map(HttpResponse::statusCode).sorted().toList();
    }

    private static List<Integer> oneCreated() {
        List<Integer> statuses = new ArrayList<>(Collections.nCopies(CLIENTS - 1, 200));
        statuses.add(201);
        return statuses;
    }

    @Test
    void racingConditionalCreates_makeOneResource() throws Exception {
        get("/metadata");
        List<HttpResponse<String>> answers = atOnce(
                CLIENTS,
                client -> send(request("/Encounter")
                        .header("Content-Type", FHIR_JSON)
                        .header("If-None-Exist", "identifier=urn:race|create")
                        .POST(HttpRequest.BodyPublishers.ofString(encounter("create", client)))));

        assertThat(sorted(answers)).isEqualTo(oneCreated());
        assertThat(answers.stream()
                        .map(answer -> json(answer).get("id").asText())
                        .distinct())
                .hasSize(1);
        assertThat(entries(json(get("/Encounter?identifier=urn:race%7Ccreate"))))
                .hasSize(1);
    }

    @Test
    void racingConditionalUpdates_makeOneResourceWithAVersionOfEach() throws Exception {
        List<HttpResponse<String>> answers =
                atOnce(CLIENTS, client -> put("/Encounter?identifier=urn:race%7Cupdate", encounter("update", client)));

        assertThat(sorted(answers)).isEqualTo(oneCreated());
        List<JsonNode> found = entries(json(get("/Encounter?identifier=urn:race%7Cupdate")));
        assertThat(found).hasSize(1);
        assertVersions(found.get(0).at("/resource/id").asText(), CLIENTS, CLIENTS);
    }

    @Test
    void racingPatchesUnderIfMatch_loseNothing() throws Exception {
        String id = created("Encounter", encounter("patch", 1_000));
        List<HttpResponse<String>> answers = atOnce(CLIENTS, client -> {
            while (true) {
                String seen =
                        get("/Encounter/" + id).headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> answer = patch(
                        "/Encounter/" + id,
                        "application/json-patch+json",
                        "[{\"op\": \"replace\", \"path\": \"/identifier/1/value\", \"value\": \"" + client + "\"}]",
                        "If-Match",
                        seen);
                if (answer.statusCode() != 412) {
                    return answer;
                }
            }
        });

        assertThat(sorted(answers)).containsOnly(200);
        assertVersions(id, CLIENTS + 1, CLIENTS);
    }

    /** Versions without gaps, and of each client exactly one. */
    private static void assertVersions(String id, int versions, int clients) {
        List<JsonNode> history = entries(json(get("/Encounter/" + id + "/_history?_count=100")));
        assertThat(history)
                .extracting(entry -> entry.at("/resource/meta/versionId").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, versions)
                        .map(i -> versions + 1 - i)
                        .boxed()
                        .toList());
        assertThat(history.subList(0, clients))
                .extracting(entry -> entry.at("/resource/identifier/1/value").asInt())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, clients).boxed().toList());
    }
}
