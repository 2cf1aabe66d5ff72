package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories tell a token of granular scopes neither of what it does not see, nor how much of that there is. */
class GranularHistoryTest extends RestTest {
    private static final int HIDDEN_BETWEEN = 60;

    /** Of this test alone, so that counts are its own. */
    private final String seen = "seen-" + UUID.randomUUID();

    private final String scope = "system/Observation.rs?category=" + seen;

    private String hidden;
    private final List<String> shown = new ArrayList<>();

    @BeforeEach
    void seenAndHidden() {
        shown.add(create(seen));
        shown.add(create(seen));
        hidden = create("hidden");
        for (int i = 1; i < HIDDEN_BETWEEN; i++) {
            create("hidden");
        }
        shown.add(create(seen));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?_summary=count", "?_count=0", "?_count=1"})
    void historyOfWhatIsHidden_isAnsweredAsOfWhatIsNotThere(String query) {
        HttpResponse<String> ofHidden = send(request("/Observation/" + hidden + "/_history" + query, scope));
        HttpResponse<String> ofNothing =
                send(request("/Observation/" + UUID.randomUUID() + "/_history" + query, scope));

        assertOutcome(ofHidden, 404);
        assertThat(ofHidden.body()).isEqualTo(ofNothing.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Observation/_history", "/_history"})
    void totals_areOfWhatIsSeen(String history) {
        JsonNode whole = json(send(request(history + "?_count=100", scope)));
        assertThat(entries(whole)).hasSize(3);
        assertThat(whole.path("total").asInt()).isEqualTo(3);
        for (String counting : List.of("?_summary=count", "?_count=0")) {
            JsonNode counted = json(send(request(history + counting, scope)));
            assertThat(counted.path("total").asInt(-1)).as(counting).isEqualTo(3);
        }
        JsonNode page = json(send(request(history + "?_count=2", scope)));
        assertThat(page.path("total").asInt(3)).as("a total that is told").isEqualTo(3);
    }

    /** A page that is short, or empty, would tell of what lies between. */
    @ParameterizedTest
    @ValueSource(strings = {"/Observation/_history", "/_history"})
    void pages_areFullWhateverLiesBetween(String history) {
        List<List<String>> pages = new ArrayList<>();
        String address = history + "?_count=1";
        while (address != null) {
            JsonNode page = json(send(request(address, scope)));
            pages.add(entries(page).stream()
                    .map(entry -> entry.at("/resource/id").asText())
                    .toList());
            address = next(page);
        }
        assertThat(pages).containsExactly(List.of(shown.get(2)), List.of(shown.get(1)), List.of(shown.get(0)));
    }

    @Test
    void versionsOfWhatWasHiddenBefore_areNotCounted() {
        HttpResponse<String> shows =
                put("/Observation/" + hidden, observation(seen).replaceFirst("\\{", "{\"id\":\"" + hidden + "\","));
        assertThat(shows.statusCode()).as(shows.body()).isEqualTo(200);

        JsonNode history = json(send(request("/Observation/" + hidden + "/_history", scope)));

        assertThat(entries(history)).hasSize(1);
        assertThat(history.path("total").asInt()).isEqualTo(1);
    }

    private static String next(JsonNode page) {
        for (JsonNode link : page.path("link")) {
            if (link.path("relation").asText().equals("next")) {
                return link.path("url").asText();
            }
        }
        return null;
    }

    private static String create(String category) {
        return created("Observation", observation(category));
    }

    private static String observation(String category) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"category\":[{\"coding\":[{\"code\":\""
                + category + "\"}]}]}";
    }
}
