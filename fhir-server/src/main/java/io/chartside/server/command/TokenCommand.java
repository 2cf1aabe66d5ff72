package io.chartside.server.command;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * {@code ./chartside token}: asks the running server for a token of the demo tenant, as any back end would
 * (client_credentials with private_key_jwt), and prints it. The key lies in the data folder of the server.
 */
public final class TokenCommand {
    private static final String SCRIPT_CLIENT = "chartside-demo-script";
    private static final String USAGE =
            "usage: chartside token [--scope \"system/*.cruds\"] [--server-url http://127.0.0.1:8080] [--data-dir DIR]"
                    + " [--tenant demo]";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A reason to stop that is told in one line. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final int exitCode;

        Failed(String message, int exitCode) {
            super(message);
            this.exitCode = exitCode;
        }
    }

    private TokenCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        return run(SCRIPT_CLIENT, arguments, out, err);
    }

    /** @param clientId {@code chartside-x}, whose key is {@code x.jwk} in the data folder */
    static int run(String clientId, String[] arguments, PrintStream out, PrintStream err) {
        try {
            out.println(token(Options.parse(clientId, arguments)));
            return 0;
        } catch (Failed e) {
            err.println("chartside: " + e.getMessage());
            return e.exitCode;
        }
    }

    private record Options(String clientId, String scope, String serverUrl, Path dataDir, String tenant) {
        static Options parse(String clientId, String[] arguments) throws Failed {
            String scope = "system/*.cruds";
            String serverUrl = "http://127.0.0.1:8080";
            Path dataDir = Path.of(System.getProperty("chartside.home", "."), ".chartside");
            String tenant = "demo";
            for (int i = 0; i < arguments.length; i += 2) {
                if (i + 1 == arguments.length) {
                    throw new Failed(USAGE, 2);
                }
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--scope" -> scope = value;
                    case "--server-url" ->
                        serverUrl = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
                    case "--data-dir", "--data" -> dataDir = Path.of(value);
                    case "--tenant" -> tenant = value;
                    default -> throw new Failed(USAGE, 2);
                }
            }
            return new Options(clientId, scope, serverUrl, dataDir, tenant);
        }

        String keyFile() {
            return clientId.substring("chartside-".length()) + ".jwk";
        }

        String tokenUrl() {
            return serverUrl + "/fhir/" + tenant + "/oauth/token";
        }
    }

    private static String token(Options options) throws Failed {
        String form = "grant_type=client_credentials&scope=" + encoded(options.scope())
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + assertion(options);
        HttpResponse<String> response = send(options, form);
        Map<String, Object> body;
        try {
            body = JSONObjectUtils.parse(response.body());
        } catch (ParseException e) {
            throw new Failed(options.tokenUrl() + " answered " + response.statusCode() + " without JSON", 1);
        }
        if (response.statusCode() == 200 && body.get("access_token") instanceof String token) {
            return token;
        }
        Object description = body.get("error_description");
        throw new Failed(
                "the server refused: " + body.get("error") + (description == null ? "" : " (" + description + ")"), 1);
    }

    private static HttpResponse<String> send(Options options, String form) throws Failed {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(options.tokenUrl()))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failed("no server answers at " + options.serverUrl() + "; start it with ./chartside up", 1);
        } catch (IllegalArgumentException e) {
            throw new Failed("not a server address: " + options.serverUrl(), 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", 1);
        }
    }

    private static String assertion(Options options) throws Failed {
        ECKey key = key(options.dataDir().resolve("keys").resolve(options.keyFile()));
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES384)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(options.clientId())
                .subject(options.clientId())
                .audience(options.tokenUrl())
                .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new Failed("the key in " + options.dataDir() + " cannot sign", 1);
        }
    }

    private static ECKey key(Path file) throws Failed {
        try {
            return ECKey.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new Failed("no key at " + file + "; the server makes it when it starts", 1);
        } catch (IOException e) {
            throw new Failed("cannot read " + file, 1);
        } catch (ParseException e) {
            throw new Failed(file + " is damaged", 1);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
