package io.chartside.server.authz;

import java.util.List;
import java.util.Map;

/**
 * Kinds of a resource type that a scope can be narrowed to: the categories that US Core 7 requires servers to support in
 * granular scopes, and the rest of the same code systems that clinicians know.
 */
final class ScopeCategories {
    private static final String OBSERVATION = "http://terminology.hl7.org/CodeSystem/observation-category|";
    private static final String CONDITION = "http://terminology.hl7.org/CodeSystem/condition-category|";
    private static final String US_CORE_CONDITION = "http://hl7.org/fhir/us/core/CodeSystem/condition-category|";
    private static final String US_CORE = "http://hl7.org/fhir/us/core/CodeSystem/us-core-category|";

    /**
     * @param token value of the search parameter category
     * @param words as a person calls it
     */
    record Category(String token, String words) {
        String scope(String ofType) {
            return ofType + "?category=" + token;
        }
    }

    private static final Map<String, List<Category>> BY_TYPE = Map.of(
            "Observation",
            List.of(
                    new Category(OBSERVATION + "vital-signs", "vital signs"),
                    new Category(OBSERVATION + "laboratory", "laboratory results"),
                    new Category(OBSERVATION + "social-history", "social history"),
                    new Category(OBSERVATION + "survey", "questionnaires and screenings"),
                    new Category(OBSERVATION + "imaging", "imaging"),
                    new Category(US_CORE + "sdoh", "social circumstances")),
            "Condition",
            List.of(
                    new Category(CONDITION + "problem-list-item", "the problem list"),
                    new Category(CONDITION + "encounter-diagnosis", "diagnoses of visits"),
                    new Category(US_CORE_CONDITION + "health-concern", "health concerns")));

    private ScopeCategories() {}

    /** Empty for a type that is not narrowed by category. */
    static List<Category> of(String type) {
        return BY_TYPE.getOrDefault(type, List.of());
    }
}
