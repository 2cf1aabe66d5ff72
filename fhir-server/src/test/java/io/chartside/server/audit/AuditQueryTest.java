package io.chartside.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditQueryTest {

    private static AuditQuery parsed(String name, int values) {
        String value = IntStream.range(0, values).mapToObj(i -> "v" + i).collect(Collectors.joining(","));
        return AuditQuery.parse(new SearchRequest("AuditEvent", Map.of(name, List.of(value)), false, "test"), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"action", "patient", "subtype", "_id"})
    void moreValuesThanAreLookedUp_areRefusedHoweverMany(String name) {
        assertThat(parsed(name, 200)).isNotNull();
        assertThatThrownBy(() -> parsed(name, 100_000))
                .isInstanceOf(SearchRefused.class)
                .hasMessageContaining("200");
    }
}
