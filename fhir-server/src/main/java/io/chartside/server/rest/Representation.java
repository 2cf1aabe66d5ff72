package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.HapiReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * The form of the answer that the client asked for. {@link #isAsStored()} sends the bytes as they are; every other form
 * is made by HAPI's encoder, which marks a shortened resource with the tag SUBSETTED.
 */
record Representation(boolean xml, boolean pretty, Summary summary, Set<String> elements) {
    static final String JSON = "application/fhir+json;charset=UTF-8";
    static final String XML = "application/fhir+xml;charset=UTF-8";
    static final Representation AS_STORED = new Representation(false, false, Summary.NONE, Set.of());

    enum Summary {
        NONE,
        TRUE,
        TEXT,
        DATA
    }

    /**
     * @param accept the Accept header, or null
     * @throws FhirRefusal 406 for a format that is neither JSON nor XML, 400 for unknown values
     */
    static Representation of(Map<String, List<String>> parameters, String accept) {
        boolean xml = parameters.containsKey("_format")
                ? isXml(last(parameters, "_format"))
                : accept != null && AcceptedFormats.preferXml(accept);
        Set<String> elements = new HashSet<>();
        for (String list : parameters.getOrDefault("_elements", List.of())) {
            for (String element : list.split(",")) {
                if (!element.isBlank()) {
                    elements.add(element.trim());
                }
            }
        }
        return new Representation(xml, last(parameters, "_pretty").equals("true"), summary(parameters), elements);
    }

    boolean isAsStored() {
        return !xml && !pretty && summary == Summary.NONE && elements.isEmpty();
    }

    String contentType() {
        return xml ? XML : JSON;
    }

    byte[] encode(FhirContext fhir, byte[] json, boolean shorten) {
        Resource resource = (Resource) HapiReader.resource(fhir, json);
        IParser parser = xml ? fhir.newXmlParser() : fhir.newJsonParser();
        parser.setPrettyPrint(pretty);
        if (shorten) {
            shorten(parser, resource instanceof Bundle);
        }
        return parser.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    }

    private void shorten(IParser parser, boolean bundle) {
        Set<String> encoded = new HashSet<>();
        switch (summary) {
            case TRUE -> parser.setSummaryMode(true);
            case DATA -> parser.setSuppressNarratives(true);
            case TEXT -> encoded.addAll(Set.of("*.text", "*.id", "*.meta", "*.(mandatory)"));
            case NONE -> {
                for (String element : elements) {
                    encoded.add(Character.isUpperCase(element.charAt(0)) ? element : "*." + element);
                }
                if (!encoded.isEmpty()) {
                    encoded.add("*.(mandatory)");
                }
            }
        }
        if (!encoded.isEmpty()) {
            parser.setEncodeElements(encoded);
            parser.setEncodeElementsAppliesToChildResourcesOnly(bundle);
        }
    }

    private static Summary summary(Map<String, List<String>> parameters) {
        return switch (last(parameters, "_summary")) {
            case "", "false", "count" -> Summary.NONE;
            case "true" -> Summary.TRUE;
            case "text" -> Summary.TEXT;
            case "data" -> Summary.DATA;
            default -> throw FhirRefusal.malformed("_summary is true, text, data, count or false");
        };
    }

    private static boolean isXml(String format) {
        return switch (format.toLowerCase(Locale.ROOT).replace(' ', '+')) {
            case "json", "application/json", "application/fhir+json", "text/json" -> false;
            case "xml", "application/xml", "application/fhir+xml", "text/xml" -> true;
            default -> throw new FhirRefusal(406, "not-supported", "_format is json or xml");
        };
    }

    private static String last(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of(""));
        return values.get(values.size() - 1);
    }
}
