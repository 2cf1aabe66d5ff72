package io.chartside.server.store;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What was written of a tenant's lanes outside of the database, read back and checked; what does not hold is told as a problem. */
final class CheckpointTrail {
    /** Of files before the newest ones the last line alone is kept in memory. */
    private static final int FILES_IN_FULL = 2;

    private final TenantId tenant;
    private final ServerSignatures signatures;
    private final Map<Integer, NavigableMap<Long, Point>> lanes = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param at when the checkpoint was written */
    record Point(byte[] hash, String at) {}

    CheckpointTrail(TenantId tenant, ServerSignatures signatures) {
        this.tenant = tenant;
        this.signatures = signatures;
    }

    /** Rows of a lane that a checkpoint names, by their numbers. */
    NavigableMap<Long, Point> of(int lane) {
        return lanes.getOrDefault(lane, new TreeMap<>());
    }

    List<String> problems() {
        return problems;
    }

    /** @param files the oldest day first */
    void read(List<Path> files) {
        for (int i = 0; i < files.size(); i++) {
            List<String> lines = CheckpointFolder.lines(files.get(i));
            if (!lines.isEmpty()) {
                read(files.get(i), lines, i >= files.size() - FILES_IN_FULL);
            }
        }
    }

    /**
     * Of days before the newest two the first round alone: files tell of all tenants, and a later one begins where they ended.
     *
     * @param files of rounds, the oldest day first
     */
    void readRounds(List<Path> files) {
        List<String> days = files.stream().map(RoundFiles::day).distinct().toList();
        for (Path file : files) {
            RoundTrail rounds = new RoundTrail(tenant, signatures, file);
            rounds.read(days.indexOf(RoundFiles.day(file)) >= days.size() - FILES_IN_FULL);
            rounds.checkpoints().forEach(checkpoint -> add(checkpoint.lanes(), checkpoint.at()));
            rounds.problem().ifPresent(problems::add);
        }
    }

    /** The signature of the last line is checked, and that each line is the one that the next names. */
    private void read(Path file, List<String> lines, boolean inFull) {
        int last = lines.size() - 1;
        if (signatures.verified(tenant, Checkpoint.TYPE, lines.get(last)).isEmpty()) {
            problems.add("the last line of " + file.getFileName() + " is not what this server signed");
            return;
        }
        TreeMap<Integer, AuditLanes.Lane> stand = new TreeMap<>();
        for (int n = 0; n <= last; n++) {
            Optional<Checkpoint> found = payload(tenant, lines.get(n));
            byte[] before =
                    n == 0 ? new byte[0] : MerkleTree.sha256(lines.get(n - 1).getBytes(StandardCharsets.US_ASCII));
            if (found.isEmpty() || !Arrays.equals(found.get().before(), before)) {
                problems.add("line " + (n + 1) + " of " + file.getFileName() + " does not follow");
                return;
            }
            Checkpoint checkpoint = found.get();
            checkpoint.lanes().forEach(lane -> stand.put(lane.number(), lane));
            if (!Arrays.equals(checkpoint.root(), Checkpoint.root(stand.values()))) {
                problems.add("line " + (n + 1) + " of " + file.getFileName() + " has another root");
                return;
            }
            if (inFull || n == last) {
                add(n == last ? stand.values() : checkpoint.lanes(), checkpoint.at());
            }
        }
    }

    /** Each object stands alone: its own signature is checked. What cannot be read is a problem, since it may have been removed. */
    void read(CheckpointObjects objects) {
        Map<Long, String> found;
        try {
            found = objects.read(tenant);
        } catch (RuntimeException e) {
            problems.add("the checkpoints elsewhere cannot be read: " + e.getMessage());
            return;
        }
        found.forEach((n, line) -> {
            Optional<Checkpoint> checkpoint =
                    alone(line).filter(whole -> Arrays.equals(whole.root(), Checkpoint.root(whole.lanes())));
            if (checkpoint.isEmpty()) {
                problems.add("checkpoint " + n + " elsewhere is not what this server signed");
            } else {
                add(checkpoint.get().lanes(), checkpoint.get().at());
            }
        });
    }

    /** A checkpoint with its proof and the head of its round, six parts, or one that was signed by itself, a JWS of three. */
    private Optional<Checkpoint> alone(String line) {
        String[] parts = line.split("\\.", 4);
        if (parts.length < 4) {
            return signatures.verified(tenant, Checkpoint.TYPE, line).flatMap(signed -> payload(tenant, line));
        }
        return RoundHead.verified(signatures, parts[3])
                .flatMap(head -> ProvenCheckpoint.parse(parts[0] + "." + parts[1] + "." + parts[2])
                        .flatMap(proven -> proven.of(tenant, head)));
    }

    private void add(Collection<AuditLanes.Lane> stand, String at) {
        for (AuditLanes.Lane lane : stand) {
            Point other = lanes.computeIfAbsent(lane.number(), l -> new TreeMap<>())
                    .putIfAbsent(lane.seq(), new Point(lane.hash(), at));
            if (other != null && !Arrays.equals(other.hash(), lane.hash())) {
                problems.add("the checkpoints of " + other.at() + " and " + at + " disagree on row " + lane.seq()
                        + " of lane " + lane.number());
            }
        }
    }

    static Optional<Checkpoint> payload(TenantId tenant, String line) {
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
