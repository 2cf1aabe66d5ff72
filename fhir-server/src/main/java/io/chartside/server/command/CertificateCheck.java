package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.erasure.ErasureCertificate;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./chartside audit verify --certificate FILE}: whether a certificate of erasure is one that this tenant's server
 * signed. The file holds the JWS, or the Parameters that {@code $erase} answered.
 */
final class CertificateCheck {
    private CertificateCheck() {}

    static int run(Path file, String base, PrintStream out, PrintStream err) {
        try {
            String jws = certificate(Files.readString(file).trim());
            Optional<String> statement = verified(jws, base);
            if (statement.isEmpty()) {
                out.println("this is no certificate of erasure that " + base + " signed");
                return 1;
            }
            tell(new ObjectMapper().readTree(statement.get()), base, out);
            return 0;
        } catch (IOException | ParseException e) {
            err.println("chartside: cannot read the certificate in " + file + ", or no server answers at " + base);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
            return 1;
        }
    }

    private static String certificate(String content) throws IOException {
        if (!content.startsWith("{")) {
            return content;
        }
        for (JsonNode parameter : new ObjectMapper().readTree(content).path("parameter")) {
            if (parameter.path("name").asText().equals("certificate")) {
                return parameter.path("valueString").asText();
            }
        }
        return "";
    }

    private static Optional<String> verified(String jws, String base)
            throws IOException, InterruptedException, ParseException {
        HttpResponse<String> keys = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(base + "/oauth/jwks"))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JWK key = JWKSet.parse(keys.body())
                .getKeyByKeyId(JWSObject.parse(jws).getHeader().getKeyID());
        return key instanceof ECKey signer
                ? ServerSignatures.verified(signer, ErasureCertificate.TYPE, jws)
                : Optional.empty();
    }

    private static void tell(JsonNode statement, String base, PrintStream out) {
        out.println(base + " signed: patient " + statement.path("patient").asText() + " of tenant "
                + statement.path("tenant").asText() + " was erased at "
                + statement.path("erased").asText());
        out.println("key destroyed at " + statement.at("/key/destroyed").asText()
                + (statement.at("/key/sha256").isMissingNode()
                        ? " (there was none)"
                        : ", SHA-256 of its wrapped form "
                                + statement.at("/key/sha256").asText()));
        List<String> removed = new ArrayList<>();
        statement.path("removed").fields().forEachRemaining(row -> removed.add(row.getValue() + " " + row.getKey()));
        out.println("removed: " + String.join(", ", removed));
    }
}
