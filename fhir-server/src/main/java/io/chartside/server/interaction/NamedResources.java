package io.chartside.server.interaction;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.store.Sight;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a write names and a rule looks at: to its caller, what they do not see is as what is not there. */
@Component
public final class NamedResources {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("whether there is what a write names");

    private final AccessPolicy policy;

    NamedResources(AccessPolicy policy) {
        this.policy = policy;
    }

    /**
     * Whether the caller sees all of them. Whoever sees the whole type, but for what labels and Consents keep back of it, may also
     * name what is not there: a record that is brought along names what comes later. Others could tell by a rule's refusal which ids
     * are in use where they do not see.
     */
    public boolean areSeen(RequestContext context, Collection<Key> named, UnitOfWork unit) {
        if (named.isEmpty()) {
            return true;
        }
        Sight sight = policy.sight(context.caller(), Interaction.READ);
        Set<Key> missing = new HashSet<>(named);
        missing.removeAll(unit.seen(sight, named));
        return missing.isEmpty()
                || missing.stream().allMatch(key -> sight.of(key.type()).unlimited() instanceof Sight.Extent.All)
                        && unit.seen(ANY, missing).isEmpty();
    }
}
