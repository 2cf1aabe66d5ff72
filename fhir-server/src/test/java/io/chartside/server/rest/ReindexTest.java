package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.command.ReindexCommand;
import io.chartside.server.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A tenant's own SearchParameter: refused until all is indexed, complete from then on. */
class ReindexTest extends RestTest {
    private static HttpResponse<String> sent(String path, String json) {
        return send(request(OTHER + path)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    private static String stored(String type, String json) {
        HttpResponse<String> response = sent("/" + type, json);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    private static String parameter(String code, String type, String expression) {
        return stored(
                "SearchParameter",
                "{'resourceType':'SearchParameter','url':'http://own/" + code + "','name':'x','status':'active',"
                        + "'description':'x','code':'" + code + "','base':['Patient'],'type':'" + type
                        + "','expression':'" + expression.replace("'", "\\u0027") + "'}");
    }

    private static String patientWithEyes(String color) {
        return stored(
                "Patient",
                "{'resourceType':'Patient','extension':[{'url':'http://own/eyes','valueCode':'" + color + "'}]}");
    }

    private static List<String> found(String query) {
        List<String> ids = new ArrayList<>();
        String next = OTHER + "/Patient?" + query;
        while (next != null) {
            JsonNode bundle = json(send(request(next)));
            entries(bundle).forEach(entry -> ids.add(entry.at("/resource/id").asText()));
            next = null;
            for (JsonNode link : bundle.path("link")) {
                next = link.get("relation").asText().equals("next")
                        ? link.get("url").asText()
                        : next;
            }
        }
        return ids;
    }

    private static void awaitReady(String query) {
        await("it is indexed")
                .atMost(Duration.ofSeconds(60))
                .until(() -> send(request(OTHER + "/Patient?" + query)).statusCode() != 400);
    }

    @Test
    void ownParameter_isRefusedUntilIndexed_andThenFindsAll_writtenBeforeMeanwhileAndAfter() throws Exception {
        String before = patientWithEyes("green");
        String brown = patientWithEyes("brown");
        String id = parameter("eyes", "token", "Patient.extension.where(url = 'http://own/eyes').value");
        assertOutcome(send(request(OTHER + "/Patient?eyes=green")), 400);
        assertThat(send(request(OTHER + "/metadata")).body()).doesNotContain("\"name\":\"eyes\"");
        AtomicBoolean stop = new AtomicBoolean();
        List<String> meanwhile = new ArrayList<>();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Future<?> writing = writer.submit(() -> {
            while (!stop.get() || meanwhile.isEmpty()) {
                meanwhile.add(patientWithEyes("green"));
            }
        });

        assertThat(sent("/SearchParameter/" + id + "/$reindex", "").statusCode())
                .isEqualTo(202);
        assertOutcome(send(request(OTHER + "/Patient?eyes=green")), 400);
        awaitReady("eyes=green&_count=1");
        stop.set(true);
        writing.get();
        writer.shutdown();

        List<String> expected = new ArrayList<>(meanwhile);
        expected.add(before);
        assertThat(found("eyes=green&_count=50")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found("eyes=brown")).containsExactly(brown);
        assertThat(found("eyes:not=green")).contains(brown).doesNotContain(before);
        assertThat(found("eyes=green&_id=" + before)).containsExactly(before);
        assertThat(found("eyes=green&_id=" + brown)).isEmpty();
        String visit = stored(
                "Encounter",
                "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/"
                        + brown + "'}}");
        JsonNode visits = json(send(request(OTHER + "/Encounter?subject.eyes=brown")));
        assertThat(entries(visits))
                .extracting(entry -> entry.at("/resource/id").asText())
                .containsExactly(visit);
        assertThat(found("eyes:missing=true&_id=" + brown)).isEmpty();
        assertThat(found("eyes:missing=false&_id=" + brown)).containsExactly(brown);
        assertThat(found("eyes:missing=false&_sort=eyes&_count=50").get(0)).isEqualTo(brown);
        assertThat(found("eyes:missing=false&_sort=-eyes&_count=50"))
                .hasSize(expected.size() + 1)
                .endsWith(brown);
        assertOutcome(send(request(OTHER + "/Patient?eyes:missing=1")), 400);
        assertThat(send(request(OTHER + "/metadata")).body()).contains("\"name\":\"eyes\"");
        assertThat(get("/metadata").body()).doesNotContain("\"name\":\"eyes\"");
    }

    private static HttpResponse<String> reindex(String scope) {
        return send(request(OTHER + "/$reindex", scope)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\"}")));
    }

    /** All rows are labelled already: there is nothing to do, and it says so. */
    @Test
    void reindexOfTheTenant_answersWhenItIsDone_toWhomMayGoThroughAllRows() {
        HttpResponse<String> done = reindex("rotate-keys");

        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(json(done).at("/parameter/0/name").asText()).isEqualTo("labelled");
        assertThat(json(done).at("/parameter/0/valueString").asText()).isEqualTo("0");
        assertThat(reindex("system/*.cruds").statusCode()).isEqualTo(403);
    }

    @Test
    void command_hasTheRunningServerDoIt() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] arguments = {
            "--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString()
        };
        int exitCode = ReindexCommand.run(arguments, new PrintStream(out), new PrintStream(out));

        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(out.toString()).contains("0 rows had other labels than their resources");
        assertThat(ReindexCommand.run(new String[] {"anew"}, new PrintStream(out), new PrintStream(out)))
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeIndexed_isRefused() {
        assertOutcome(
                sent("/SearchParameter/" + parameter("gender", "token", "Patient.gender") + "/$reindex", ""), 422);
        assertOutcome(
                sent(
                        "/SearchParameter/" + parameter("odd", "token", "Patient.name.select(family + 'x')")
                                + "/$reindex",
                        ""),
                422);
        assertOutcome(send(request(OTHER + "/Patient?odd=1")), 400);
    }
}
