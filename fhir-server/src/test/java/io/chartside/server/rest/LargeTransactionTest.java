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

    /** Creates, updates that create, and updates, which refer to each other. */
    private static List<String> transaction(int entries) {
        String urn = "urn:uuid:" + UUID.randomUUID();
        String ids = UUID.randomUUID().toString();
        StringBuilder bundle = new StringBuilder(200 * entries)
                .append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"")
                .append(urn)
                .append(
                        "\",\"resource\":{\"resourceType\":\"Patient\"},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}");
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
