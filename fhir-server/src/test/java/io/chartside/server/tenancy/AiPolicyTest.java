package io.chartside.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A route to a model says everything that a contract has to say, or there is none (MH8, MH21, MH31, MA17). */
class AiPolicyTest {
    private static final ServerSettings SERVER = new ServerSettings(
            Path.of("data"),
            List.of(),
            false,
            URI.create("https://chartside.example"),
            URI.create("https://app.example"));

    private static AiPolicy policy(String... lines) {
        String file = "name: Clinic\nai:\n  routes:\n    - " + String.join("\n      ", lines) + "\n";
        return TenantFiles.parse(new TenantId("clinic"), file, SERVER).ai();
    }

    private static String[] with(String line) {
        String key = line.substring(0, line.indexOf(':'));
        return List.of(
                        "provider: house",
                        "model: note-large",
                        "version: \"2026-05\"",
                        "region: eu-central-1",
                        "contract: Contract/baa-house",
                        "contract-until: 2027-12-31",
                        "no-retention: true")
                .stream()
                .map(given -> given.startsWith(key + ":") ? line : given)
                .collect(java.util.stream.Collectors.collectingAndThen(java.util.stream.Collectors.toList(), lines -> {
                    if (!lines.contains(line)) {
                        lines.add(line);
                    }
                    return lines.toArray(String[]::new);
                }));
    }

    @Test
    void everyKey_isRead() {
        AiRoute route = policy(with("tokens-per-day: 50000"))
                .route(AiOperation.DRAFT_NOTE)
                .orElseThrow();
        assertThat(route)
                .isEqualTo(new AiRoute(
                        AiOperation.DRAFT_NOTE,
                        "house",
                        "note-large",
                        "2026-05",
                        "eu-central-1",
                        AiPurpose.TREAT,
                        Set.of(AiData.TRANSCRIPT),
                        "Contract/baa-house",
                        LocalDate.of(2027, 12, 31),
                        Duration.ofSeconds(60),
                        24_000,
                        50_000));
        assertThat(TenantFiles.parse(new TenantId("clinic"), "name: Clinic", SERVER)
                        .ai()
                        .routes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-retention: false|no-retention",
                "purpose: model-training|there is no route",
                "purpose: HMARKT|there is no route",
                "purpose: HRESCH|there is no route",
                "operation: train|operation is draft-note, summarize, interpret, instructions, letter",
                "operation: summary|operation is draft-note",
                "data: [demographics]|data is transcript",
                "data: [chart]|draft-note sends transcript",
                "contract: ''|has no contract",
                "contract-until: soon|contract-until",
                "model: ''|has no model",
                "region: ''|has no region",
                "provider: ''|has no provider",
                "time-limit: 1h|time-limit",
                "tokens-per-day: 10|tokens-per-day",
                "training: allowed|training is not a key"
            })
    void whatDoesNotFit_isRefusedByName(String line, String reason) {
        assertThatThrownBy(() -> policy(with(line))).hasMessageContaining(reason);
    }

    @Test
    void anOperation_sendsItsOwnKindOfData() {
        assertThat(policy(with("operation: letter")).routes().get(0).data()).containsExactly(AiData.CHART);
        String[] lines = with("operation: letter");
        String[] more = java.util.Arrays.copyOf(lines, lines.length + 1);
        more[lines.length] = "data: [transcript]";
        assertThatThrownBy(() -> policy(more)).hasMessageContaining("letter sends chart");
    }

    @Test
    void twoRoutesForOneOperation_areRefused() {
        AiRoute route = policy(with("data: [transcript]")).routes().get(0);
        assertThatThrownBy(() -> new AiPolicy(List.of(route, route))).hasMessageContaining("two routes");
    }
}
