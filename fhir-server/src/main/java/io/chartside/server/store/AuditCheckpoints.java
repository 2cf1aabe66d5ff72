package io.chartside.server.store;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Signed statements of where the audit lanes stand, kept outside of the database: whoever cuts the lanes off or writes them
 * anew cannot write these too. A line names the hash of the line before, so the last line's signature holds a whole file.
 */
public final class AuditCheckpoints {
    /** Of files before the newest ones the last line alone is kept in memory. */
    private static final int FILES_IN_FULL = 2;

    private final Database database;
    private final AuditChain chain;
    private final ServerSignatures signatures;
    private final CheckpointFolder folder;
    private final Clock clock;
    private final Map<TenantId, Written> written = new HashMap<>();

    AuditCheckpoints(
            Database database, AuditChain chain, ServerSignatures signatures, CheckpointFolder folder, Clock clock) {
        this.database = database;
        this.chain = chain;
        this.signatures = signatures;
        this.folder = folder;
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

    /** Writes where the tenant's lanes stand now, unless this process has done so already. */
    public synchronized void write(TenantId tenant) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Written last = written.get(tenant);
        if (last == null || !last.day().equals(day)) {
            last = new Written(day, new byte[0], Map.of());
        }
        TreeMap<Integer, AuditLanes.Lane> lanes = new TreeMap<>();
        for (AuditLanes.Lane lane : database.reading(tenant, AuditChain::heads)) {
            if (lane.seq() > 0) {
                lanes.put(lane.number(), lane);
            }
        }
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
    }

    /** @param at when the checkpoint was written */
    record Point(byte[] hash, String at) {}

    /**
     * What was written for a tenant.
     *
     * @param lanes of each lane the rows by their numbers
     * @param problems lines that do not hold
     */
    record Trail(Map<Integer, NavigableMap<Long, Point>> lanes, List<String> problems) {}

    Trail read(TenantId tenant) {
        Trail trail = new Trail(new TreeMap<>(), new ArrayList<>());
        List<Path> files = folder.files(tenant);
        for (int i = 0; i < files.size(); i++) {
            List<String> lines = CheckpointFolder.lines(files.get(i));
            if (!lines.isEmpty()) {
                read(tenant, files.get(i), lines, i >= files.size() - FILES_IN_FULL, trail);
            }
        }
        return trail;
    }

    /** The signature of the last line is checked, and that each line is the one that the next names. */
    private void read(TenantId tenant, Path file, List<String> lines, boolean inFull, Trail trail) {
        int last = lines.size() - 1;
        if (signatures.verified(tenant, Checkpoint.TYPE, lines.get(last)).isEmpty()) {
            trail.problems().add("the last line of " + file.getFileName() + " is not what this server signed");
            return;
        }
        TreeMap<Integer, AuditLanes.Lane> lanes = new TreeMap<>();
        for (int n = 0; n <= last; n++) {
            Optional<Checkpoint> found = payload(tenant, lines.get(n));
            byte[] before =
                    n == 0 ? new byte[0] : Checkpoint.sha256(lines.get(n - 1).getBytes(StandardCharsets.US_ASCII));
            if (found.isEmpty() || !Arrays.equals(found.get().before(), before)) {
                trail.problems().add("line " + (n + 1) + " of " + file.getFileName() + " does not follow");
                return;
            }
            Checkpoint checkpoint = found.get();
            checkpoint.lanes().forEach(lane -> lanes.put(lane.number(), lane));
            if (!Arrays.equals(checkpoint.root(), Checkpoint.root(lanes.values()))) {
                trail.problems().add("line " + (n + 1) + " of " + file.getFileName() + " has another root");
                return;
            }
            if (inFull || n == last) {
                for (AuditLanes.Lane lane : n == last ? lanes.values() : checkpoint.lanes()) {
                    trail.lanes()
                            .computeIfAbsent(lane.number(), l -> new TreeMap<>())
                            .put(lane.seq(), new Point(lane.hash(), checkpoint.at()));
                }
            }
        }
    }

    private static Optional<Checkpoint> payload(TenantId tenant, String line) {
        String[] parts = line.split("\\.");
        try {
            return parts.length == 3
                    ? Optional.of(Checkpoint.parse(
                            tenant, new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
