package io.chartside.app.sealed;

import io.chartside.app.ehr.RecordClient;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a device of a sealed session asks of the record, on behalf of a clinician or of a guest.
 *
 * @param record with the token of whoever asks
 */
record SealedSession(RecordClient record, String id) {
    private static final Pattern ID = Pattern.compile("sealed-[a-z0-9-]{1,57}");

    /** The id comes from a page and becomes a path. */
    SealedSession {
        if (!ID.matcher(id).matches()) {
            throw SealedProblem.unknownSession();
        }
    }

    /** @return {@code session} and {@code device} */
    static Map<String, Object> open(RecordClient record, String encounter, String mode, String fingerprint) {
        Parameters answer = record.operation(
                "Encounter/" + encounter + "/$seal",
                strings(Map.of("mode", mode, "fingerprint", fingerprint)),
                Parameters.class);
        String session = ((Reference) answer.getParameter("session").getValue()).getReference();
        return Map.of("session", session.substring("Encounter/".length()), "device", text(answer, "device"));
    }

    /** @return the guest's {@code session}, {@code device}, {@code token} and the session's {@code fingerprint} */
    static Map<String, Object> redeem(RecordClient record, String token, String fingerprint) {
        Parameters answer = record.operation(
                "sealed/redeem", strings(Map.of("token", token, "fingerprint", fingerprint)), Parameters.class);
        return Map.of(
                "session", text(answer, "session"),
                "device", text(answer, "device"),
                "token", text(answer, "token"),
                "fingerprint", text(answer, "fingerprint"));
    }

    /** @return {@code token} and {@code seconds} that it is good for */
    Map<String, Object> invite() {
        Parameters answer = operation("seal-invite", Map.of(), Parameters.class);
        return Map.of("token", text(answer, "token"), "seconds", text(answer, "seconds"));
    }

    Map<String, Object> acknowledge(String fingerprint) {
        ask("acknowledge", Map.of("fingerprint", fingerprint));
        return Map.of();
    }

    /** @return {@code position} */
    Map<String, Object> say(String message) {
        return Map.of("position", text(ask("say", Map.of("message", message)), "position"));
    }

    /** @return {@code over}, {@code devices} with their state, and {@code messages}, each with its position before it */
    Map<String, Object> messages(String after) {
        Parameters answer = ask("messages", Map.of("after", after));
        return Map.of(
                "over",
                Boolean.parseBoolean(text(answer, "over")),
                "devices",
                texts(answer, "device"),
                "messages",
                texts(answer, "message"));
    }

    /** @param replace {@code true} to take the place of the visit's unsigned draft */
    void release(String note, String replace) {
        operation("seal-release", Map.of("note", note, "replace", replace), Resource.class);
    }

    void end() {
        operation("seal-end", Map.of(), Parameters.class);
    }

    private Parameters ask(String what, Map<String, String> values) {
        return record.operation("sealed/" + id + "/" + what, strings(values), Parameters.class);
    }

    private <T extends Resource> T operation(String name, Map<String, String> values, Class<T> answer) {
        return record.operation("Encounter/" + id + "/$" + name, strings(values), answer);
    }

    private static Parameters strings(Map<String, String> values) {
        Parameters parameters = new Parameters();
        values.forEach(parameters::addParameter);
        return parameters;
    }

    private static String text(Parameters answer, String name) {
        return answer.getParameter(name).getValue().primitiveValue();
    }

    private static List<String> texts(Parameters answer, String name) {
        return answer.getParameter().stream()
                .filter(parameter -> name.equals(parameter.getName()))
                .map(ParametersParameterComponent::getValue)
                .map(value -> value.primitiveValue())
                .toList();
    }

    @Override
    public String toString() {
        return "Encounter/" + id;
    }
}
