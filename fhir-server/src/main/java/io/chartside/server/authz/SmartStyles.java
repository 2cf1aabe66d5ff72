package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * How a tenant's own screens look, for apps that want to look alike (SMART App Launch 2.2, "Styling"): {@code
 * styles/{tenant}.json} of the configuration folders, a later folder's file instead of an earlier one's. A changed style has
 * a new address, so what an app has kept is right for ever.
 */
@Component
final class SmartStyles {
    /** Below the FHIR base. */
    static final String PATH = ".well-known/smart-style/";

    private static final int VERSION_BYTES = 8;
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{3,8}|rgba?\\([0-9., %]{5,40}\\)");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4})?(px|pt|em|rem|%)");
    private static final Pattern FONTS = Pattern.compile("[A-Za-z0-9 ,'-]{1,200}");
    private static final Map<String, Pattern> MEMBERS = Map.ofEntries(
            Map.entry("color_background", COLOUR),
            Map.entry("color_error", COLOUR),
            Map.entry("color_highlight", COLOUR),
            Map.entry("color_modal_backdrop", COLOUR),
            Map.entry("color_success", COLOUR),
            Map.entry("color_text", COLOUR),
            Map.entry("dim_border_radius", SIZE),
            Map.entry("dim_font_size", SIZE),
            Map.entry("dim_spacing_size", SIZE),
            Map.entry("font_family_body", FONTS),
            Map.entry("font_family_heading", FONTS));

    private final Map<TenantId, Style> styles = new ConcurrentHashMap<>();

    SmartStyles(ServerSettings settings, Tenants tenants) {
        for (TenantSettings tenant : tenants.all()) {
            for (Path folder : settings.configDirs()) {
                Path file = folder.resolve("styles").resolve(tenant.id() + ".json");
                if (Files.isRegularFile(file)) {
                    styles.put(tenant.id(), read(file));
                }
            }
        }
    }

    /** @param version of the address: the beginning of the document's SHA-256, in hex */
    record Style(String json, String version) {
        Style {
            Objects.requireNonNull(json);
            Objects.requireNonNull(version);
        }

        String path() {
            return PATH + version;
        }
    }

    Optional<Style> of(TenantId tenant) {
        return Optional.ofNullable(styles.get(tenant));
    }

    /** @param rest path below the FHIR base */
    static boolean isStyle(String rest) {
        return rest.startsWith(PATH) && rest.indexOf('/', PATH.length()) < 0;
    }

    private static Style read(Path file) {
        try {
            Map<String, Object> json = Json.readObject(Files.readString(file));
            json.forEach((member, value) -> {
                Pattern form = MEMBERS.get(member);
                if (form == null) {
                    throw new IllegalArgumentException(member + " is no member of a SMART style; known are "
                            + List.copyOf(MEMBERS.keySet()).stream().sorted().toList());
                }
                if (!(value instanceof String text) || !form.matcher(text).matches()) {
                    throw new IllegalArgumentException(member + " has no value that is safe to take over");
                }
            });
            String text = Json.write(json);
            byte[] hash = TokenHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
            return new Style(text, HexFormat.of().formatHex(hash, 0, VERSION_BYTES));
        } catch (IOException | RuntimeException e) {
            // Without a cause, because a start that fails says its innermost reason, and that must name the file.
            throw new IllegalStateException(file + " is no valid style file: " + e.getMessage());
        }
    }
}
