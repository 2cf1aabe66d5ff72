package io.chartside.server.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a de-identified export says of types that it leaves out because they would be of few patients, as Bulk Data Access
 * has it: a file of OperationOutcomes under {@code error} of the manifest. Of none it says the same as of ten.
 */
final class TooFew {
    /** Of such a file; no resource of the record is of it. */
    static final String TYPE = "OperationOutcome";

    /** As with counts: fewer patients are not told of. */
    static final int SMALLEST = 11;

    private TooFew() {}

    /** One line for each type. */
    static byte[] outcomes(List<String> types) {
        StringBuilder lines = new StringBuilder();
        for (String type : types) {
            ObjectNode outcome = JsonTree.object().put("resourceType", TYPE);
            outcome.putArray("issue")
                    .addObject()
                    .put("severity", "error")
                    .put("code", "suppressed")
                    .put("diagnostics", type + " is left out: it would be of fewer than " + SMALLEST + " patients");
            lines.append(outcome).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
