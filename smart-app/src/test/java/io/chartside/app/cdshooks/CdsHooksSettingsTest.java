package io.chartside.app.cdshooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CdsHooksSettingsTest {

    @Test
    void everySettingIsDocumented() throws IOException {
        String configuration = Files.readString(Path.of("../docs/configuration.md"));
        for (var component : CdsHooksSettings.class.getRecordComponents()) {
            String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            assertThat(configuration).contains("`chartside.cds-hooks." + key + "`");
        }
        assertThatThrownBy(() -> new CdsHooksSettings(Duration.ZERO, "client", false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
