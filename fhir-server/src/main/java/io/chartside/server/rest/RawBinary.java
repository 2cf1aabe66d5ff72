package io.chartside.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Binary in its own content type (FHIR R4, binary.html#rest): any body under {@code Binary} that is no FHIR is the
 * content, and a read that asks for no FHIR gets the content. It is sent as a download that no browser runs.
 */
final class RawBinary {
    static final String SECURITY_CONTEXT = "X-Security-Context";

    private static final JsonFactory STREAMS = new JsonFactory();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FHIR = Set.of("application/fhir+json", "application/fhir+xml");
    private static final Set<String> PLAIN_JSON = Set.of("application/json", "text/json");
    private static final Set<String> PLAIN_XML = Set.of("application/xml", "text/xml");
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            "[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}( ?; ?[A-Za-z0-9_.-]{1,40}=[A-Za-z0-9_.+-]{1,80}){0,4}");
    private static final Pattern CONTEXT = Pattern.compile("[A-Z][A-Za-z]{1,40}/[A-Za-z0-9\\-.]{1,64}");

    private RawBinary() {}

    private static boolean isWrite(String method, List<String> segments, String contentType) {
        boolean writes = segments.size() == 1 && method.equals("POST") || segments.size() == 2 && method.equals("PUT");
        return writes && segments.get(0).equals("Binary") && contentType != null && !FHIR.contains(media(contentType));
    }

    /** Whether the content type alone tells that the body is content: then it is read as it comes, by {@link UploadedContent}. */
    static boolean isUpload(String method, List<String> segments, String contentType) {
        return isWrite(method, segments, contentType)
                && !PLAIN_JSON.contains(media(contentType))
                && !PLAIN_XML.contains(media(contentType));
    }

    /** Whether a body is content to be kept as it is, and so no text for the guard to scan. */
    static boolean isContent(String method, List<String> segments, String contentType, byte[] body) {
        if (!isWrite(method, segments, contentType)) {
            return false;
        }
        String media = media(contentType);
        if (PLAIN_JSON.contains(media)) {
            return !isResource(body);
        }
        if (PLAIN_XML.contains(media)) {
            String begin = new String(body, 0, Math.min(body.length, 1024), StandardCharsets.ISO_8859_1);
            return !(begin.contains("<Binary") && begin.contains("http://hl7.org/fhir"));
        }
        return true;
    }

    /** The Accept header of a read that asks for the content; empty when it asks for the resource. */
    static Optional<String> wanted(
            String method, List<String> segments, Map<String, List<String>> parameters, String accept) {
        boolean reads = (method.equals("GET") || method.equals("HEAD"))
                && (segments.size() == 2 || segments.size() == 4)
                && segments.get(0).equals("Binary")
                && segments.get(segments.size() - 1).charAt(0) != '_'
                && segments.get(segments.size() - 1).charAt(0) != '$';
        if (!reads || parameters.containsKey("_format")) {
            return Optional.empty();
        }
        String ranges = accept == null || accept.isBlank() ? "*/*" : accept.toLowerCase(Locale.ROOT);
        return FHIR.stream().anyMatch(ranges::contains) ? Optional.empty() : Optional.of(ranges);
    }

    /**
     * The resource around a content, without the content.
     *
     * @param id of an update
     * @param securityContext the header that says whose record it is; null for nobody's
     */
    static ObjectNode resource(String contentType, Optional<String> id, String securityContext) {
        if (!MEDIA_TYPE.matcher(contentType).matches()) {
            throw FhirRefusal.malformed("Content-Type is no media type");
        }
        ObjectNode binary = JsonTree.object().put("resourceType", "Binary");
        id.ifPresent(known -> binary.put("id", known));
        binary.put("contentType", contentType);
        if (securityContext != null) {
            if (!CONTEXT.matcher(securityContext).matches()) {
                throw FhirRefusal.malformed(SECURITY_CONTEXT + " is a reference: Patient/1");
            }
            binary.putObject("securityContext").put("reference", securityContext);
        }
        return binary;
    }

    /** @throws FhirRefusal 406 when none of the accepted media ranges fits the content */
    static Answer content(StoredResource stored, String accepted) {
        JsonNode binary;
        try {
            binary = JSON.readTree(stored.json());
        } catch (IOException e) {
            throw new IllegalStateException("the stored version is no JSON", e);
        }
        String contentType = binary.path("contentType").asText();
        if (!MEDIA_TYPE.matcher(contentType).matches()) {
            contentType = "application/octet-stream";
        }
        if (!fits(media(contentType), accepted)) {
            throw new FhirRefusal(406, "not-supported", "Accept names neither FHIR nor the content's own type");
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Content-Disposition", "attachment");
        headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
        headers.put("Accept-Ranges", "bytes");
        String context = binary.at("/securityContext/reference").asText();
        if (CONTEXT.matcher(context).matches()) {
            headers.put(SECURITY_CONTEXT, context);
        }
        Answer whole = Answer.resource(stored);
        byte[] content = Base64.getMimeDecoder().decode(binary.path("data").asText());
        return new Answer(200, content, whole.version(), Optional.empty(), headers, whole.apart());
    }

    private static boolean fits(String media, String accepted) {
        for (String range : accepted.split(",")) {
            String type = media(range);
            boolean wild = type.endsWith("/*") && media.startsWith(type.substring(0, type.length() - 1));
            if (type.equals("*/*") || type.equals(media) || wild) {
                return true;
            }
        }
        return false;
    }

    /** A JSON object whose resourceType is Binary; what cannot be read is left to the guard to refuse. */
    private static boolean isResource(byte[] body) {
        try (JsonParser parser = STREAMS.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean names = parser.currentName().equals("resourceType");
                parser.nextToken();
                if (names) {
                    return "Binary".equals(parser.getValueAsString());
                }
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Without parameters. */
    static String media(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
