package io.chartside.server.deidentify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The allow-list {@code elements.txt}: of each resource type the elements that its de-identified form has. */
final class ElementTable {
    private static final ElementTable SHIPPED = new ElementTable(Lines.of("elements.txt"));

    private final Map<String, Listed.Within> resources = new LinkedHashMap<>();
    private final Map<String, Listed.Within> dataTypes = new HashMap<>();
    private final Set<String> ofPatients = new HashSet<>();

    private ElementTable(List<List<String>> lines) {
        for (List<String> line : lines) {
            if (line.size() != 2) {
                throw new IllegalStateException("elements.txt: a path and its treatment");
            }
            String path = line.get(0);
            if (path.indexOf('.') < 0) {
                begin(path, line.get(1));
            } else {
                add(path, line.get(1));
            }
        }
    }

    static ElementTable shipped() {
        return SHIPPED;
    }

    private void begin(String type, String kind) {
        Listed.Within elements = new Listed.Within(new LinkedHashMap<>());
        switch (kind) {
            case "data-type" -> dataTypes.put(type, elements);
            case "of-patients" -> {
                resources.put(type, elements);
                ofPatients.add(type);
            }
            case "of-nobody" -> resources.put(type, elements);
            default -> throw new IllegalStateException("elements.txt: " + kind);
        }
    }

    private void add(String path, String treatment) {
        String[] names = path.split("\\.");
        Listed.Within within = resources.getOrDefault(names[0], dataTypes.get(names[0]));
        for (int i = 1; i < names.length - 1; i++) {
            within = (Listed.Within)
                    within.elements().computeIfAbsent(names[i], name -> new Listed.Within(new LinkedHashMap<>()));
        }
        if (within.elements().put(names[names.length - 1], listed(treatment)) != null) {
            throw new IllegalStateException("elements.txt: " + path + " stands twice");
        }
    }

    private Listed listed(String treatment) {
        Listed.Within dataType = dataTypes.get(treatment);
        if (dataType != null) {
            return dataType;
        }
        boolean required = treatment.endsWith("!");
        String name = required ? treatment.substring(0, treatment.length() - 1) : treatment;
        return new Listed.Value(Treatment.valueOf(name.toUpperCase(Locale.ROOT)), required);
    }

    Set<String> types() {
        return resources.keySet();
    }

    Map<String, Listed.Within> dataTypes() {
        return dataTypes;
    }

    /** Null for a type that has no de-identified form. */
    Listed.Within resource(String type) {
        return resources.get(type);
    }

    boolean isOfPatients(String type) {
        return ofPatients.contains(type);
    }
}
