package io.chartside.server.leakage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a thief wants to know of a row. */
enum Attribute {
    GENDER("Patient", InventedPatient::gender),
    RACE("Patient", InventedPatient::race),
    BIRTH_DATE("Patient", "birthdate", 1, p -> p.birthDate().toString()),
    FAMILY("Patient", "family", 1, InventedPatient::family),
    GIVEN("Patient", "given", 1, InventedPatient::given),
    IDENTIFIER("Patient", "identifier", 1, InventedPatient::identifier),
    PHONE("Patient", "phone", 1, InventedPatient::phone),
    CONDITION_CODE("Condition", "code", 4),
    ALLERGY_CODE("AllergyIntolerance", "code", 4),
    ENCOUNTER_DAY("Encounter", "date", 1),
    ENCOUNTER_STATUS("Encounter", null, 0),
    ENCOUNTER_CLASS("Encounter", null, 0);

    private final String type;
    private final String parameter;
    private final int split;
    private final Function<InventedPatient, String> ofPatient;

    Attribute(String type, Function<InventedPatient, String> ofPatient) {
        this(type, null, 0, ofPatient);
    }

    Attribute(String type, String parameter, int split) {
        this(type, parameter, split, null);
    }

    /**
     * @param parameter whose population tokens show which rows are equal in it; null when there are none
     * @param split over how many tokens a value is spread
     */
    Attribute(String type, String parameter, int split, Function<InventedPatient, String> ofPatient) {
        this.type = type;
        this.parameter = parameter;
        this.split = split;
        this.ofPatient = ofPatient;
    }

    String type() {
        return type;
    }

    Optional<String> parameter() {
        return Optional.ofNullable(parameter);
    }

    int split() {
        return split;
    }

    /** The true values by logical id. */
    Map<String, String> values(List<InventedPatient> patients) {
        Map<String, String> values = new LinkedHashMap<>();
        for (InventedPatient patient : patients) {
            switch (this) {
                case CONDITION_CODE ->
                    patient.visits().forEach(visit -> visit.diagnoses().forEach(d -> values.put(d.id(), d.code())));
                case ALLERGY_CODE -> patient.allergies().forEach(allergy -> values.put(allergy.id(), allergy.code()));
                case ENCOUNTER_DAY ->
                    patient.visits()
                            .forEach(visit -> values.put(visit.id(), visit.day().toString()));
                case ENCOUNTER_STATUS -> patient.visits().forEach(visit -> values.put(visit.id(), visit.status()));
                case ENCOUNTER_CLASS -> patient.visits().forEach(visit -> values.put(visit.id(), visit.kind()));
                default -> values.put(patient.id(), ofPatient.apply(patient));
            }
        }
        return values;
    }
}
