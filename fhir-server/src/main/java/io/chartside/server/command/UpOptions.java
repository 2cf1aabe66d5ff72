package io.chartside.server.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of {@code chartside up}.
 *
 * @param configDirs shipped configuration first, the operator's folder after it
 * @param databaseUrl JDBC URL of an existing PostgreSQL; empty means the embedded one
 * @param demo whether the demo tenant, demo EHR and script tokens exist
 */
record UpOptions(
        int port, int appPort, Path dataDir, List<Path> configDirs, Optional<String> databaseUrl, boolean demo) {
    /** Holds a password, which an argument would show to everybody on the machine. */
    static final String DATABASE_URL = "CHARTSIDE_DATABASE_URL";

    static final String USAGE =
            "usage: chartside up [--port 8080] [--app-port 8081] [--data DIR] [--config DIR] [--database-url URL] [--demo]";

    /**
     * @param home folder that holds the shipped {@code config/}
     * @param environment where {@link #DATABASE_URL} stands in for the option of that name
     */
    static UpOptions parse(Path home, Map<String, String> environment, String... arguments) {
        int port = 8080;
        int appPort = 8081;
        Path dataDir = home.resolve(".chartside");
        List<Path> configDirs = new ArrayList<>(List.of(home.resolve("config")));
        Optional<String> databaseUrl = Optional.ofNullable(environment.get(DATABASE_URL))
                .filter(url -> !url.isEmpty())
                .map(UpOptions::jdbcUrl);
        boolean demo = false;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--demo")) {
                demo = true;
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new StartupRefused(option.split("=", 2)[0] + " is unknown or lacks its value; " + USAGE, 2);
            }
            String value = arguments[++i];
            switch (option) {
                case "--port" -> port = port(option, value);
                case "--app-port" -> appPort = port(option, value);
                case "--data" -> dataDir = Path.of(value);
                case "--config" -> configDirs.add(folder(value));
                case "--database-url" -> databaseUrl = Optional.of(jdbcUrl(value));
                default -> throw new StartupRefused("unknown option " + option + "; " + USAGE, 2);
            }
        }
        if (port == appPort) {
            throw new StartupRefused("--port and --app-port must differ", 2);
        }
        return new UpOptions(
                port,
                appPort,
                dataDir.toAbsolutePath().normalize(),
                configDirs,
                databaseUrl,
                demo || databaseUrl.isEmpty());
    }

    String serverUrl() {
        return "http://" + ProgramStart.LOOPBACK + ":" + port;
    }

    /** Another site than the server's address, as an EHR and its plugins are. */
    String appUrl() {
        return "http://localhost:" + appPort;
    }

    private static int port(String option, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for every wrong port.
        }
        throw new StartupRefused(option + " takes a port from 1 to 65535, not " + value, 2);
    }

    private static Path folder(String value) {
        Path dir = Path.of(value).toAbsolutePath().normalize();
        if (!Files.isDirectory(dir)) {
            throw new StartupRefused("--config " + value + " is not a folder", 2);
        }
        return dir;
    }

    /** Takes {@code postgresql://user:password@host/db}, as psql does, as well as a JDBC URL. */
    private static String jdbcUrl(String value) {
        if (value.startsWith("jdbc:postgresql:")) {
            return value;
        }
        if (!value.startsWith("postgresql://") && !value.startsWith("postgres://")) {
            throw noUrl();
        }
        URI uri;
        try {
            uri = new URI(value);
        } catch (URISyntaxException e) {
            // Its message holds the password.
            throw noUrl();
        }
        if (uri.getHost() == null) {
            throw noUrl();
        }
        String url = "jdbc:postgresql://" + uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "")
                + uri.getRawPath();
        String query = uri.getRawQuery();
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String credentials = user.length == 0
                ? ""
                : "user=" + asParameter(user[0]) + (user.length == 2 ? "&password=" + asParameter(user[1]) : "");
        String parameters = query == null ? credentials : query + (credentials.isEmpty() ? "" : "&" + credentials);
        return parameters.isEmpty() ? url : url + "?" + parameters;
    }

    private static StartupRefused noUrl() {
        return new StartupRefused(
                "--database-url and " + DATABASE_URL
                        + " take postgresql://user:password@host:port/database, with %23 for a # and"
                        + " so on in the password, or a JDBC URL of PostgreSQL",
                2);
    }

    /** The driver reads a parameter as a form's, where {@code +} is a blank and {@code &} an end. */
    private static String asParameter(String userInfo) {
        String plain = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        return URLEncoder.encode(plain, StandardCharsets.UTF_8);
    }
}
