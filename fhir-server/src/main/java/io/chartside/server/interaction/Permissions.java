package io.chartside.server.interaction;

import io.chartside.server.access.AccessDecision;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.KeptBack;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policy's answers for one request, each asked once. */
final class Permissions {
    private static final Set<Interaction> WRITES =
            EnumSet.of(Interaction.CREATE, Interaction.UPDATE, Interaction.PATCH, Interaction.DELETE);

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
        if (decision instanceof AccessDecision.Deny deny) {
            String refused =
                    "The access token does not allow " + interaction.name().toLowerCase(Locale.ROOT) + " of " + type;
            throw deny.roles().isEmpty() || !WRITES.contains(interaction)
                    ? FhirRefusal.forbidden(refused)
                    : FhirRefusal.forbiddenByRole(
                            caller,
                            deny.roles().stream().map(role -> "role " + role).toList(),
                            refused);
        }
        return decision;
    }

    Sight sight(Interaction interaction) {
        return sights.computeIfAbsent(interaction, i -> policy.sight(caller, i));
    }

    /** Those that the caller reaches, as the transaction sees them. */
    Set<Key> reached(Interaction interaction, Collection<Key> keys, UnitOfWork unit) {
        return keys.isEmpty() ? Set.of() : unit.seen(sight(interaction), keys);
    }

    /** The Consent or label that keeps from the caller what its scopes and roles would let it write; for the record. */
    Optional<AuthorizationAct> keptBack(Interaction interaction, StoredResource current) {
        return sight(interaction).of(current.type()) instanceof Sight.Extent.Limited
                ? policy.keptBack(caller, current).map(kept -> denied(caller, kept, current))
                : Optional.empty();
    }

    static AuthorizationAct denied(Caller caller, KeptBack kept, StoredResource found) {
        return AuthorizationAct.onRequest(
                        kept.byConsent() ? AuthorizationAct.Basis.CONSENT : AuthorizationAct.Basis.ROLE,
                        false,
                        caller,
                        kept.rules(),
                        found.patientId().map(List::of).orElse(List.of()))
                .because(
                        kept.byConsent()
                                ? "not permitted by the patient's Consents"
                                : "kept from this role by a label");
    }
}
