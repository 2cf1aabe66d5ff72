package io.chartside.server.authz;

import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.server.tenancy.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code clients/*.json}; a client of a later folder replaces the one of the same client_id. */
final class ClientFiles {
    /** Stands in a file for where the Chartside app is reached. */
    private static final String APP_URL = "{app-url}";

    private static final Set<String> KNOWN = Set.of(
            "client_id",
            "client_name",
            "client_uri",
            "logo_uri",
            "contacts",
            "redirect_uris",
            "grant_types",
            "response_types",
            "token_endpoint_auth_method",
            "jwks",
            "jwks_uri",
            "scope",
            "dpop_bound_access_tokens",
            "chartside_tenants",
            "chartside_first_party",
            "chartside_client_secret_sha256",
            "chartside_jwks_file");

    private final KeyFiles keys;
    private final ServerSettings settings;

    ClientFiles(KeyFiles keys, ServerSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    Collection<Client> readAll() {
        Map<String, Client> clients = new LinkedHashMap<>();
        for (Path folder : settings.configDirs()) {
            for (Path file : filesOf(folder.resolve("clients"))) {
                Client client = read(file);
                clients.put(client.clientId(), client);
            }
        }
        return clients.values();
    }

    private static List<Path> filesOf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the folder " + folder, e);
        }
    }

    private Client read(Path file) {
        try {
            Map<String, Object> json = Json.readObject(
                    Files.readString(file).replace(APP_URL, settings.appUrl().toString()));
            for (String member : json.keySet()) {
                if (!KNOWN.contains(member)) {
                    throw new IllegalArgumentException("unknown member " + member);
                }
            }
            return ClientMetadata.client(
                    ClientMetadata.required(json, "client_id"),
                    json,
                    jwks(json),
                    ClientMetadata.text(json, "chartside_client_secret_sha256"),
                    new LinkedHashSet<>(ClientMetadata.strings(json, "chartside_tenants")));
        } catch (IOException | RuntimeException e) {
            // Without a cause, because a start that fails says its innermost reason, and that must name the file.
            throw new IllegalStateException(file + " is no valid client file: " + e.getMessage());
        }
    }

    private JWKSet jwks(Map<String, Object> json) {
        if (json.get("chartside_jwks_file") instanceof String name) {
            if (!name.matches("[a-z0-9-]{1,60}\\.jwk")) {
                throw new IllegalArgumentException("chartside_jwks_file is a name such as script.jwk");
            }
            return new JWKSet(keys.loadOrCreate(name)).toPublicJWKSet();
        }
        return ClientMetadata.jwks(json);
    }
}
