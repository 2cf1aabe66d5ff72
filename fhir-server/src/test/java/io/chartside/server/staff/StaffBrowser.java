package io.chartside.server.staff;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.chartside.server.command.StaffCommand;
import io.chartside.server.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/** Somebody of the staff at a browser; the session's cookie is kept by hand, so that tests may use it elsewhere. */
final class StaffBrowser {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final String server;
    final String login;
    final String password;
    final byte[] key;
    String cookie = "";

    private StaffBrowser(String server, String login, String password, byte[] key) {
        this.server = server;
        this.login = login;
        this.password = password;
        this.key = key;
    }

    record Run(int exitCode, String out, String err) {}

    static Run command(String server, String... words) {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of(
                "--server-url", server, "--data-dir", TestDatabase.dataDir().toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = StaffCommand.run(arguments.toArray(String[]::new), new PrintStream(out), new PrintStream(err));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Adds an account by command. */
    static StaffBrowser of(String server, String login, StaffRole role) {
        String out = command(server, "add", login, "--name", "Ada " + login, "--role", role.word())
                .out();
        return new StaffBrowser(
                server, login, found(out, "password +(\\S+)"), base32(found(out, "secret=([A-Z2-7]+)")));
    }

    StaffBrowser signedIn() {
        HttpResponse<String> in = signIn(password, code(0));
        cookie = in.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        return this;
    }

    HttpResponse<String> signIn(String withPassword, String code) {
        return post("/staff/sign-in", Map.of("login", login, "password", withPassword, "code", code));
    }

    /** @param step from now: 0 this one, 1 the next */
    String code(int step) {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(
                            new SecretKeySpec(key, "HmacSHA1"), Instant.now().plusSeconds(30L * step));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(server + path)));
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        return postFrom(server, path, form);
    }

    HttpResponse<String> postFrom(String origin, String path, Map<String, String> form) {
        return send(HttpRequest.newBuilder(URI.create(server + path))
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("nothing like " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    /** RFC 4648, section 6. */
    static byte[] base32(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (char c : text.toCharArray()) {
            held = held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }
}
