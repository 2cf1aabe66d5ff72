package io.chartside.server.tenancy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this process stands: keys {@code chartside.*} of docs/configuration.md.
 *
 * @param dataDir holds {@code keys/}, mode 0700
 * @param configDirs folders of configuration files; a later one lays over an earlier
 * @param demo whether the demo EHR page and its sign-in without a password exist
 * @param serverUrl this server as clients see it, without a path; the issuer of every tenant begins with it
 * @param appUrl the Chartside app as browsers see it
 */
@ConfigurationProperties("chartside")
public record ServerSettings(
        @DefaultValue("data") Path dataDir,
        @DefaultValue("config") List<Path> configDirs,
        @DefaultValue("false") boolean demo,
        @DefaultValue("http://127.0.0.1:8080") URI serverUrl,
        @DefaultValue("http://localhost:8081") URI appUrl) {

    public ServerSettings {
        configDirs = List.copyOf(configDirs);
        serverUrl = withoutTrailingSlash(serverUrl);
        appUrl = withoutTrailingSlash(appUrl);
    }

    /** FHIR base URL of a tenant, which is also its issuer (SMART App Launch 2.2, "issuer"). */
    public String fhirBase(TenantId tenant) {
        return serverUrl + "/fhir/" + tenant;
    }

    private static URI withoutTrailingSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
