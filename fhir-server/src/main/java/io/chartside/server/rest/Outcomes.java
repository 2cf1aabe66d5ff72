package io.chartside.server.rest;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.chartside.server.interaction.FhirRefusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** OperationOutcomes in FHIR JSON: the only form an error takes. */
final class Outcomes {
    private Outcomes() {}

    static Answer of(FhirRefusal refusal) {
        return Answer.of(refusal.status(), json("error", refusal.issues())).withHeaders(refusal.headers());
    }

    static Answer of(int status, String code, String diagnostics) {
        return of(new FhirRefusal(status, code, diagnostics));
    }

    static byte[] done(String diagnostics) {
        return json("information", List.of(new FhirRefusal.Issue("informational", diagnostics, "")));
    }

    /** Told beside an answer: parameters that lenient handling passed over. */
    static byte[] ignored(List<String> parameters) {
        return json(
                "warning",
                parameters.stream()
                        .map(Outcomes::shown)
                        .map(p -> new FhirRefusal.Issue("not-supported", "The parameter " + p + " was ignored", ""))
                        .toList());
    }

    /** A parameter's name comes from the client: only what looks like one is repeated to it. */
    private static String shown(String name) {
        return name.matches("[A-Za-z0-9_:.-]{1,80}") ? name : "(unreadable)";
    }

    private static byte[] json(String severity, List<FhirRefusal.Issue> issues) {
        StringBuilder json = new StringBuilder(200).append("{\"resourceType\":\"OperationOutcome\",\"issue\":[");
        String separator = "";
        for (FhirRefusal.Issue issue : issues) {
            json.append(separator)
                    .append("{\"severity\":\"")
                    .append(severity)
                    .append("\",\"code\":\"")
                    .append(issue.code())
                    .append("\",\"diagnostics\":");
            quote(json, issue.diagnostics());
            if (!issue.expression().isEmpty()) {
                json.append(",\"expression\":[");
                quote(json, issue.expression());
                json.append(']');
            }
            json.append('}');
            separator = ",";
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
