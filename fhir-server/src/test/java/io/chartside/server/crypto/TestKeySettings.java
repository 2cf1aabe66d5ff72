package io.chartside.server.crypto;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** {@code chartside.keys} as Spring binds it. */
public final class TestKeySettings {
    private TestKeySettings() {}

    /** @param settings by key below {@code chartside.keys.}; what is missing has its default */
    public static KeySettings of(Map<String, String> settings) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        settings.forEach((key, value) -> source.put("chartside.keys." + key, value));
        return new Binder(source).bindOrCreate("chartside.keys", KeySettings.class);
    }
}
