package io.chartside.server.access;

import io.chartside.server.store.Sight;
import io.chartside.server.store.Sight.Extent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Scopes x launch context x role to what may be seen and done. A type that no scope names is {@link Extent.Nothing}, also
 * where a chain, {@code _has} or an include touches it.
 *
 * <p>Scopes add up. Where their sum is wider than one {@link Extent} can say (one patient's everything plus any patient's
 * laboratory results), the part within the launch patient is granted and the rest is not: less than granted, never more.
 */
@Component
final class ScopedAccessPolicy implements AccessPolicy {
    private static final Extent NOTHING = new Extent.Nothing();

    @Override
    public AccessDecision decide(Caller caller, Interaction interaction, String resourceType) {
        Extent extent = extent(caller, interaction, resourceType);
        if (extent instanceof Extent.Narrowed narrowed) {
            return new AccessDecision.Narrow(narrowed.patientIds(), narrowed.criteria());
        }
        if (extent instanceof Extent.All) {
            return new AccessDecision.Permit();
        }
        return new AccessDecision.Deny(
                "no scope of this token grants '" + interaction.permission() + "' on " + resourceType);
    }

    @Override
    public boolean permits(Caller caller, Right right) {
        return Role.of(caller) == Role.BACK_END && caller.scopes().granted().contains(right.scope());
    }

    @Override
    public Sight sight(Caller caller, Interaction interaction) {
        return type -> extent(caller, interaction, type);
    }

    private static Extent extent(Caller caller, Interaction interaction, String type) {
        char permission = interaction.permission();
        Role role = Role.of(caller);
        if (!role.may(permission, type)) {
            return NOTHING;
        }
        boolean drafts = caller.scopes().drafts() && (role == Role.BACK_END || role == Role.CLINICIAN);
        Set<String> anywhere = new LinkedHashSet<>();
        Set<String> within = new LinkedHashSet<>();
        boolean allWithin = false;
        Optional<String> patient = patientOf(role, caller);
        for (SmartScope scope : caller.scopes().resourceScopes()) {
            if (!scope.grants(permission, type) || !speaksFor(role, scope.level())) {
                continue;
            }
            boolean narrow =
                    scope.level() == SmartScope.Level.PATIENT || role != Role.BACK_END && role != Role.CLINICIAN;
            if (narrow && Role.DIRECTORY.contains(type)) {
                if (permission != 'r' && permission != 's') {
                    continue;
                }
                narrow = false;
            }
            if (!narrow) {
                if (scope.criterion() == null) {
                    return new Extent.All(drafts);
                }
                anywhere.add(scope.criterion());
            } else if (patient.isPresent()) {
                if (scope.criterion() == null) {
                    allWithin = true;
                } else {
                    within.add(scope.criterion());
                }
            }
        }
        if (allWithin) {
            return new Extent.Narrowed(Set.of(patient.orElseThrow()), List.of(), drafts);
        }
        if (!within.isEmpty()) {
            return new Extent.Narrowed(Set.of(patient.orElseThrow()), List.copyOf(within), drafts);
        }
        if (permission == 'r') {
            ownUser(caller, type).ifPresent(anywhere::add);
        }
        return anywhere.isEmpty() ? NOTHING : new Extent.Narrowed(Set.of(), List.copyOf(anywhere), drafts);
    }

    /** A person's token never acts with {@code system/} scopes, a back end's never with a person's. */
    private static boolean speaksFor(Role role, SmartScope.Level level) {
        return (role == Role.BACK_END) == (level == SmartScope.Level.SYSTEM);
    }

    /** The one patient that narrow scopes reach: the launch patient; for a patient's own token never another than himself. */
    private static Optional<String> patientOf(Role role, Caller caller) {
        if (role != Role.PATIENT) {
            return caller.patient();
        }
        Optional<String> self = caller.fhirUser().map(reference -> reference.substring(reference.indexOf('/') + 1));
        return caller.patient().isEmpty() || caller.patient().equals(self) ? self : Optional.empty();
    }

    /** The resource behind the fhirUser claim is readable with the token (SMART App Launch 2.2, "fhirUser"). */
    private static Optional<String> ownUser(Caller caller, String type) {
        if (!caller.scopes().mayReadOwnUser()) {
            return Optional.empty();
        }
        return caller.fhirUser()
                .filter(reference -> reference.startsWith(type + "/"))
                .map(reference -> "_id=" + reference.substring(type.length() + 1));
    }
}
