package io.chartside.app.plugin;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the plugin lives.
 *
 * @param dataDir folder of this installation; keys are below {@code keys}
 * @param configDirs folders of the shape of {@code config/}; a file in a later one replaces its namesake in an earlier one
 * @param demo whether this is the demo; sites that say {@code demo: true} exist only then
 * @param serverUrl origin of Chartside's FHIR server
 * @param appUrl origin under which browsers reach this process
 */
@ConfigurationProperties("chartside")
public record PluginSettings(
        @DefaultValue("data") Path dataDir,
        @DefaultValue("config") List<Path> configDirs,
        @DefaultValue("false") boolean demo,
        @DefaultValue("http://127.0.0.1:8080") URI serverUrl,
        @DefaultValue("http://localhost:8081") URI appUrl) {

    public PluginSettings {
        requireOrigin("chartside.server-url", serverUrl);
        requireOrigin("chartside.app-url", appUrl);
        if (!demo && !appUrl.getScheme().equals("https") && !isLoopback(appUrl)) {
            throw new IllegalArgumentException("chartside.app-url must be https outside of this machine");
        }
    }

    /** Folder of the key files. */
    public Path keys() {
        return dataDir.resolve("keys");
    }

    /** The FHIR base of a tenant's record. */
    public URI recordBase(String tenant) {
        return URI.create(serverUrl + "/fhir/" + tenant);
    }

    private static boolean isLoopback(URI address) {
        return List.of("localhost", "127.0.0.1", "[::1]").contains(address.getHost());
    }

    private static void requireOrigin(String key, URI value) {
        boolean origin = value.getHost() != null
                && List.of("http", "https").contains(value.getScheme())
                && (value.getRawPath() == null || value.getRawPath().isEmpty())
                && value.getRawQuery() == null;
        if (!origin) {
            throw new IllegalArgumentException(key + " must be an origin, such as https://app.example.org");
        }
    }
}
