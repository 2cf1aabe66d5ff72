package io.chartside.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MA10: the master key in a file, and its rotation. */
class FileKeyServiceTest {
    private static final byte[] KEY = new byte[32];
    private static final KeyOwner OWNER = KeyOwner.kek("clinic");

    @TempDir
    Path folder;

    @Test
    void rotatedKey_wrapsInEveryProcessAtOnce_formerOpens_untilItsTimeIsOver() throws Exception {
        Path file = folder.resolve("master-key.json");
        Clock clock = Clock.systemUTC();
        MasterKey one = FileKeyService.open(file, Duration.ofDays(30), clock);
        MasterKey another = FileKeyService.open(file, Duration.ofDays(30), clock);
        byte[] before = one.wrap(KEY, OWNER);
        assertThat(another.isNewest(before)).isTrue();

        FileKeyService.rotate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(one.isNewest(before)).isFalse();
        byte[] after = one.wrap(KEY, OWNER);
        assertThat(another.isNewest(after)).isTrue();
        assertThat(another.unwrap(before, OWNER)).isEqualTo(KEY);
        assertThat(another.opens("another", before)).isFalse();

        one.forgetFormer();
        assertThat(one.opens("clinic", before)).isTrue();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        one.forgetFormer();
        assertThat(one.opens("clinic", before)).isFalse();
        assertThat(another.unwrap(after, OWNER)).isEqualTo(KEY);
    }

    @Test
    void fileThatIsGone_isUnavailable_andNoNewKeyIsMade() throws Exception {
        Path file = folder.resolve("master-key.json");
        MasterKey master = FileKeyService.open(file, Duration.ZERO, Clock.systemUTC());
        byte[] wrapped = master.wrap(KEY, OWNER);
        Files.move(file, folder.resolve("elsewhere"));

        assertThatThrownBy(() -> master.unwrap(wrapped, OWNER)).isInstanceOf(KeysUnavailable.class);
        assertThatThrownBy(() -> master.wrap(KEY, OWNER)).isInstanceOf(KeysUnavailable.class);
        assertThat(file).doesNotExist();
    }
}
