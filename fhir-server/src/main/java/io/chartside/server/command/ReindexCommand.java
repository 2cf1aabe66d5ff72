package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside reindex}: has the running server read all that a tenant has stored and give its rows the labels that the
 * resources ask for. Exit code 0 when it is done, 1 when it is not, 2 for wrong options.
 */
public final class ReindexCommand {
    private static final String USAGE =
            "usage: chartside reindex [--server-url http://127.0.0.1:8080] [--data-dir DIR] [--tenant demo]";

    private ReindexCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length
                    || !List.of("--server-url", "--data-dir", "--tenant").contains(arguments[i])) {
                err.println("chartside: " + USAGE);
                return 2;
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        Optional<JsonNode> answer =
                new OperatorCall(options).send("rotate-keys", "$reindex", "{\"resourceType\":\"Parameters\"}", err);
        if (answer.isEmpty()) {
            return 1;
        }
        out.println(
                OperatorCall.values(answer.get(), "labelled").get(0) + " rows had other labels than their resources");
        OperatorCall.values(answer.get(), "broken")
                .forEach(
                        resource -> out.println(resource + " was changed outside of the server and was left as it is"));
        return 0;
    }
}
