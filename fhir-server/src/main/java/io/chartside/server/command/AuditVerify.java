package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside audit verify}: has the running server walk a tenant's audit chain and says whether it is whole; with
 * {@code --certificate} it checks a certificate of erasure instead. Exit code 0 when all is well, 1 when it is not or could
 * not be checked, 2 for wrong options.
 */
public final class AuditVerify {
    private static final String USAGE =
            "usage: chartside audit verify [--certificate FILE] [--server-url http://127.0.0.1:8080] [--data-dir DIR]"
                    + " [--tenant demo]";

    private AuditVerify() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length
                    || !List.of("--server-url", "--data-dir", "--tenant", "--certificate")
                            .contains(arguments[i])) {
                err.println("chartside: " + USAGE);
                return 2;
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        String certificate = options.remove("--certificate");
        OperatorCall call = new OperatorCall(options);
        if (certificate != null) {
            return CertificateCheck.run(Path.of(certificate), call.base(), out, err);
        }
        Optional<JsonNode> answer = call.send("system/AuditEvent.rs", "$verify-audit", null, err);
        return answer.map(found -> tell(found, call.base(), out)).orElse(1);
    }

    private static int tell(JsonNode answer, String base, PrintStream out) {
        if (OperatorCall.values(answer, "intact").contains("true")) {
            out.println("the audit trail of " + base + " is whole: "
                    + OperatorCall.values(answer, "rows").get(0) + " rows");
            return 0;
        }
        out.println("the audit trail of " + base + " does not hold");
        for (JsonNode parameter : answer.path("parameter")) {
            if (parameter.path("name").asText().equals("broken")) {
                out.println("lane " + parameter.at("/part/0/valueInteger").asText() + ", row "
                        + parameter.at("/part/1/valueString").asText()
                        + (parameter.at("/part/3").isMissingNode()
                                ? ""
                                : ", " + parameter.at("/part/3/valueString").asText())
                        + ": "
                        + parameter.at("/part/2/valueString").asText());
            }
        }
        OperatorCall.values(answer, "finding").forEach(out::println);
        return 1;
    }
}
