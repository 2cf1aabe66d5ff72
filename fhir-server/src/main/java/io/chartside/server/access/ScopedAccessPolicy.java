package io.chartside.server.access;

import io.chartside.server.consent.BrokenGlass;
import io.chartside.server.store.Sight;
import io.chartside.server.store.Sight.Extent;
import io.chartside.server.store.StoredResource;
import java.util.Collection;
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
    private static final int SMALLEST_CELL = 11;
    private static final String GLASS_REVIEWS = "code=" + BrokenGlass.SYSTEM + "|" + BrokenGlass.CODE;

    private final Guardianships guardianships;

    private final Limits limits;

    ScopedAccessPolicy(Guardianships guardianships, Limits limits) {
        this.guardianships = guardianships;
        this.limits = limits;
    }

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
                "no scope of this token grants '" + interaction.permission() + "' on " + resourceType,
                denying(caller, interaction, resourceType));
    }

    /** The roles that deny what a scope grants. */
    private static List<String> denying(Caller caller, Interaction interaction, String type) {
        Set<Role> standing = standing(caller, interaction);
        boolean scoped = caller.scopes().resourceScopes().stream()
                .anyMatch(scope -> scope.grants(interaction.permission(), type)
                        && speaksFor(standing.contains(Role.BACK_END), scope.level()));
        return scoped && standing.stream().noneMatch(role -> role.may(interaction, type))
                ? standing.stream().map(Role::word).toList()
                : List.of();
    }

    @Override
    public boolean permits(Caller caller, Right right) {
        return caller.fhirUser().isEmpty() && caller.scopes().granted().contains(right.scope());
    }

    @Override
    public boolean mayLabel(Caller caller) {
        return !caller.isByStaffGrant()
                && Role.of(caller).stream().anyMatch(role -> role == Role.BACK_END || role == Role.OWNER);
    }

    @Override
    public boolean mayBreakGlass(Caller caller) {
        return !caller.isByStaffGrant() && Role.of(caller).contains(Role.CLINICIAN);
    }

    @Override
    public boolean mayWithhold(Caller caller) {
        return !caller.isByStaffGrant() && Role.of(caller).contains(Role.CLINICIAN);
    }

    @Override
    public ExportRight export(Caller caller) {
        if (caller.isByStaffGrant()) {
            return ExportRight.NONE; // A grant is for looking into one record, or at what one person sees.
        }
        Set<Role> standing = Role.of(caller);
        if (Role.exporting(standing).isEmpty()) {
            return ExportRight.NONE;
        }
        if (!standing.contains(Role.ANALYST)) {
            return ExportRight.WHOLE;
        }
        return Role.readPatients(standing) ? ExportRight.ANALYST_WHO_READS : ExportRight.ANALYST;
    }

    @Override
    public Set<String> openedByBreakingGlass(Caller caller) {
        return limits.opened(caller, Role.of(caller));
    }

    @Override
    public Optional<KeptBack> keptBack(Caller caller, StoredResource resource) {
        return limits.keptBack(caller, Role.of(caller), resource);
    }

    @Override
    public int smallestCount(Caller caller, String resourceType) {
        return extent(caller, Interaction.SEARCH, resourceType) instanceof Extent.Nothing ? SMALLEST_CELL : 0;
    }

    @Override
    public Sight sight(Caller caller, Interaction interaction) {
        // All that has to be read is read here: the sight is asked from within the store's sessions.
        Set<Role> standing = standing(caller, interaction);
        Optional<String> patient = patientOf(caller, standing);
        // What is made is its maker's to see; what it then is, is asked at every look at it.
        Limits.OfCaller limit = interaction == Interaction.CREATE ? Limits.OfCaller.NONE : limits.of(caller, standing);
        return type -> limit.limited(type, extent(caller, standing, patient, interaction, type));
    }

    private static Set<Role> standing(Caller caller, Interaction interaction) {
        Set<Role> standing = Role.of(caller);
        return interaction == Interaction.EXPORT ? Role.exporting(standing) : standing;
    }

    private Extent extent(Caller caller, Interaction interaction, String type) {
        Set<Role> standing = standing(caller, interaction);
        return extent(caller, standing, patientOf(caller, standing), interaction, type);
    }

    private static Extent extent(
            Caller caller, Set<Role> standing, Optional<String> patient, Interaction interaction, String type) {
        if (standing.isEmpty()) {
            return NOTHING;
        }
        Set<String> anywhere = new LinkedHashSet<>();
        if (interaction.permission() == 'r') {
            ownUser(caller, type).ifPresent(anywhere::add);
        }
        boolean drafts =
                caller.scopes().drafts() && (standing.contains(Role.BACK_END) || standing.contains(Role.CLINICIAN));
        if (standing.stream().noneMatch(role -> role.may(interaction, type))) {
            if (standing.contains(Role.OWNER) && reviews(caller, interaction.permission(), type)) {
                anywhere.add(GLASS_REVIEWS);
            }
            return anywhere(anywhere, drafts);
        }
        boolean backEnd = standing.contains(Role.BACK_END);
        // A person is of the staff, or a patient, or a guardian: Role.of never mixes them.
        boolean ofPatients = standing.iterator().next().isOfPatients();
        return granted(caller, patient, interaction.permission(), type, backEnd, ofPatients, anywhere, drafts);
    }

    private static Extent granted(
            Caller caller,
            Optional<String> patient,
            char permission,
            String type,
            boolean backEnd,
            boolean ofPatients,
            Set<String> anywhere,
            boolean drafts) {
        Set<String> within = new LinkedHashSet<>();
        boolean allWithin = false;
        for (SmartScope scope : caller.scopes().resourceScopes()) {
            if (!scope.grants(permission, type) || !speaksFor(backEnd, scope.level())) {
                continue;
            }
            boolean narrow = scope.level() == SmartScope.Level.PATIENT || ofPatients;
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
            } else if (scope.criterion() == null) {
                allWithin = true;
            } else {
                within.add(scope.criterion());
            }
        }
        if (patient.isPresent() && (allWithin || !within.isEmpty())) {
            return new Extent.Narrowed(Set.of(patient.get()), allWithin ? List.of() : List.copyOf(within), drafts);
        }
        return anywhere(anywhere, drafts);
    }

    /** The owner, who sees no patient, sees and closes the Tasks that ask for the review of broken glass. */
    private static boolean reviews(Caller caller, char permission, String type) {
        return type.equals("Task")
                && "rsu".indexOf(permission) >= 0
                && caller.scopes().resourceScopes().stream()
                        .anyMatch(scope -> scope.level() == SmartScope.Level.USER
                                && scope.criterion() == null
                                && scope.grants(permission, type));
    }

    private static Extent anywhere(Collection<String> criteria, boolean drafts) {
        return criteria.isEmpty() ? NOTHING : new Extent.Narrowed(Set.of(), List.copyOf(criteria), drafts);
    }

    /** A person's token never acts with {@code system/} scopes, a back end's never with a person's. */
    private static boolean speaksFor(boolean backEnd, SmartScope.Level level) {
        return backEnd == (level == SmartScope.Level.SYSTEM);
    }

    /**
     * The one patient that narrow scopes reach: the launch patient; for a patient's own token never another than himself, for
     * a guardian's none that he is not verified to act for.
     */
    private Optional<String> patientOf(Caller caller, Set<Role> standing) {
        Optional<String> self = caller.fhirUser().map(reference -> reference.substring(reference.indexOf('/') + 1));
        if (standing.contains(Role.PATIENT)) {
            return caller.patient().isEmpty() || caller.patient().equals(self) ? self : Optional.empty();
        }
        if (standing.contains(Role.GUARDIAN)) {
            return caller.patient()
                    .filter(patient -> guardianships
                            .patients(caller.tenant(), self.orElseThrow())
                            .contains(patient));
        }
        return caller.patient();
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
