package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnOldestPostgres
class DatabaseBootstrapTest {
    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    private static DatabaseBootstrap bootstrap(String url, Path keys) {
        return new DatabaseBootstrap(
                new DatabaseSettings(url, "chartside", "chartside_keys", 2),
                DatabaseRoles.open(keys.resolve("database.properties")),
                MasterKey.open(keys.resolve("master-key.json")));
    }

    @Test
    void secondStart_changesNothing_andSecretsAreTheirOwnersAlone() throws IOException {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());
        Path keys = TestDatabase.dataDir().resolve("keys");

        assertThatCode(() -> bootstrap(TestDatabase.url(), keys).run(MONTH)).doesNotThrowAnyException();
        for (String file : new String[] {"database.properties", "master-key.json"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void dataFolderOfAnotherInstallation_isRefusedBeforeAnythingIsChanged(@TempDir Path other) {
        TestStore.bean(KeyRing.class).tenant(TestStore.freshTenant());

        assertThatThrownBy(() ->
                        bootstrap(TestDatabase.url(), other.resolve("keys")).run(MONTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("data folder");
        assertThat(TestStore.read(TestStore.freshTenant(), "Patient", "nobody")).isEmpty();
    }

    @Test
    void databaseThatCannotBeReached_saysSoInOneLine(@TempDir Path other) {
        assertThatThrownBy(() -> bootstrap("jdbc:postgresql://127.0.0.1:1/postgres?user=x&password=secretword", other)
                        .run(MONTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot prepare the database")
                .hasMessageNotContaining("secretword");
        assertThatThrownBy(() -> bootstrap("mysql://x", other).run(MONTH)).isInstanceOf(IllegalStateException.class);
    }
}
