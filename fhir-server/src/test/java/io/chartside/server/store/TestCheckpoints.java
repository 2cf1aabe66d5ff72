package io.chartside.server.store;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Processes that write checkpoints into a folder of their own, and rows for them to tell of. */
final class TestCheckpoints {
    private TestCheckpoints() {}

    static AuditCheckpoints process(Path folder) {
        return process(folder, Optional.empty(), TestStore.bean(Clock.class));
    }

    static AuditCheckpoints process(Path folder, WriteOnceObjects objects) {
        return process(folder, Optional.of(objects), TestStore.bean(Clock.class));
    }

    static AuditCheckpoints process(Path folder, Optional<WriteOnceObjects> objects, Clock clock) {
        return new AuditCheckpoints(
                TestStore.bean(RoundConnections.class),
                TestStore.bean(AuditChain.class),
                TestStore.bean(ServerSignatures.class),
                new RoundFiles(folder),
                new CheckpointFolder(folder),
                objects.map(TestCheckpoints::objects),
                clock);
    }

    private static CheckpointObjects objects(WriteOnceObjects second) {
        return new CheckpointObjects(
                Outbound.allowing(List.of(AllowedOrigin.internal(second.url()))),
                second.url(),
                request -> request.header("Authorization", WriteOnceObjects.KEY));
    }

    /** Writes where the lanes stand of these tenants; a new file begins with no others. */
    static void write(AuditCheckpoints checkpoints, TenantId... tenants) {
        checkpoints.write(List.of(tenants), List::of);
    }

    static AuditVerifier.Report verified(AuditCheckpoints checkpoints, TenantId of) {
        return new AuditVerifier(
                        TestStore.bean(Database.class),
                        TestStore.bean(Keeper.class),
                        TestStore.bean(KeyRing.class),
                        checkpoints)
                .verify(of);
    }

    /** @return the event's id */
    static String append(TenantId to) {
        String id = LogicalIds.next();
        byte[] event = "{\"resourceType\":\"AuditEvent\",\"entity\":[]}".getBytes(StandardCharsets.UTF_8);
        TestStore.bean(ResourceStore.class).write(to, unit -> {
            unit.audit(List.of(new AuditRow(id, Instant.parse("2026-11-05T10:00:00Z"), event, List.of(), List.of())));
            return null;
        });
        return id;
    }

    /** @param statements in which {@code :tenant} stands for the tenant */
    static void asSuperuser(TenantId tenant, String... statements) {
        TestStore.asSuperuser("chartside", connection -> {
            for (String sql : statements) {
                connection.createStatement().execute(sql.replace(":tenant", "'" + tenant.value() + "'"));
            }
            return null;
        });
    }

    /** Empties the lanes so that what is left is whole in itself. */
    static void cutOff(TenantId tenant) {
        asSuperuser(
                tenant,
                "delete from audit_event where tenant = :tenant",
                "update audit_lane set seq = 0, hash = decode(repeat('00', 32), 'hex') where tenant = :tenant");
    }
}
