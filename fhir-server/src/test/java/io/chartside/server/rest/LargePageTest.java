package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A page of large resources ends before it fills the memory, and goes on with the next. */
class LargePageTest extends RestTest {
    private static final int ATTACHMENT = 1_300_000;
    private static final int PAGE = 4 << 20;

    @Test
    void pagesOfLargeDocumentsAreShort_andTogetherHaveAll() {
        String patient = patient("Scans");
        Set<String> ids = new HashSet<>();
        Random random = new Random(5);
        byte[] scan = new byte[ATTACHMENT];
        for (int i = 0; i < 6; i++) {
            random.nextBytes(scan);
            ids.add(created("DocumentReference", document(patient, scan, i)));
        }
        ids.add(created("DocumentReference", document(patient, new byte[] {1}, 6)));
        for (String query : List.of(
                "/DocumentReference?patient=Patient/" + patient,
                "/DocumentReference?patient=Patient/" + patient + "&status=current",
                "/DocumentReference?patient=Patient/" + patient + "&_sort=_lastUpdated")) {
            List<JsonNode> all = pages(query);
            assertThat(all)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(PAGE + 10_000));
            List<String> shown = new ArrayList<>();
            all.forEach(page -> entries(page)
                    .forEach(entry -> shown.add(entry.at("/resource/id").asText())));
            assertThat(shown).as(query).hasSize(7).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aHistoryOfLargeVersionsGoesOnLikewise() {
        String patient = patient("Versions");
        byte[] scan = new byte[ATTACHMENT];
        String id = created("DocumentReference", document(patient, scan, 0));
        for (int i = 1; i < 5; i++) {
            new Random(i).nextBytes(scan);
            String body = document(patient, scan, i).replaceFirst("\\{", "{\"id\":\"" + id + "\",");
            assertThat(put("/DocumentReference/" + id, body).statusCode()).isEqualTo(200);
        }
        List<JsonNode> all = pages("/DocumentReference/" + id + "/_history");
        assertThat(all).hasSizeGreaterThan(1);
        List<String> versions = new ArrayList<>();
        all.forEach(page -> entries(page)
                .forEach(entry ->
                        versions.add(entry.at("/resource/meta/versionId").asText())));
        assertThat(versions).containsExactly("5", "4", "3", "2", "1");
    }

    private static List<JsonNode> pages(String address) {
        List<JsonNode> pages = new ArrayList<>();
        for (String next = address; next != null; ) {
            JsonNode page = json(get(next));
            pages.add(page);
            next = null;
            for (JsonNode link : page.path("link")) {
                if (link.get("relation").asText().equals("next")) {
                    next = link.get("url").asText();
                }
            }
        }
        return pages;
    }

    private static String document(String patient, byte[] scan, int day) {
        return "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"date\":\"2026-03-0" + (day + 1)
                + "T10:00:00Z\",\"subject\":{\"reference\":\"Patient/" + patient
                + "\"},\"content\":[{\"attachment\":{\"contentType\":\"application/pdf\",\"data\":\""
                + Base64.getEncoder().encodeToString(scan) + "\"}}]}";
    }
}
