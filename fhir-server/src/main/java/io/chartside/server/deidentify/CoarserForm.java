package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.util.List;

/**
 * What the form of a Patient says less of, step after step; each begins at the one before. What is rarely studied goes first,
 * sex and age go last.
 */
enum CoarserForm {
    /** As it is. */
    WHOLE {
        @Override
        void apply(ObjectNode patient) {
            // Nothing is taken away.
        }
    },
    WITHOUT_CIRCUMSTANCES {
        @Override
        void apply(ObjectNode patient) {
            patient.remove(List.of("maritalStatus", "multipleBirthBoolean", "communication", "generalPractitioner"));
            bornWithin(patient, 5);
        }
    },
    OF_A_STATE {
        @Override
        void apply(ObjectNode patient) {
            patient.remove("managingOrganization");
            address(patient, "postalCode");
            JsonNode when = patient.remove("deceasedDateTime");
            JsonNode whether = patient.remove("deceasedBoolean");
            if (when != null || whether != null) {
                patient.put("deceasedBoolean", when != null || whether.asBoolean());
            }
        }
    },
    OF_ANY_RACE {
        @Override
        void apply(ObjectNode patient) {
            patient.remove("extension");
            bornWithin(patient, 10);
        }
    },
    OF_A_COUNTRY {
        @Override
        void apply(ObjectNode patient) {
            address(patient, "state");
            bornWithin(patient, 20);
        }
    },
    OF_A_SEX {
        @Override
        void apply(ObjectNode patient) {
            patient.remove(List.of("address", "birthDate", "_birthDate", "deceasedBoolean"));
        }
    },
    OF_NOTHING {
        @Override
        void apply(ObjectNode patient) {
            patient.remove(List.of("gender", "active"));
        }
    };

    private static final String BORN = "https://chartside.io/fhir/StructureDefinition/born-within";

    abstract void apply(ObjectNode patient);

    /** The birth year as the years from one that they divide, in an extension; that somebody is 90 or older stays said. */
    private static void bornWithin(ObjectNode patient, int years) {
        JsonNode exact = patient.remove("birthDate");
        JsonNode coarser = patient.at("/_birthDate/extension/0/valuePeriod/start");
        if (exact == null && coarser.isMissingNode()) {
            return;
        }
        int year = Integer.parseInt((exact == null ? coarser : exact).asText());
        int first = year - year % years;
        ObjectNode extension = JsonTree.object().put("url", BORN);
        extension
                .putObject("valuePeriod")
                .put("start", Integer.toString(first))
                .put("end", Integer.toString(first + years - 1));
        patient.putObject("_birthDate").putArray("extension").add(extension);
    }

    /** An address of which nothing is left goes. */
    private static void address(ObjectNode patient, String without) {
        ArrayNode kept = JsonTree.object().arrayNode();
        for (JsonNode address : patient.path("address")) {
            ((ObjectNode) address).remove(without);
            if (!address.isEmpty()) {
                kept.add(address);
            }
        }
        if (kept.isEmpty()) {
            patient.remove("address");
        } else {
            patient.set("address", kept);
        }
    }
}
