package io.chartside.server.store;

import static io.chartside.server.store.TestCheckpoints.append;
import static io.chartside.server.store.TestCheckpoints.asSuperuser;
import static io.chartside.server.store.TestCheckpoints.cutOff;
import static io.chartside.server.store.TestCheckpoints.verified;
import static io.chartside.server.store.TestCheckpoints.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MA9: a second place for checkpoints that is really elsewhere, and starts of a server with many tenants. */
class CheckpointsElsewhereTest {
    private final TenantId tenant = TestStore.freshTenant();
    private final WriteOnceObjects objects = new WriteOnceObjects();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        objects.close();
    }

    private AuditCheckpoints process(boolean elsewhere) {
        return elsewhere ? TestCheckpoints.process(folder, objects) : TestCheckpoints.process(folder);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void trailCutOffTogetherWithTheFolder_isMissedByTheOtherPlace() throws IOException {
        AuditCheckpoints checkpoints = process(true);
        for (int i = 0; i < 5; i++) {
            append(tenant);
            write(checkpoints, tenant);
            checkpoints.sendUnsent();
        }
        assertThat(objects.objects()).hasSize(5);
        assertThat(verified(checkpoints, tenant).isWhole())
                .as(verified(checkpoints, tenant).toString())
                .isTrue();

        cutOff(tenant);
        for (Path file : files()) {
            Files.delete(file);
        }

        assertThat(verified(process(false), tenant).isWhole())
                .as("without the other place nobody would know")
                .isTrue();
        assertThat(verified(checkpoints, tenant).breaks()).isNotEmpty().allSatisfy(found -> {
            assertThat(found.seq()).isEqualTo(1);
            assertThat(found.problem()).contains("missing");
        });
    }

    @Test
    void twoProcesses_writeOneRowOfObjects_andNoneTwice() {
        AuditCheckpoints one = process(true);
        AuditCheckpoints other = process(true);
        for (int i = 0; i < 20; i++) {
            append(tenant);
            AuditCheckpoints writer = i % 3 == 0 ? other : one;
            write(writer, tenant);
            writer.sendUnsent();
        }
        assertThat(objects.objects().keySet())
                .hasSize(20)
                .contains("/checkpoints/" + tenant + "/1.jws", "/checkpoints/" + tenant + "/20.jws");
        assertThat(verified(one, tenant).isWhole()).isTrue();
    }

    @Test
    void placeThatIsDown_isAFinding_andGetsTheNewestOnceItIsUp() {
        AuditCheckpoints checkpoints = process(true);
        append(tenant);
        write(checkpoints, tenant);
        objects.refuse(503);
        assertThatThrownBy(checkpoints::sendUnsent).hasMessageContaining("503");
        assertThat(verified(checkpoints, tenant).findings())
                .singleElement()
                .asString()
                .contains("elsewhere cannot be read");

        objects.refuse(0);
        checkpoints.sendUnsent();
        assertThat(objects.objects()).hasSize(1);
        assertThat(verified(checkpoints, tenant).isWhole()).isTrue();
    }

    @Test
    void forgedObject_isNamed() {
        AuditCheckpoints checkpoints = process(true);
        append(tenant);
        write(checkpoints, tenant);
        checkpoints.sendUnsent();
        objects.objects().replaceAll((path, line) -> {
            line[line.length - 3] = (byte) (line[line.length - 3] == 'A' ? 'B' : 'A');
            return line;
        });
        assertThat(verified(checkpoints, tenant).findings())
                .singleElement()
                .asString()
                .contains("checkpoint 1 elsewhere");
    }

    /** Each of them stands in the new file; elsewhere goes only what may not be there. */
    @Test
    void startWithManyTenants_sendsOnlyWhatACrashMayHaveCutOff() throws IOException {
        List<TenantId> tenants = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            TenantId one = TestStore.freshTenant();
            append(one);
            append(one);
            tenants.add(one);
        }
        for (int i = tenants.size(); i < 1_000; i++) {
            tenants.add(new TenantId("quiet-" + i));
        }
        Clock longAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(-3));
        AuditCheckpoints before = TestCheckpoints.process(folder, Optional.of(objects), longAgo);
        before.writeAtStart(tenants);
        before.sendUnsent();
        assertThat(objects.objects()).hasSize(12);
        append(tenants.get(7));

        AuditCheckpoints after = process(true);
        after.writeAtStart(tenants);
        after.sendUnsent();

        assertThat(files()).hasSize(2);
        assertThat(objects.objects().keySet()).hasSize(13).contains("/checkpoints/" + tenants.get(7) + "/2.jws");
        assertThat(verified(after, tenants.get(7)).isWhole()).isTrue();
        write(after, tenants.get(7));
        assertThat(files()).as("nothing has moved since").hasSize(2);
    }

    @Test
    void whatWasWrittenLately_mayNotHaveBeenSent_andIsSentAtTheNextStart() {
        append(tenant);
        write(process(true), tenant);

        AuditCheckpoints after = process(true);
        after.writeAtStart(List.of(tenant));
        after.sendUnsent();

        assertThat(objects.objects()).hasSize(1);
        assertThat(verified(after, tenant).isWhole()).isTrue();
    }

    @Test
    void newDay_beginsAFileWithAllTenants_andSendsNoneOfThoseAtRest() throws IOException {
        TenantId atRest = TestStore.freshTenant();
        append(tenant);
        append(atRest);
        TestClock clock = new TestClock(Instant.parse("2026-11-05T23:59:58Z"));
        AuditCheckpoints checkpoints = TestCheckpoints.process(folder, Optional.of(objects), clock);
        checkpoints.write(List.of(tenant, atRest), List::of);
        clock.forward(Duration.ofSeconds(5));
        append(tenant);
        checkpoints.write(List.of(tenant), () -> List.of(tenant, atRest));
        checkpoints.sendUnsent();

        assertThat(files()).hasSize(2);
        assertThat(Files.readAllLines(files().get(1)).size()
                        + Files.readAllLines(files().get(0)).size())
                .isEqualTo(6);
        assertThat(objects.objects()).hasSize(2);
        assertThat(verified(checkpoints, atRest).isWhole()).isTrue();
    }

    @Test
    void eventThatWasChanged_isNamedByItsId() {
        AuditCheckpoints checkpoints = process(false);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(append(tenant));
        }
        asSuperuser(
                tenant,
                "update audit_event set event = set_byte(event, 20, get_byte(event, 20) # 1) where tenant = :tenant"
                        + " and id = '" + ids.get(3) + "'");
        assertThat(verified(checkpoints, tenant).breaks()).singleElement().satisfies(found -> {
            assertThat(found.event()).isEqualTo(ids.get(3));
            assertThat(found.toString()).contains("AuditEvent/" + ids.get(3));
        });
    }

    @Test
    void checkpointsOlderThanTenSeconds_areRefusedAsASetting() {
        assertThatThrownBy(() -> new AuditSettings(null, Duration.ofSeconds(11), null, null, false, null))
                .hasMessageContaining("100 ms to 10 s");
        assertThat(new AuditSettings(null, Duration.ofSeconds(10), null, "Bearer secret", false, null).toString())
                .doesNotContain("secret");
    }
}
