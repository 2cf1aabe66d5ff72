package io.chartside.server.index;

import java.util.Map;
import java.util.Optional;

/** Which parameters can be searched across all patients by token; population-parameters.yml. */
final class PopulationParameters {
    private final Map<String, Map<String, Option>> byType;

    /**
     * @param prefixes a token for each beginning of 3 to 8 letters
     * @param days a token for each day of a date
     * @param split over how many tokens a value is spread; at least 1
     */
    record Option(boolean prefixes, boolean days, int split) {
        Option {
            if (split < 1 || split > 16) {
                throw new IllegalStateException("population-parameters.yml: split is 1 to 16");
            }
        }
    }

    PopulationParameters(Map<String, Map<String, Option>> byType) {
        this.byType = Map.copyOf(byType);
    }

    Optional<Option> find(String type, String parameter) {
        return Optional.ofNullable(byType.getOrDefault(type, Map.of()).get(parameter));
    }

    Map<String, Option> of(String type) {
        return byType.getOrDefault(type, Map.of());
    }
}
