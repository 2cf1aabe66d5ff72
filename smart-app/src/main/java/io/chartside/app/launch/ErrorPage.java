package io.chartside.app.launch;

import io.chartside.app.plugin.Correlation;
import io.chartside.app.words.Texts;
import java.util.List;
import java.util.Objects;

/**
 * What the clinician sees when something failed: what it was, what to do now, and a number to quote.
 *
 * @param status HTTP status of the page
 * @param code stable short name, such as {@code unknown-ehr}; docs/ehr.md lists them all
 * @param title what failed, one sentence
 * @param advice what to do, one step each
 * @param details what the other side said, in its words; may be empty
 * @param correlationId finds the matching log lines and audit events
 */
public record ErrorPage(
        int status, String code, String title, List<String> advice, List<String> details, String correlationId) {

    public ErrorPage {
        Objects.requireNonNull(code);
        Objects.requireNonNull(title);
        advice = List.copyOf(advice);
        details = List.copyOf(details);
    }

    /** A page that says what another server said, with the number of the current request. */
    public static ErrorPage saying(int status, String code, String title) {
        return new ErrorPage(status, code, title, List.of(), List.of(), Correlation.current());
    }

    /**
     * A page with the number of the current request.
     *
     * @param text of which {@code .title} and {@code .advice} are keys; each line of the advice is a step
     * @param values of both
     */
    public static ErrorPage of(int status, String code, String text, List<String> details, Object... values) {
        return new ErrorPage(
                status,
                code,
                Texts.of(text + ".title", values),
                Texts.of(text + ".advice", values).lines().toList(),
                details,
                Correlation.current());
    }

    /** Safe to log: the details may quote a patient's data. */
    @Override
    public String toString() {
        return code + " " + correlationId;
    }
}
