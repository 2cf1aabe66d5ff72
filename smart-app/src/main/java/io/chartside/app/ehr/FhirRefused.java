package io.chartside.app.ehr;

import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.OperationOutcome;

/** The server answered and did not do it (4xx): its OperationOutcome says why. */
public final class FhirRefused extends FhirFailure {

    private final String server;
    private final int status;
    private final transient OperationOutcome outcome;

    FhirRefused(String server, int status, OperationOutcome outcome, String requestId) {
        super(server + " refused with HTTP " + status, requestId, null);
        this.server = server;
        this.status = status;
        this.outcome = outcome;
    }

    /** How people call the server that refused. */
    public String server() {
        return server;
    }

    /** The HTTP status, 400 to 499. */
    public int status() {
        return status;
    }

    /** What the server said; one issue naming the status if it said nothing that can be read. */
    public OperationOutcome outcome() {
        return outcome;
    }

    /** The issues as they are kept for the clinician: in the server's words, or a text of ours where it has none; may quote what was sent, so it is for the page and never for the log. */
    public List<String> reasons() {
        return outcome.getIssue().stream()
                .map(issue -> {
                    String text = issue.hasDiagnostics()
                            ? issue.getDiagnostics()
                            : issue.getDetails().getText();
                    String where =
                            issue.getExpression().stream().map(Object::toString).collect(Collectors.joining(", "));
                    String what = text == null ? String.valueOf(issue.getCode()) : text;
                    return where.isEmpty() ? what : what + " (" + where + ")";
                })
                .toList();
    }
}
