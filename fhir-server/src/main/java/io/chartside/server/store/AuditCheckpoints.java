package io.chartside.server.store;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signed statements of where the audit lanes stand, kept outside of the database: whoever cuts the lanes off or writes them
 * anew cannot write these too. In the folder a line names the hash of the line before, so the last line's signature holds a
 * whole file; elsewhere each object stands alone.
 */
public final class AuditCheckpoints {
    /** Tenants whose last line is kept in memory; of others it is read from the file again. */
    private static final int MOST_TENANTS = 2_000;

    private final Database database;
    private final AuditChain chain;
    private final ServerSignatures signatures;
    private final CheckpointFolder folder;
    private final Optional<CheckpointObjects> objects;
    private final Clock clock;
    private final Map<TenantId, Written> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Written> eldest) {
            return size() > MOST_TENANTS;
        }
    };
    /** What is still to be put elsewhere: of each tenant the newest stand alone. */
    private final Map<TenantId, List<AuditLanes.Lane>> unsent = new ConcurrentHashMap<>();

    AuditCheckpoints(
            Database database,
            AuditChain chain,
            ServerSignatures signatures,
            CheckpointFolder folder,
            Optional<CheckpointObjects> objects,
            Clock clock) {
        this.database = database;
        this.chain = chain;
        this.signatures = signatures;
        this.folder = folder;
        this.objects = objects;
        this.clock = clock;
    }

    /** What this process wrote last into the file of a day. */
    private record Written(LocalDate day, byte[] line, Map<Integer, AuditLanes.Lane> lanes) {}

    /** Writes where the lanes stand that this process has moved. What fails is tried again at the next time. */
    public void writeMoved() {
        RuntimeException failure = null;
        for (TenantId tenant : chain.takeMoved()) {
            try {
                write(tenant);
            } catch (RuntimeException e) {
                chain.hasMoved(tenant);
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Writes where the tenant's lanes stand unless the newest file says so already: a crash may have cut off its last line. A
     * tenant that nothing happened at costs a statement and the end of a file.
     */
    public void writeAtStart(TenantId tenant) {
        TreeMap<Integer, AuditLanes.Lane> lanes = heads(tenant);
        if (lanes.isEmpty()) {
            return;
        }
        if (!sameAs(lanes, folder.end(tenant))) {
            write(tenant);
        } else if (objects.isPresent() && folder.isFresh(tenant, clock.instant())) {
            unsent.put(tenant, List.copyOf(lanes.values()));
        }
    }

    private static boolean sameAs(Map<Integer, AuditLanes.Lane> heads, List<Checkpoint> end) {
        Map<Integer, AuditLanes.Lane> told = new TreeMap<>();
        end.forEach(checkpoint -> checkpoint.lanes().forEach(lane -> told.put(lane.number(), lane)));
        return heads.values().stream().allMatch(head -> {
            AuditLanes.Lane lane = told.get(head.number());
            return lane != null && lane.seq() == head.seq() && Arrays.equals(lane.hash(), head.hash());
        });
    }

    /** Writes where the tenant's lanes stand now, unless this process has done so already. */
    public synchronized void write(TenantId tenant) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Written last = written.get(tenant);
        if (last == null) {
            last = last(tenant, day);
        } else if (!last.day().equals(day)) {
            last = new Written(day, new byte[0], Map.of());
        }
        TreeMap<Integer, AuditLanes.Lane> lanes = heads(tenant);
        Map<Integer, AuditLanes.Lane> before = last.lanes();
        List<AuditLanes.Lane> moved = lanes.values().stream()
                .filter(lane -> !before.containsKey(lane.number())
                        || before.get(lane.number()).seq() != lane.seq())
                .toList();
        if (moved.isEmpty()) {
            return;
        }
        Checkpoint checkpoint = new Checkpoint(
                clock.instant().toString(),
                last.line().length == 0 ? new byte[0] : Checkpoint.sha256(last.line()),
                moved,
                Checkpoint.root(lanes.values()));
        String line = signatures.sign(tenant, Checkpoint.TYPE, checkpoint.json(tenant));
        folder.append(tenant, day, line);
        written.put(tenant, new Written(day, line.getBytes(StandardCharsets.US_ASCII), lanes));
        if (objects.isPresent()) {
            unsent.put(tenant, List.copyOf(lanes.values()));
        }
    }

    /** What this process wrote last into the file of the day, as the file tells it. */
    private Written last(TenantId tenant, LocalDate day) {
        Map<Integer, AuditLanes.Lane> lanes = new TreeMap<>();
        byte[] last = new byte[0];
        for (String line : folder.own(tenant, day)) {
            last = line.getBytes(StandardCharsets.US_ASCII);
            CheckpointTrail.payload(tenant, line)
                    .ifPresent(told -> told.lanes().forEach(lane -> lanes.put(lane.number(), lane)));
        }
        return new Written(day, last, lanes);
    }

    private TreeMap<Integer, AuditLanes.Lane> heads(TenantId tenant) {
        TreeMap<Integer, AuditLanes.Lane> lanes = new TreeMap<>();
        for (AuditLanes.Lane lane : database.reading(tenant, AuditChain::heads)) {
            if (lane.seq() > 0) {
                lanes.put(lane.number(), lane);
            }
        }
        return lanes;
    }

    /** Puts elsewhere what is written in the folder. What fails is tried again at the next time. */
    public void sendUnsent() {
        RuntimeException failure = null;
        for (TenantId tenant : unsent.keySet()) {
            List<AuditLanes.Lane> lanes = unsent.remove(tenant);
            try {
                Checkpoint whole =
                        new Checkpoint(clock.instant().toString(), new byte[0], lanes, Checkpoint.root(lanes));
                objects.orElseThrow().append(tenant, signatures.sign(tenant, Checkpoint.TYPE, whole.json(tenant)));
            } catch (RuntimeException e) {
                unsent.putIfAbsent(tenant, lanes);
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Whatever was written for a tenant, in the folder and elsewhere. */
    CheckpointTrail read(TenantId tenant) {
        CheckpointTrail trail = new CheckpointTrail(tenant, signatures);
        trail.read(folder.files(tenant));
        objects.ifPresent(trail::read);
        return trail;
    }
}
