package io.chartside.server.operation;

import io.chartside.server.search.SearchPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;

/**
 * What an {@link Operation} answers with.
 *
 * @param headers besides those of every answer: {@code Content-Location}
 * @param resource the body, unless it is {@code json} already
 * @param page the body as a Bundle of type searchset
 * @param json a body set together from stored bytes; empty for none
 * @param patientIds whose records are in it, for the audit; the instance's own patient need not be named
 * @param deidentified whether they are in it without what tells whose they are: then nothing is disclosed of them
 */
public record OperationAnswer(
        int status,
        Map<String, String> headers,
        Optional<Resource> resource,
        Optional<SearchPage> page,
        byte[] json,
        List<String> patientIds,
        boolean deidentified) {
    private static final byte[] NOTHING = new byte[0];

    public OperationAnswer {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(page);
        Objects.requireNonNull(json);
        patientIds = List.copyOf(patientIds);
    }

    public OperationAnswer(
            int status,
            Map<String, String> headers,
            Optional<Resource> resource,
            Optional<SearchPage> page,
            byte[] json,
            List<String> patientIds) {
        this(status, headers, resource, page, json, patientIds, false);
    }

    public OperationAnswer ofDeidentified() {
        return new OperationAnswer(status, headers, resource, page, json, patientIds, true);
    }

    public static OperationAnswer of(Resource resource) {
        return new OperationAnswer(200, Map.of(), Optional.of(resource), Optional.empty(), NOTHING, List.of());
    }

    /** A body that is no FHIR resource, such as a file of a bulk export. */
    public static OperationAnswer ofMedia(String contentType, byte[] body, List<String> patientIds) {
        return new OperationAnswer(
                200, Map.of("Content-Type", contentType), Optional.empty(), Optional.empty(), body, patientIds);
    }

    public OperationAnswer withHeader(String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return new OperationAnswer(status, all, resource, page, json, patientIds, deidentified);
    }

    /** A Bundle of type searchset, sent as the bytes that were stored, with a link to the next page. */
    public static OperationAnswer ofPage(SearchPage page) {
        List<String> patients = Stream.concat(page.matches().stream(), page.included().stream())
                .flatMap(found -> found.patientId().stream())
                .distinct()
                .toList();
        return new OperationAnswer(200, Map.of(), Optional.empty(), Optional.of(page), NOTHING, patients);
    }

    public static OperationAnswer withoutBody(int status, Map<String, String> headers) {
        return new OperationAnswer(status, headers, Optional.empty(), Optional.empty(), NOTHING, List.of());
    }

    /** The body is a health record. */
    @Override
    public String toString() {
        return "answer " + status;
    }
}
