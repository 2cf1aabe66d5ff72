package io.chartside.server.store;

import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A tenant's checkpoints in a file of rounds. The signature of the last head is checked, that each head is the one that the next
 * names, that as many lines follow it as it says, and of the tenant's own lines the proof, and that each is the one that its next names.
 * Of other tenants' lines nothing is needed: they are counted. At the file's end a crash may have cut lines off, as anybody may
 * who can write there.
 */
final class RoundTrail implements RoundFiles.Lines {
    private final TenantId tenant;
    private final ServerSignatures signatures;
    private final Path file;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private Optional<String> problem = Optional.empty();

    private boolean inFull;
    private Optional<RoundHead> head = Optional.empty();
    private String lastHead = "";
    private int counted;
    private byte[] last = new byte[0];

    RoundTrail(TenantId tenant, ServerSignatures signatures, Path file) {
        this.tenant = tenant;
        this.signatures = signatures;
        this.file = file;
    }

    /** The first that does not hold; what came after it is not believed. */
    Optional<String> problem() {
        return problem;
    }

    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** @param all whether every round is looked at, or the first alone, which tells of all tenants */
    void read(boolean all) {
        inFull = all;
        RoundFiles.read(file, this);
        if (!lastHead.isEmpty() && RoundHead.verified(signatures, lastHead).isEmpty()) {
            checkpoints.clear();
            problem = Optional.of("a head of " + file.getFileName() + " is not what this server signed");
        }
    }

    private void problem(int line, String what) {
        if (problem.isEmpty()) {
            problem = Optional.of("line " + line + " of " + file.getFileName() + " " + what);
        }
    }

    @Override
    public boolean head(int number, String jws) {
        if (!inFull && head.isPresent()) {
            return false;
        }
        if (head.isPresent() && counted < head.get().size()) {
            problem(number, "comes where a line of the round before is missing");
        }
        byte[] before = lastHead.isEmpty() ? new byte[0] : RoundHead.hash(lastHead);
        head = RoundHead.unverified(jws);
        lastHead = jws;
        counted = 0;
        if (head.isEmpty() || !Arrays.equals(head.get().before(), before)) {
            problem(number, "does not follow");
        }
        return true;
    }

    @Override
    public void checkpoint(int number, String name, String proven) {
        counted++;
        if (head.isEmpty() || counted > head.get().size()) {
            problem(number, "is of no round");
        }
        if (!name.equals(tenant.value()) || problem.isPresent()) {
            return;
        }
        Optional<ProvenCheckpoint> parsed = ProvenCheckpoint.parse(proven);
        Optional<Checkpoint> found = parsed.flatMap(one -> one.of(tenant, head.get()));
        if (found.isEmpty()) {
            problem(number, "is not of the round that was signed");
        } else if (!Arrays.equals(found.get().before(), last)) {
            problem(number, "does not follow");
        } else if (!Arrays.equals(
                found.get().root(), Checkpoint.root(found.get().lanes()))) {
            problem(number, "has another root");
        } else {
            last = ProvenCheckpoint.hash(parsed.get().payload());
            checkpoints.add(found.get());
        }
    }
}
