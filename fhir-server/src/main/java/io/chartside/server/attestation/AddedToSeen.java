package io.chartside.server.attestation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.NamedResources;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Nobody adds to a note that they may not read, or puts theirs in its place. They are told the same whether it is there, what became
 * of it and whose it is: before the rules that look at it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AddedToSeen implements WriteRule {
    private final NamedResources named;

    AddedToSeen(NamedResources named) {
        this.named = named;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        Set<Key> notes = new LinkedHashSet<>();
        writes.forEach(write -> notes.addAll(addsTo(write)));
        Set<String> here = writes.stream().map(PlannedWrite::toString).collect(Collectors.toSet());
        notes.removeIf(note -> here.contains(note.toString()));
        if (!named.areSeen(context, notes, unit)) {
            throw FhirRefusal.forbidden("The access token does not reach the note that this adds to");
        }
    }

    /** The notes that a Composition adds to by this write, and did not before. */
    private static Set<Key> addsTo(PlannedWrite write) {
        if (!write.type().equals("Composition") || write.resource().isEmpty()) {
            return Set.of();
        }
        Set<Key> notes = Addenda.changes(write.resource().get().tree());
        write.before().ifPresent(before -> notes.removeAll(Addenda.changes(before.tree())));
        return notes;
    }
}
