package io.chartside.server.interaction;

import io.chartside.server.access.AccessDecision;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.store.Sight;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The policy's answers for one request, each asked once. */
final class Permissions {
    private final AccessPolicy policy;
    private final Caller caller;
    private final Map<Interaction, Sight> sights = new EnumMap<>(Interaction.class);
    private final Map<Interaction, Map<String, AccessDecision>> decisions = new EnumMap<>(Interaction.class);

    Permissions(AccessPolicy policy, Caller caller) {
        this.policy = policy;
        this.caller = caller;
    }

    /** @throws FhirRefusal 403 when the policy denies it outright */
    AccessDecision require(Interaction interaction, String type) {
        AccessDecision decision = decisions
                .computeIfAbsent(interaction, i -> new HashMap<>())
                .computeIfAbsent(type, t -> policy.decide(caller, interaction, t));
        if (decision instanceof AccessDecision.Deny) {
            throw FhirRefusal.forbidden("The access token does not allow "
                    + interaction.name().toLowerCase(java.util.Locale.ROOT) + " of " + type);
        }
        return decision;
    }

    Sight sight(Interaction interaction) {
        return sights.computeIfAbsent(interaction, i -> policy.sight(caller, i));
    }

    /** Whether what is written need not be looked at again: the caller sees every resource of the type. */
    boolean unbounded(Interaction interaction, String type) {
        return require(interaction, type) instanceof AccessDecision.Permit
                && sight(interaction).of(type) instanceof Sight.Extent.All all
                && all.drafts();
    }
}
