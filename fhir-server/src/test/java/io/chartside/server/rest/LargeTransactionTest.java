package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** MH1: a transaction of thousands of entries is as many statements as one of a few, and above the limit it is refused. */
class LargeTransactionTest extends RestTest {

    @Test
    void statementsDoNotGrowWithTheEntries() {
        transaction(10);
        List<String> ofFifty = transaction(50);
        assertThat(ofFifty).hasSizeLessThan(12);
        assertThat(transaction(500)).isEqualTo(ofFifty);
        assertThat(transaction(5_000)).isEqualTo(ofFifty);
    }

    /** From the first label in a tenant on, every caller's sight is limited: what is written is still not looked for entry by entry. */
    @Test
    void whereSomethingIsLabelled_theyDoNotGrowEither() {
        String labelled = "{\"resourceType\":\"Observation\",\"meta\":{\"security\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"ETH\"}]},\"status\":\"final\","
                + "\"code\":{\"text\":\"rate\"}}";
        assertThat(post("/Observation", labelled).statusCode()).isEqualTo(201);
        String ids = UUID.randomUUID().toString();
        assertThat(transaction(50, ids)).hasSizeLessThan(12);
        assertThat(transaction(50, ids))
                .as("over what the first left under the same ids")
                .hasSizeLessThan(12);
    }

    private static List<String> transaction(int entries) {
        return transaction(entries, UUID.randomUUID().toString());
    }

    /** Creates, updates that create, and updates, which refer to each other. */
    private static List<String> transaction(int entries, String ids) {
        String urn = "urn:uuid:" + UUID.randomUUID();
        StringBuilder bundle = new StringBuilder(200 * entries)
                .append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"")
                .append(urn)
                .append("\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"" + ids + "\"},")
                .append("\"request\":{\"method\":\"PUT\",\"url\":\"Patient/" + ids + "\"}}");
        for (int i = 1; i < entries; i++) {
            boolean put = i % 2 == 0;
            String id = ids + "-" + i;
            bundle.append(",{\"resource\":{\"resourceType\":\"Observation\",")
                    .append(put ? "\"id\":\"" + id + "\"," : "")
                    .append("\"status\":\"final\",\"code\":{\"text\":\"rate\"},\"subject\":{\"reference\":\"")
                    .append(urn)
                    .append("\"}},\"request\":{\"method\":\"")
                    .append(put ? "PUT" : "POST")
                    .append("\",\"url\":\"Observation")
                    .append(put ? "/" + id : "")
                    .append("\"}}");
        }
        Queue<String> statements = CountedStatements.listen();
        HttpResponse<String> answer = post("", bundle.append("]}").toString());
        CountedStatements.stop();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("entry")).hasSize(entries);
        // What own search parameters there are is looked up by the clock, here ten times a second, whatever is written.
        // Nor does it count which lane of the audit is free.
        return statements.stream()
                .filter(sql -> !sql.contains("own_parameter") && !sql.contains("select lane, seq, hash"))
                .toList();
    }

    /** Whatever order they come in: two transactions that add to the same notes would else wait for each other. */
    @Test
    void notesThatAreAddedTo_areLockedTogether() {
        StringBuilder notes = new StringBuilder();
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String id = UUID.randomUUID().toString();
            notes.append(i == 0 ? "" : ",").append(composition(id, ""));
            added.append(i == 0 ? "" : ",")
                    .append(composition(
                            UUID.randomUUID().toString(),
                            "\"relatesTo\":[{\"code\":\"appends\",\"targetReference\":{\"reference\":\"Composition/"
                                    + id + "\"}}],"));
        }
        assertThat(locks(notes.toString())).as("what is written").isEqualTo(1);
        assertThat(locks(added.toString()))
                .as("what is written, and what it adds to")
                .isEqualTo(2);
    }

    private static String composition(String id, String more) {
        return "{\"resource\":{\"resourceType\":\"Composition\",\"id\":\"" + id + "\"," + more
                + "\"status\":\"final\",\"type\":{\"text\":\"Note\"},\"date\":\"2026-11-01\",\"title\":\"Note\","
                + "\"author\":[{\"display\":\"Dr. Elsewhere\"}]},\"request\":{\"method\":\"PUT\",\"url\":\"Composition/"
                + id
                + "\"}}";
    }

    private static long locks(String entries) {
        Queue<String> statements = CountedStatements.listen();
        HttpResponse<String> answer =
                post("", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}");
        CountedStatements.stop();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return statements.stream()
                .filter(sql -> sql.contains("pg_advisory_xact_lock(2"))
                .count();
    }

    @Test
    void aBundleWithMoreEntriesThanTheLimitIs413_whateverItsEntriesAre() {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" + "{},".repeat(5_000) + "{}]}";
        assertThat(bundle.length()).isLessThan(32 * 5_000);
        String longer = bundle.replace("{}", "{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}}");
        assertOutcome(post("", longer), 413);
        assertOutcome(post("", longer.replace("\"method\":\"GET\"", "\"methods\":[{\"x\":1},2]")), 413);
        assertThat(post(
                                "",
                                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\"Patient?_count=1\"}}]}")
                        .statusCode())
                .isEqualTo(200);
    }
}
