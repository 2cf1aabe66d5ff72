package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The audit rows of requests that share a round, as {@link AuditChain#APPEND_TOGETHER} takes them: those of a tenant one after the
 * other in one lane, several requests' events in a row. A tenant of which no lane is known to stand free is not in it.
 */
final class AuditRound {
    private final List<AuditChain.Append> asked;
    private final List<Moved> moves = new ArrayList<>();
    private final Set<TenantId> in = new HashSet<>();
    private final List<AuditLanes.Lane> from = new ArrayList<>();
    private final List<ChainedRow> rows = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();

    /** Where a lane stands once the round is committed. */
    record Moved(TenantId tenant, AuditLanes.Lane to) {}

    /** @param lane number of the move within the round, from 1 */
    private record Read(int lane, TenantId tenant, KnownVersion known) {}

    /** @param lane number of the move within the round, from 1 */
    private record ChainedRow(
            int lane, long seq, long recorded, String id, String tokens, byte[] event, byte[] before, byte[] hash) {}

    AuditRound(List<AuditChain.Append> asked, Function<TenantId, Optional<AuditLanes.Lane>> lanes) {
        this.asked = asked;
        Map<String, List<AuditChain.Append>> tenants = new TreeMap<>();
        asked.forEach(one -> tenants.computeIfAbsent(one.tenant().value(), tenant -> new ArrayList<>())
                .add(one));
        for (List<AuditChain.Append> own : tenants.values()) {
            TenantId tenant = own.get(0).tenant();
            lanes.apply(tenant).ifPresent(lane -> add(tenant, lane, own));
        }
    }

    private void add(TenantId tenant, AuditLanes.Lane lane, List<AuditChain.Append> own) {
        from.add(lane);
        long seq = lane.seq();
        byte[] last = lane.hash();
        List<AuditRow> all = new ArrayList<>();
        for (AuditChain.Append append : own) {
            append.read().ifPresent(known -> reads.add(new Read(from.size(), tenant, known)));
            all.addAll(append.rows());
        }
        AuditChain.Sealed sealed = AuditChain.seal(tenant, own.get(0).key(), RowsTogether.of(all));
        for (int i = 0; i < sealed.ids().length; i++) {
            seq++;
            byte[] before = last;
            long recorded = sealed.recorded()[i];
            String id = sealed.ids()[i];
            String tokens = sealed.tokens()[i];
            byte[] event = sealed.events()[i];
            last = AuditChain.link(before, lane.number(), seq, recorded, id, tokens, event);
            rows.add(new ChainedRow(from.size(), seq, recorded, id, tokens, event, before, last));
        }
        moves.add(new Moved(tenant, new AuditLanes.Lane(lane.number(), seq, last)));
    }

    boolean isEmpty() {
        return moves.isEmpty();
    }

    List<TenantId> tenants() {
        return moves.stream().map(Moved::tenant).toList();
    }

    boolean hasReads() {
        return !reads.isEmpty();
    }

    List<Object> parameters() {
        List<Object> parameters = new ArrayList<>();
        if (hasReads()) {
            parameters.add(reads.stream().mapToInt(Read::lane).toArray());
            parameters.add(reads.stream().map(read -> read.tenant().value()).toArray(String[]::new));
            parameters.add(reads.stream().mapToInt(read -> read.known().type()).toArray());
            parameters.add(reads.stream().map(read -> read.known().id()).toArray(String[]::new));
            parameters.add(reads.stream().map(read -> read.known().headText()).toArray(String[]::new));
        }
        parameters.addAll(appended());
        return parameters;
    }

    private List<Object> appended() {
        return List.of(
                moves.stream().map(move -> move.tenant().value()).toArray(String[]::new),
                from.stream().mapToInt(AuditLanes.Lane::number).toArray(),
                from.stream().mapToLong(AuditLanes.Lane::seq).toArray(),
                from.stream().map(AuditLanes.Lane::hash).toArray(byte[][]::new),
                moves.stream().mapToLong(move -> move.to().seq()).toArray(),
                moves.stream().map(move -> move.to().hash()).toArray(byte[][]::new),
                rows.stream().mapToInt(ChainedRow::lane).toArray(),
                rows.stream().mapToLong(ChainedRow::seq).toArray(),
                rows.stream().mapToLong(ChainedRow::recorded).toArray(),
                rows.stream().map(ChainedRow::id).toArray(String[]::new),
                rows.stream().map(ChainedRow::tokens).toArray(String[]::new),
                rows.stream().map(ChainedRow::event).toArray(byte[][]::new),
                rows.stream().map(ChainedRow::before).toArray(byte[][]::new),
                rows.stream().map(ChainedRow::hash).toArray(byte[][]::new));
    }

    /** @param n what the statement tells of a lane that it moved */
    Moved moved(int n) {
        Moved move = moves.get(n - 1);
        in.add(move.tenant());
        return move;
    }

    /** Lanes of tenants that were read of and did not move, as they were known. */
    List<Moved> unmoved() {
        return reads.stream()
                .filter(read -> !in.contains(read.tenant()))
                .map(Read::lane)
                .distinct()
                .map(lane -> new Moved(moves.get(lane - 1).tenant(), from.get(lane - 1)))
                .toList();
    }

    /** Of each request whether its rows are in, as far as {@link #moved} was told. */
    List<Boolean> answers() {
        return asked.stream().map(one -> in.contains(one.tenant())).toList();
    }
}
