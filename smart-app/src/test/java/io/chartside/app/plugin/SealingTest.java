package io.chartside.app.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {

    @TempDir
    Path folder;

    @Test
    void whatIsSealedOpensInItsOwnPlaceOnly() {
        Sealing sealing = Sealing.in(new KeyFolder(folder.resolve("keys")));
        byte[] sealed = sealing.seal("launch.session:1", "Ada Quill");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Quill");
        assertThat(sealing.open("launch.session:1", sealed)).isEqualTo("Ada Quill");
        assertThatThrownBy(() -> sealing.open("launch.session:2", sealed)).isInstanceOf(DamagedSeal.class);
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> sealing.open("launch.session:1", changed)).isInstanceOf(DamagedSeal.class);
        }
    }

    @Test
    void theKeyIsTheSameInEveryProcessAndReadableByItsOwnerAlone() throws IOException {
        byte[] sealed = Sealing.in(new KeyFolder(folder.resolve("keys"))).seal("p", "text");
        assertThat(Sealing.in(new KeyFolder(folder.resolve("keys"))).open("p", sealed))
                .isEqualTo("text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("keys/plugin-aead.json"))))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder.resolve("keys"))).hasSize(1);
    }

    @Test
    void aDamagedKeyFileStopsTheStart() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/plugin-aead.json"), "{}");
        assertThatThrownBy(() -> Sealing.in(new KeyFolder(folder.resolve("keys"))))
                .hasMessageContaining("plugin-aead.json");
    }
}
