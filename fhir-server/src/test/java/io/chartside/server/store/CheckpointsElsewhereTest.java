package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId tenant = TestStore.freshTenant();
    private final WriteOnceObjects objects = new WriteOnceObjects();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        objects.close();
    }

    private AuditCheckpoints process(boolean elsewhere) {
        CheckpointObjects second = new CheckpointObjects(
                Outbound.allowing(List.of(AllowedOrigin.internal(objects.url()))),
                objects.url(),
                request -> request.header("Authorization", WriteOnceObjects.KEY));
        return new AuditCheckpoints(
                TestStore.bean(Database.class),
                TestStore.bean(AuditChain.class),
                TestStore.bean(ServerSignatures.class),
                new CheckpointFolder(folder),
                elsewhere ? Optional.of(second) : Optional.empty(),
                TestStore.bean(Clock.class));
    }

    private static AuditVerifier.Report verified(AuditCheckpoints checkpoints, TenantId of) {
        return new AuditVerifier(
                        TestStore.bean(Database.class),
                        TestStore.bean(Keeper.class),
                        TestStore.bean(KeyRing.class),
                        checkpoints)
                .verify(of);
    }

    private String append(TenantId to) {
        String id = LogicalIds.next();
        byte[] event = "{\"resourceType\":\"AuditEvent\",\"entity\":[]}".getBytes(StandardCharsets.UTF_8);
        store.write(to, unit -> {
            unit.audit(List.of(new AuditRow(id, Instant.parse("2026-11-05T10:00:00Z"), event, List.of(), List.of())));
            return null;
        });
        return id;
    }

    private void asSuperuser(String... statements) {
        TestStore.asSuperuser("chartside", connection -> {
            for (String sql : statements) {
                connection.createStatement().execute(sql.replace(":tenant", "'" + tenant.value() + "'"));
            }
            return null;
        });
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
            checkpoints.write(tenant);
            checkpoints.sendUnsent();
        }
        assertThat(objects.objects()).hasSize(5);
        assertThat(verified(checkpoints, tenant).isWhole())
                .as(verified(checkpoints, tenant).toString())
                .isTrue();

        asSuperuser(
                "delete from audit_event where tenant = :tenant",
                "update audit_lane set seq = 0, hash = decode(repeat('00', 32), 'hex') where tenant = :tenant");
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
            writer.write(tenant);
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
        checkpoints.write(tenant);
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
        checkpoints.write(tenant);
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

    @Test
    void startWithManyTenants_writesOnlyWhereACrashCutTheLastOff() throws IOException {
        List<TenantId> tenants = new ArrayList<>();
        AuditCheckpoints before = process(false);
        for (int i = 0; i < 12; i++) {
            TenantId one = TestStore.freshTenant();
            append(one);
            append(one);
            before.write(one);
            tenants.add(one);
        }
        append(tenants.get(7));

        AuditCheckpoints after = process(false);
        for (int i = 0; i < 1_000 - tenants.size(); i++) {
            after.writeAtStart(new TenantId("quiet-" + i));
        }
        tenants.forEach(after::writeAtStart);

        assertThat(files()).hasSize(13);
        assertThat(verified(after, tenants.get(7)).isWhole()).isTrue();
        after.write(tenants.get(7));
        assertThat(files()).as("nothing has moved since").hasSize(13);
    }

    @Test
    void eventThatWasChanged_isNamedByItsId() {
        AuditCheckpoints checkpoints = process(false);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(append(tenant));
        }
        asSuperuser("update audit_event set event = set_byte(event, 20, get_byte(event, 20) # 1) where tenant = :tenant"
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
