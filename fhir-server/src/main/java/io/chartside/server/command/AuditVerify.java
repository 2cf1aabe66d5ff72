package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./chartside audit verify}: has the running server walk a tenant's audit chain and says whether it is whole; with
 * {@code --certificate} it checks a certificate of erasure instead. Exit code 0 when all is well, 1 when it is not or could
 * not be checked, 2 for wrong options.
 */
public final class AuditVerify {
    private static final String USAGE =
            "usage: chartside audit verify [--certificate FILE] [--server-url http://127.0.0.1:8080] [--data-dir DIR]"
                    + " [--tenant demo]";
    /** A chain of a few million rows takes minutes. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private AuditVerify() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        String serverUrl = "http://127.0.0.1:8080";
        String tenant = "demo";
        String certificate = null;
        List<String> forToken = new ArrayList<>(List.of("--scope", "system/AuditEvent.rs"));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length
                    || !List.of("--server-url", "--data-dir", "--tenant", "--certificate")
                            .contains(arguments[i])) {
                err.println("chartside: " + USAGE);
                return 2;
            }
            if (arguments[i].equals("--certificate")) {
                certificate = arguments[i + 1];
                continue;
            }
            serverUrl = arguments[i].equals("--server-url") ? arguments[i + 1] : serverUrl;
            tenant = arguments[i].equals("--tenant") ? arguments[i + 1] : tenant;
            forToken.add(arguments[i]);
            forToken.add(arguments[i + 1]);
        }
        if (certificate != null) {
            return CertificateCheck.run(Path.of(certificate), serverUrl + "/fhir/" + tenant, out, err);
        }
        ByteArrayOutputStream token = new ByteArrayOutputStream();
        int exitCode = TokenCommand.run(
                forToken.toArray(String[]::new), new PrintStream(token, true, StandardCharsets.US_ASCII), err);
        return exitCode == 0
                ? verify(
                        serverUrl + "/fhir/" + tenant,
                        token.toString(StandardCharsets.US_ASCII).trim(),
                        out,
                        err)
                : exitCode;
    }

    private static int verify(String base, String token, PrintStream out, PrintStream err) {
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(base + "/$verify-audit"))
                                    .timeout(LIMIT)
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode answer = new ObjectMapper().readTree(response.body());
            if (response.statusCode() != 200) {
                err.println("chartside: the server answered " + response.statusCode() + ": "
                        + answer.at("/issue/0/diagnostics").asText());
                return 1;
            }
            if (parameter(answer, "intact").path("valueBoolean").asBoolean()) {
                out.println("the audit trail of " + base + " is whole");
                return 0;
            }
            out.println("the audit trail of " + base + " does not hold");
            if (parameter(answer, "lane").isObject()) {
                out.println("broken in lane "
                        + parameter(answer, "lane").path("valueInteger").asText() + " at row "
                        + parameter(answer, "sequence").path("valueString").asText());
            }
            for (JsonNode parameter : answer.path("parameter")) {
                if (parameter.path("name").asText().equals("resource")) {
                    out.println(parameter.path("valueString").asText());
                }
            }
            return 1;
        } catch (IOException e) {
            err.println("chartside: no server answers at " + base + "; start it with ./chartside up");
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
            return 1;
        }
    }

    private static JsonNode parameter(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asText().equals(name)) {
                return parameter;
            }
        }
        return parameters.path("none");
    }
}
