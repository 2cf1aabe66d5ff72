package io.chartside.server.operation;

import io.chartside.server.terminology.Code;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;

/** What the codings of one concept come to: it is valid when one of them is (FHIR R4, valueset-operation-validate-code.html). */
final class CodeVerdict {
    private final Optional<String> language;
    private boolean valid;
    private String message = "There is no coding";
    private String display = "";

    CodeVerdict(Optional<String> language) {
        this.language = language;
    }

    void against(String reason) {
        if (!valid) {
            message = reason;
        }
    }

    /** @param asked the display that came with it; null for none */
    void found(Code code, String asked) {
        if (valid) {
            return;
        }
        display = TerminologyOperation.display(code, language);
        if (asked == null || code.display().isEmpty() || TerminologyOperation.names(code, asked)) {
            valid = true;
        } else {
            message = "The display is not one that the code has";
        }
    }

    Parameters answer() {
        Parameters answer = new Parameters();
        answer.addParameter("result", valid);
        if (!valid) {
            answer.addParameter("message", message);
        }
        if (!display.isEmpty()) {
            answer.addParameter("display", display);
        }
        return answer;
    }
}
