package io.chartside.server.store;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Signed statements of where the audit lanes stand, kept outside of the database: whoever cuts the lanes off or writes them
 * anew cannot write these too. Those of all tenants that were at work are written together, under one signature and with one
 * flush to the disk (docs/adr/0053); each tenant's carries its proof, so that it stands alone elsewhere.
 */
public final class AuditCheckpoints {
    /** Of which the lanes are asked for in one statement. */
    private static final int TENANTS_AT_ONCE = 100;
    /** What a stopped process wrote within this time may not have been sent. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** Plan: audit_lane_pkey. */
    private static final String HEADS =
            "select tenant, lane, seq, hash from audit_lane where tenant = any(?) and seq > 0";

    private final RoundConnections database;
    private final AuditChain chain;
    private final ServerSignatures signatures;
    private final RoundFiles files;
    private final CheckpointFolder former;
    private final Optional<CheckpointObjects> objects;
    private final Clock clock;

    /** What the file under way tells of each tenant last. */
    private final Map<TenantId, Written> written = new HashMap<>();

    private byte[] lastHead = new byte[0];
    /** Roots of what was put elsewhere last, or is still to be put there: a new file tells of all tenants, also of those at rest. */
    private final Map<TenantId, byte[]> queued = new HashMap<>();
    /** What is still to be put elsewhere: of each tenant the newest alone. */
    private final Map<TenantId, String> unsent = new ConcurrentHashMap<>();

    AuditCheckpoints(
            RoundConnections database,
            AuditChain chain,
            ServerSignatures signatures,
            RoundFiles files,
            CheckpointFolder former,
            Optional<CheckpointObjects> objects,
            Clock clock) {
        this.database = database;
        this.chain = chain;
        this.signatures = signatures;
        this.files = files;
        this.former = former;
        this.objects = objects;
        this.clock = clock;
    }

    private record Written(byte[] hash, byte[] root) {}

    /**
     * Writes where the lanes stand that this process has moved. What fails is tried again at the next time.
     *
     * @param all whose lanes a new file begins with
     */
    public void writeMoved(Supplier<? extends Collection<TenantId>> all) {
        Set<TenantId> moved = chain.takeMoved();
        try {
            write(moved, all);
        } catch (RuntimeException e) {
            moved.forEach(chain::hasMoved);
            throw e;
        }
    }

    /**
     * Writes where all lanes stand: a crash may have cut off the last that was written of them. Elsewhere goes only what differs from
     * the newest file, and what was written so lately that it may not have been sent.
     */
    public void writeAtStart(Collection<TenantId> all) {
        Instant fresh = clock.instant().minus(FRESH);
        Map<TenantId, Checkpoint> told = objects.isPresent() ? files.end() : Map.of();
        synchronized (this) {
            told.forEach((tenant, checkpoint) -> {
                if (Instant.parse(checkpoint.at()).isBefore(fresh)) {
                    queued.put(tenant, checkpoint.root());
                }
            });
            write(all, () -> all);
        }
    }

    /** Writes where these tenants' lanes stand now, but for those of which the file says so already. */
    synchronized void write(Collection<TenantId> tenants, Supplier<? extends Collection<TenantId>> all) {
        if (tenants.isEmpty()) {
            return;
        }
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean begins = files.beginsFile(day);
        if (begins) {
            written.clear();
            lastHead = new byte[0];
        }
        // Those that were at work first: a tenant may be among them that is not among all.
        Set<TenantId> asked = new LinkedHashSet<>(tenants);
        if (begins) {
            asked.addAll(all.get());
        }
        Instant at = clock.instant();
        Map<TenantId, String> payloads = new LinkedHashMap<>();
        Map<TenantId, Written> next = new HashMap<>();
        heads(asked).forEach((tenant, lanes) -> {
            Written before = written.get(tenant);
            byte[] root = Checkpoint.root(lanes.values());
            if (before == null || !Arrays.equals(before.root(), root)) {
                byte[] last = before == null ? new byte[0] : before.hash();
                String payload = ProvenCheckpoint.payload(
                        tenant, new Checkpoint(at.toString(), last, List.copyOf(lanes.values()), root));
                payloads.put(tenant, payload);
                next.put(tenant, new Written(ProvenCheckpoint.hash(payload), root));
            }
        });
        if (!payloads.isEmpty()) {
            Map<TenantId, String> proven = append(day, at, payloads);
            written.putAll(next);
            if (objects.isPresent()) {
                proven.forEach((tenant, checkpoint) ->
                        queue(tenant, checkpoint, next.get(tenant).root()));
            }
        }
    }

    private void queue(TenantId tenant, String checkpoint, byte[] root) {
        if (!Arrays.equals(queued.put(tenant, root), root)) {
            unsent.put(tenant, checkpoint);
        }
    }

    /** @return what stands alone elsewhere: each checkpoint with its proof and the signed head */
    private Map<TenantId, String> append(LocalDate day, Instant at, Map<TenantId, String> payloads) {
        List<byte[]> leaves =
                payloads.values().stream().map(ProvenCheckpoint::leaf).toList();
        List<List<byte[]>> paths = MerkleTree.paths(leaves);
        Map<TenantId, ProvenCheckpoint> proven = new LinkedHashMap<>();
        payloads.forEach((tenant, payload) ->
                proven.put(tenant, new ProvenCheckpoint(payload, proven.size(), paths.get(proven.size()))));
        String head = new RoundHead(at.toString(), lastHead, leaves.size(), MerkleTree.root(leaves)).signed(signatures);
        files.append(day, head, proven);
        lastHead = RoundHead.hash(head);
        Map<TenantId, String> alone = new HashMap<>();
        proven.forEach((tenant, checkpoint) -> alone.put(tenant, checkpoint + "." + head));
        return alone;
    }

    /** Of tenants that have rows, in the order of their names. */
    private SortedMap<TenantId, SortedMap<Integer, AuditLanes.Lane>> heads(Collection<TenantId> tenants) {
        SortedMap<TenantId, SortedMap<Integer, AuditLanes.Lane>> heads =
                new TreeMap<>(Comparator.comparing(TenantId::value));
        List<TenantId> asked = new ArrayList<>(tenants);
        for (int i = 0; i < asked.size(); i += TENANTS_AT_ONCE) {
            List<TenantId> some = asked.subList(i, Math.min(i + TENANTS_AT_ONCE, asked.size()));
            Object names = some.stream().map(TenantId::value).toArray(String[]::new);
            database.query(some, HEADS, List.of(names), row -> {
                AuditLanes.Lane lane = new AuditLanes.Lane(row.getInt(2), row.getLong(3), row.getBytes(4));
                return heads.computeIfAbsent(new TenantId(row.getString(1)), tenant -> new TreeMap<>())
                        .put(lane.number(), lane);
            });
        }
        return heads;
    }

    /** Puts elsewhere what is written in the folder. What fails is tried again at the next time. */
    public void sendUnsent() {
        RuntimeException failure = null;
        for (TenantId tenant : unsent.keySet()) {
            String checkpoint = unsent.remove(tenant);
            try {
                objects.orElseThrow().append(tenant, checkpoint);
            } catch (RuntimeException e) {
                unsent.putIfAbsent(tenant, checkpoint);
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
        trail.read(former.files(tenant));
        trail.readRounds(files.files());
        objects.ifPresent(trail::read);
        return trail;
    }
}
