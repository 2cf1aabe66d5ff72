package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Whether the record knows the EHR's people: the tenant's file trusts its issuer and links at least one of them. */
final class TenantTrust {
    private TenantTrust() {}

    static List<Finding> findings(EhrProfile profile, List<Path> configDirs) {
        String name = "tenants/" + profile.tenant() + ".yml";
        Optional<Path> file = configDirs.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .reduce((earlier, later) -> later);
        if (file.isEmpty()) {
            return List.of(Finding.wrong(
                    "there is no " + name + " in the configuration: the profile's tenant does not exist"));
        }
        try {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file.get()));
            return trust(profile, name, content);
        } catch (IOException | YAMLException e) {
            return List.of(Finding.wrong(file.get() + " cannot be read: " + e.getMessage()));
        }
    }

    private static List<Finding> trust(EhrProfile profile, String name, Object content) {
        String issuer =
                profile.endpoints().idTokenIssuer().orElse(profile.base().toString());
        boolean own = issuer.endsWith("/fhir/" + profile.tenant());
        for (Object entry : list(content, "trusted-issuers")) {
            String trusted = text(entry, "issuer");
            if (trusted.equals(issuer) || own && trusted.equals("self")) {
                return of(profile, name, entry, trusted.equals("self"));
            }
        }
        return List.of(Finding.wrong(name + " does not trust " + issuer + ": add it under trusted-issuers"));
    }

    private static List<Finding> of(EhrProfile profile, String name, Object entry, boolean self) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.fine(name + " trusts the issuer"));
        if (!list(entry, "clients").contains(profile.client().id())) {
            findings.add(Finding.wrong(name + " does not take id_tokens made for the client "
                    + profile.client().id() + ": add it to clients of the issuer"));
        }
        if (!self && text(entry, "jwks-uri").isEmpty()) {
            findings.add(Finding.wrong(name + " names no jwks-uri for the issuer"));
        }
        if (!self && list(entry, "links").isEmpty()) {
            findings.add(Finding.wrong(name + " links nobody of this EHR: no clinician gets in"));
        }
        if (!self && !text(entry, "auth-time").equals("issued-at")) {
            findings.add(Finding.note(
                    "id_tokens must carry auth_time; if this EHR's do not, see auth-time in docs/security.md"));
        }
        return findings;
    }

    private static List<?> list(Object content, String key) {
        return content instanceof Map<?, ?> map && map.get(key) instanceof List<?> list ? list : List.of();
    }

    private static String text(Object content, String key) {
        return content instanceof Map<?, ?> map && map.get(key) != null
                ? map.get(key).toString()
                : "";
    }
}
