package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import java.util.Locale;
import java.util.Set;

/**
 * Which of FHIR's two formats an Accept header asks for (RFC 9110, 12.5.1): the one with the greater weight, and of equal
 * ones the one named first. A range for another version of FHIR (R4, http.html#version-parameter) meets none.
 */
final class AcceptedFormats {
    private static final Set<String> JSON =
            Set.of("application/fhir+json", "application/json", "text/json", "application/json+fhir");
    private static final Set<String> XML =
            Set.of("application/fhir+xml", "application/xml", "text/xml", "application/xml+fhir");
    private static final Set<String> ANY = Set.of("*/*", "application/*");

    private double json = -1;
    private double xml = -1;
    private double any = -1;
    private boolean xmlFirst;
    private boolean empty = true;

    private AcceptedFormats(String accept) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String media = RawBinary.media(range);
            empty &= media.isEmpty();
            if (isOfAnotherVersion(range)) {
                continue;
            }
            double weight = weight(range);
            if (JSON.contains(media)) {
                json = Math.max(json, weight);
            } else if (XML.contains(media)) {
                xmlFirst |= json < 0 && any < 0;
                xml = Math.max(xml, weight);
            } else if (ANY.contains(media)) {
                any = Math.max(any, weight);
            }
        }
    }

    /**
     * @param accept the header; a browser's page address, which names neither format, is answered in JSON
     * @throws FhirRefusal 406 when it takes neither
     */
    static boolean preferXml(String accept) {
        if (accept.equals("application/fhir+json") || accept.equals("*/*")) {
            return false;
        }
        AcceptedFormats formats = new AcceptedFormats(accept);
        double json = formats.json < 0 ? formats.any : formats.json;
        double xml = formats.xml < 0 ? formats.any : formats.xml;
        if (json <= 0 && xml <= 0) {
            if (formats.empty || json < 0 && xml < 0 && accept.contains("html")) {
                return false;
            }
            throw new FhirRefusal(406, "not-supported", "Accept names application/fhir+json or application/fhir+xml");
        }
        return xml > json || xml == json && formats.xmlFirst;
    }

    private static boolean isOfAnotherVersion(String range) {
        String version = parameter(range, "fhirversion");
        return !version.isEmpty() && !version.equals("4.0") && !version.equals("4.0.1");
    }

    private static double weight(String range) {
        String weight = parameter(range, "q");
        // RFC 9110, 12.4.2: up to three decimals; what is none of them counts as if it were not there.
        return weight.matches("[01](\\.\\d{0,3})?") ? Double.parseDouble(weight) : 1;
    }

    private static String parameter(String range, String name) {
        for (String part : range.split(";")) {
            String text = part.trim();
            if (text.startsWith(name + "=")) {
                return text.substring(name.length() + 1).replace("\"", "").trim();
            }
        }
        return "";
    }
}
