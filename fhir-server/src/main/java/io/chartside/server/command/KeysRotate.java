package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside keys rotate}: has the running server replace a tenant's keys while they are used. Exit code 0 when it is
 * done, 1 when it is not, 2 for wrong options.
 */
public final class KeysRotate {
    private static final String USAGE = "usage: chartside keys rotate [data] [audit] [cursor] [kek] [index] [id-token]"
            + " [--server-url http://127.0.0.1:8080] [--data-dir DIR] [--tenant demo]";

    private static final List<String> KEYS = List.of("data", "audit", "cursor", "kek", "index", "id-token");

    private KeysRotate() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        List<String> keys = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (KEYS.contains(arguments[i])) {
                keys.add(arguments[i]);
            } else if (i + 1 < arguments.length
                    && List.of("--server-url", "--data-dir", "--tenant").contains(arguments[i])) {
                options.put(arguments[i], arguments[++i]);
            } else {
                err.println("chartside: " + USAGE);
                return 2;
            }
        }
        OperatorCall call = new OperatorCall(options);
        for (String key : keys.isEmpty() ? KEYS : keys) {
            String body = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"key\",\"valueCode\":\"" + key
                    + "\"}]}";
            Optional<JsonNode> answer = call.send("rotate-keys", "$rotate-keys", body, err);
            if (answer.isEmpty()) {
                return 1;
            }
            tell(key, answer.get(), out);
        }
        return 0;
    }

    private static void tell(String key, JsonNode answer, PrintStream out) {
        String version = OperatorCall.values(answer, "version").get(0);
        out.println(
                switch (key) {
                    case "id-token" ->
                        "id_token key " + version + " is published and signs from " + one(answer, "signs-from");
                    case "kek" ->
                        "key-encryption key " + version + " wraps " + one(answer, "rewrapped")
                                + " keys; the one before is deleted";
                    case "index" ->
                        "index key " + version + " keys " + one(answer, "rekeyed")
                                + " resources anew; the one before is deleted";
                    case "data" ->
                        "data key " + version + " seals " + one(answer, "resealed")
                                + " values anew; the one before is destroyed when it has not been needed for a while";
                    case "audit" ->
                        "audit key " + version + " seals new events; those before open earlier ones, "
                                + one(answer, "destroyed") + " that none needs are destroyed";
                    default ->
                        "cursor key " + version
                                + " seals new pages' links; the one before opens earlier ones for a while";
                });
        OperatorCall.values(answer, "broken")
                .forEach(
                        resource -> out.println(resource + " was changed outside of the server and was left as it is"));
    }

    private static String one(JsonNode answer, String name) {
        return OperatorCall.values(answer, name).get(0);
    }
}
