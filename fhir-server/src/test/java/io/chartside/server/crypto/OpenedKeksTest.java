package io.chartside.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R14: how long unwrapped keys serve while the key service does not. */
class OpenedKeksTest {
    private static final TenantId CLINIC = new TenantId("clinic");

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private Path file;
    private MasterKey master;
    private OpenedKeks keks;
    private WrappedKey kek;

    @BeforeEach
    void open() {
        file = folder.resolve("master-key.json");
        master = FileKeyService.open(file, Duration.ZERO, Clock.systemUTC());
        keks = new OpenedKeks(master, Duration.ofMinutes(5), nanos::get);
        kek = new WrappedKey(1, master.wrap(new byte[32], KeyOwner.kek("clinic")), 0, true);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean takenAway() {
        return file.toFile().renameTo(folder.resolve("away").toFile());
    }

    private boolean broughtBack() {
        return folder.resolve("away").toFile().renameTo(file.toFile());
    }

    @Test
    void serviceDown_heldKekServesUntilItsTimeIsOver_thenNothing_andAgainAfterwards() {
        keks.open(CLINIC, kek);
        assertThat(takenAway()).isTrue();

        pass(Duration.ofSeconds(299));
        OpenedKeks.Opened held = keks.open(CLINIC, kek);
        assertThat(keks.shorter(Duration.ofMinutes(2), held)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> keks.open(CLINIC, kek)).isInstanceOf(KeysUnavailable.class);

        assertThat(broughtBack()).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(keks.open(CLINIC, kek)).isNotNull();
    }

    @Test
    void usedNowAndThen_isUnwrappedAnewAfterHalfOfItsTime_soAnOutageIsOutlivedByTheOtherHalf() {
        OpenedKeks.Opened first = keks.open(CLINIC, kek);
        pass(Duration.ofSeconds(149));
        assertThat(keks.open(CLINIC, kek)).isSameAs(first);
        pass(Duration.ofSeconds(2));
        OpenedKeks.Opened second = keks.open(CLINIC, kek);
        assertThat(second).isNotSameAs(first);

        assertThat(takenAway()).isTrue();
        pass(Duration.ofSeconds(290));
        assertThat(keks.open(CLINIC, kek)).isSameAs(second);
    }

    @Test
    void anotherKekOfTheSameVersion_isNotServedFromWhatIsHeld() {
        OpenedKeks.Opened first = keks.open(CLINIC, kek);
        WrappedKey other = new WrappedKey(1, master.wrap(new byte[32], KeyOwner.kek("clinic")), 0, true);

        assertThat(keks.open(CLINIC, other)).isNotSameAs(first);
        assertThatThrownBy(() -> keks.open(new TenantId("another"), kek)).isInstanceOf(MasterKeyRefused.class);
    }
}
