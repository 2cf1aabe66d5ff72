package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Holds a tenant's audit against itself, against the checkpoints outside of the database, and the record against the audit. A
 * superuser's edit, insertion, reordering or deletion breaks the chain at its row; rows cut off, or written anew with all their
 * hashes, differ from the last checkpoint that was written after them; a resource that was rolled back or deleted is behind the
 * last version that was audited.
 */
public final class AuditVerifier {
    private static final int THREADS = 2;
    private static final String LANE = "copy (select " + AuditCopy.COLUMNS + " from audit_event where tenant = '%s'"
            + " and lane = %d order by seq) to stdout (format binary)";

    private final Database database;
    private final Keeper keeper;
    private final KeyRing keys;
    private final AuditCheckpoints checkpoints;

    AuditVerifier(Database database, Keeper keeper, KeyRing keys, AuditCheckpoints checkpoints) {
        this.database = database;
        this.keeper = keeper;
        this.keys = keys;
        this.checkpoints = checkpoints;
    }

    /**
     * The first row of a lane that is wrong, and what is wrong with it.
     *
     * @param event id of the AuditEvent that stands there, or what the ids of several begin with; empty when none stands there
     */
    public record Break(int lane, long seq, String event, String problem) {
        @Override
        public String toString() {
            return "lane " + lane + ", row " + seq + (event.isEmpty() ? "" : ", AuditEvent/" + event) + ": " + problem;
        }
    }

    /**
     * @param rows that were looked at
     * @param breaks one a lane at most
     * @param findings on checkpoints and on resources
     */
    public record Report(long rows, List<Break> breaks, List<String> findings) {
        public Report {
            breaks = List.copyOf(breaks);
            findings = List.copyOf(findings);
        }

        public boolean isWhole() {
            return breaks.isEmpty() && findings.isEmpty();
        }
    }

    private record LaneReport(long rows, Optional<Break> broken, List<String> findings) {}

    public Report verify(TenantId tenant) {
        // Before the lanes are looked at, so that they are as far as any checkpoint says.
        CheckpointTrail trail = checkpoints.read(tenant);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<LaneReport>> lanes = new ArrayList<>();
            for (int lane = 0; lane < AuditChain.LANES; lane++) {
                int number = lane;
                lanes.add(threads.submit(() -> verify(tenant, number, trail.of(number))));
            }
            long rows = 0;
            List<Break> breaks = new ArrayList<>();
            List<String> findings = new ArrayList<>(trail.problems());
            for (Future<LaneReport> lane : lanes) {
                LaneReport report = lane.get();
                rows += report.rows();
                report.broken().ifPresent(breaks::add);
                findings.addAll(report.findings());
            }
            return new Report(rows, breaks, findings);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private LaneReport verify(TenantId tenant, int lane, NavigableMap<Long, CheckpointTrail.Point> points) {
        AuditedVersions versions = new AuditedVersions(tenant, database, keys);
        Walk walk = new Walk(lane, points, versions);
        AuditLanes.Lane[] head = new AuditLanes.Lane[1];
        keeper.snapshot(tenant, (session, copy) -> {
            head[0] = head(session, lane);
            AuditCopy row = new AuditCopy();
            copy.out(LANE.formatted(tenant.value(), lane), bytes -> {
                if (row.next(bytes)) {
                    walk.look(row);
                }
            });
        });
        Optional<Break> broken = walk.end(head[0]);
        return new LaneReport(walk.rows, broken, versions.findings());
    }

    private static AuditLanes.Lane head(TenantSession session, int lane) throws SQLException {
        return AuditChain.heads(session).stream()
                .filter(head -> head.number() == lane)
                .findFirst()
                .orElse(new AuditLanes.Lane(lane, 0, AuditChain.BEGINNING));
    }

    /** One lane from its beginning. After its first wrong row nothing more can be said of it. */
    private static final class Walk {
        private final int lane;
        private final NavigableMap<Long, CheckpointTrail.Point> points;
        private final AuditedVersions versions;
        private byte[] last = AuditChain.BEGINNING;
        private long seq;
        private long rows;
        private long proved;
        /** Id of the row after the last that a checkpoint proves. */
        private String unproved = "";

        private Optional<Break> broken = Optional.empty();

        Walk(int lane, NavigableMap<Long, CheckpointTrail.Point> points, AuditedVersions versions) {
            this.lane = lane;
            this.points = points;
            this.versions = versions;
        }

        void look(AuditCopy row) {
            rows++;
            if (broken.isPresent()) {
                return;
            }
            byte[] hash = row.link(last, lane);
            if (row.seq() != seq + 1 || !row.follows(last) || !row.hasHash(hash)) {
                String event = row.seq() == seq + 1 ? row.id() : "";
                broken = Optional.of(new Break(lane, seq + 1, event, "it is changed, missing or not in its place"));
                return;
            }
            seq = row.seq();
            if (seq == proved + 1) {
                unproved = row.id();
            }
            last = hash;
            CheckpointTrail.Point point = points.get(seq);
            if (point != null && !Arrays.equals(point.hash(), hash)) {
                broken = Optional.of(new Break(
                        lane,
                        proved + 1,
                        unproved,
                        "it or a row up to " + seq + " is not the one of the checkpoint of " + point.at()));
                return;
            }
            proved = point != null ? seq : proved;
            versions.add(row);
        }

        Optional<Break> end(AuditLanes.Lane head) {
            if (broken.isEmpty() && !points.isEmpty() && points.lastKey() > seq) {
                Map.Entry<Long, CheckpointTrail.Point> first = points.higherEntry(seq);
                return Optional.of(new Break(
                        lane,
                        seq + 1,
                        "",
                        "it is missing; the checkpoint of " + first.getValue().at() + " names row " + first.getKey()));
            }
            if (broken.isEmpty() && (head.seq() != seq || !Arrays.equals(head.hash(), last))) {
                return Optional.of(
                        new Break(lane, seq + 1, "", "it is missing; the lane's head names row " + head.seq()));
            }
            return broken;
        }
    }
}
