package io.chartside.server.interaction;

import io.chartside.server.access.Interaction;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.store.Change;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Criteria;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** One run of a plan inside one database transaction: what each entry comes to, given what is stored now. */
final class WriteAttempt {
    /** As many resources as one conditional delete or patch changes. */
    private static final int MOST_MATCHES = 100;

    private final TransactionPlan plan;
    private final Permissions permissions;
    private final UnitOfWork unit;
    private final Freedom freedom;
    private final Map<Criteria, List<String>> matches = new HashMap<>();
    private final Map<Key, StoredResource> current = new HashMap<>();
    private final Map<Key, ResourceJson> patched = new HashMap<>();
    private final Map<Key, ResourceJson> completed = new HashMap<>();
    private final List<AuthorizationAct> decisions = new ArrayList<>();

    /** @param id of the resource it meets or makes; null when a conditional delete met nothing */
    record Target(WriteEntry entry, String id, Kind kind) {
        Key key() {
            return new Key(entry.type(), id);
        }
    }

    enum Kind {
        NEW,
        PUT,
        DELETE,
        LEFT_AS_IT_IS,
        NOTHING
    }

    /**
     * Where the specification leaves a choice to the server.
     *
     * @param updateCreate whether an update may make a resource under an id that the client chose
     * @param multipleMatches whether a conditional delete or patch meets all that match
     * @param ownIds whether the ids are the server's own choice
     */
    record Freedom(boolean updateCreate, boolean multipleMatches, boolean ownIds) {}

    WriteAttempt(TransactionPlan plan, Permissions permissions, Freedom freedom, UnitOfWork unit) {
        this.freedom = freedom;
        this.plan = plan;
        this.permissions = permissions;
        this.unit = unit;
    }

    /** Matches criteria, resolves references, locks the heads and checks what the client and the caller may. */
    List<Target> aim() {
        Set<Criteria> criteria = plan.criteria();
        if (!criteria.isEmpty()) {
            unit.lockCriteria(criteria);
            Sight sight = permissions.sight(Interaction.SEARCH);
            for (Criteria one : criteria) {
                permissions.require(Interaction.SEARCH, one.type());
                matches.put(one, unit.match(sight, one, meetsAll(one) ? MOST_MATCHES + 1 : 2));
            }
        }
        List<Target> targets = new ArrayList<>(plan.entries().size());
        Map<String, String> byFullUrl = new HashMap<>();
        Set<Key> taken = new HashSet<>();
        for (int i = 0; i < plan.entries().size(); i++) {
            for (Target target : aimAll(i)) {
                targets.add(target);
                if (target.id() != null && !taken.add(target.key())) {
                    throw FhirRefusal.malformed("Two entries write the same resource")
                            .within(TransactionPlan.path(target.entry()));
                }
                target.entry().fullUrl().ifPresent(url -> {
                    if (target.id() != null) {
                        byFullUrl.put(url, target.key().toString());
                    }
                });
            }
        }
        plan.slots().resolve(byFullUrl, matches);
        lock(targets);
        Reach reach = reach(targets);
        List<Target> settled =
                targets.stream().map(target -> settled(target, reach)).toList();
        settled.forEach(this::patch);
        return settled;
    }

    Optional<StoredResource> current(Target target) {
        return target.id() == null ? Optional.empty() : Optional.ofNullable(current.get(target.key()));
    }

    /** What will be stored: the client's resource, or what its patch made of the current version. */
    Optional<ResourceJson> resource(Target target) {
        ResourceJson whole = target.id() == null ? null : completed.get(target.key());
        if (whole != null) {
            return Optional.of(whole);
        }
        return target.entry().patch().isPresent()
                ? Optional.ofNullable(patched.get(target.key()))
                : target.entry().resource();
    }

    /** Why deletes found nothing to do where something is. */
    List<AuthorizationAct> decisions() {
        return List.copyOf(decisions);
    }

    /** Lets what a rule completed be stored. */
    void complete(Target target, ResourceJson whole) {
        completed.put(target.key(), whole);
    }

    /** The store's change for a target, or empty when there is nothing to change or it goes to the audit. */
    Optional<Change> change(Target target) {
        WriteEntry entry = target.entry();
        return switch (target.kind()) {
            case NEW, PUT ->
                entry.type().equals("AuditEvent")
                        ? Optional.empty()
                        : Optional.of(new Change.Put(
                                entry.type(),
                                target.id(),
                                resource(target).orElseThrow().tree(),
                                target.kind() == Kind.NEW,
                                EntityTag.exact(entry.ifMatch())));
            case DELETE -> Optional.of(new Change.Delete(entry.type(), target.id(), EntityTag.exact(entry.ifMatch())));
            case LEFT_AS_IT_IS, NOTHING -> Optional.empty();
        };
    }

    private void patch(Target target) {
        WriteEntry entry = target.entry();
        if (entry.patch().isEmpty()) {
            return;
        }
        try {
            ResourceJson after = entry.patch().get().apply(current.get(target.key()));
            plan.slots().checkPatched(entry.position(), after);
            patched.put(target.key(), after);
        } catch (FhirRefusal refusal) {
            throw refusal.within(TransactionPlan.path(entry));
        }
    }

    private static boolean meetsAll(WriteEntry entry) {
        return entry.criteria().isPresent()
                && (entry.interaction() == Interaction.DELETE || entry.interaction() == Interaction.PATCH);
    }

    private boolean meetsAll(Criteria criteria) {
        return freedom.multipleMatches()
                && plan.entries().stream()
                        .anyMatch(entry -> meetsAll(entry)
                                && criteria.equals(new Criteria(
                                        entry.type(), entry.criteria().get())));
    }

    private List<Target> aimAll(int index) {
        WriteEntry entry = plan.entries().get(index);
        if (!freedom.multipleMatches() || !meetsAll(entry)) {
            return List.of(aim(index));
        }
        List<String> ids =
                matches.get(new Criteria(entry.type(), entry.criteria().get()));
        if (ids.size() > MOST_MATCHES) {
            throw FhirRefusal.multipleMatches("The condition matches more than " + MOST_MATCHES + " " + entry.type())
                    .within(TransactionPlan.path(entry));
        }
        if (ids.size() < 2) {
            return List.of(aim(index));
        }
        Kind kind = entry.interaction() == Interaction.DELETE ? Kind.DELETE : Kind.PUT;
        return ids.stream().map(id -> new Target(entry, id, kind)).toList();
    }

    private Target aim(int index) {
        WriteEntry entry = plan.entries().get(index);
        Optional<String> met = entry.criteria().flatMap(query -> onlyMatch(entry, query));
        return switch (entry.interaction()) {
            case CREATE ->
                met.map(id -> new Target(entry, id, Kind.LEFT_AS_IT_IS))
                        .orElseGet(() -> new Target(entry, plan.newId(index), Kind.NEW));
            case UPDATE ->
                met.map(id -> {
                            String inBody = entry.resource().orElseThrow().id().orElse(null);
                            if (inBody != null && !inBody.equals(id)) {
                                throw FhirRefusal.malformed("The condition matches a resource with another id")
                                        .within(TransactionPlan.path(entry));
                            }
                            return new Target(entry, id, Kind.PUT);
                        })
                        .orElseGet(() -> new Target(entry, plan.newId(index), Kind.PUT));
            case PATCH ->
                new Target(
                        entry,
                        entry.id()
                                .or(() -> met)
                                .orElseThrow(() -> FhirRefusal.notFound("The condition matches no " + entry.type())
                                        .within(TransactionPlan.path(entry))),
                        Kind.PUT);
            default ->
                entry.id()
                        .or(() -> met)
                        .map(id -> new Target(entry, id, Kind.DELETE))
                        .orElseGet(() -> new Target(entry, null, Kind.NOTHING));
        };
    }

    private Optional<String> onlyMatch(WriteEntry entry, String query) {
        List<String> ids = matches.get(new Criteria(entry.type(), query));
        if (ids.size() > 1) {
            throw FhirRefusal.multipleMatches("The condition matches more than one " + entry.type())
                    .within(TransactionPlan.path(entry));
        }
        return ids.stream().findFirst();
    }

    private void lock(List<Target> targets) {
        List<Key> keys = new ArrayList<>();
        for (Target target : targets) {
            if (target.kind() != Kind.NEW && target.kind() != Kind.NOTHING) {
                keys.add(target.key());
            }
        }
        if (!keys.isEmpty()) {
            for (StoredResource stored : unit.lock(keys)) {
                current.put(new Key(stored.type(), stored.id()), stored);
            }
        }
    }

    /**
     * Which of the resources that are there now the caller reaches.
     *
     * @param readable of those that he may not write, those that he may read
     */
    private record Reach(Set<Key> writable, Set<Key> readable) {}

    private Reach reach(List<Target> targets) {
        List<Target> there = targets.stream()
                .filter(target ->
                        target.kind() != Kind.LEFT_AS_IT_IS && current(target).isPresent())
                .toList();
        Set<Key> writable = reached(there);
        Set<Key> others = there.stream()
                .map(Target::key)
                .filter(key -> !writable.contains(key))
                .collect(Collectors.toSet());
        return new Reach(writable, permissions.reached(Interaction.READ, others, unit));
    }

    /** Those that the caller reaches by what each entry does to its own, as they are now. */
    Set<Key> reached(List<Target> targets) {
        Map<Interaction, List<Key>> byInteraction = targets.stream()
                .collect(Collectors.groupingBy(
                        target -> target.entry().interaction(), Collectors.mapping(Target::key, Collectors.toList())));
        Set<Key> reached = new HashSet<>();
        byInteraction.forEach((interaction, keys) -> reached.addAll(permissions.reached(interaction, keys, unit)));
        return reached;
    }

    /** Of what was written those that were not there before and that the caller may make, though a label keeps them from him then. */
    Set<Key> made(List<Target> targets) {
        List<Key> made = targets.stream()
                .filter(target -> current(target).isEmpty())
                .map(Target::key)
                .toList();
        return permissions.reached(Interaction.CREATE, made, unit);
    }

    /** What the target comes to, given what is stored; a delete of what is not there has nothing to do. */
    private Target settled(Target target, Reach reach) {
        WriteEntry entry = target.entry();
        Optional<StoredResource> now = current(target);
        boolean reached = now.isEmpty()
                || target.kind() == Kind.LEFT_AS_IT_IS
                || reach.writable().contains(target.key());
        if (!reached && reach.readable().contains(target.key())) {
            throw unreached(entry).within(TransactionPlan.path(entry));
        }
        Optional<AuthorizationAct> keptBack =
                reached ? Optional.empty() : permissions.keptBack(entry.interaction(), now.get());
        if (target.kind() == Kind.DELETE && (now.isEmpty() || !reached)) {
            keptBack.ifPresent(decisions::add);
            current.remove(target.key());
            try {
                checkVersion(entry, Optional.empty());
            } catch (FhirRefusal unmet) {
                throw keptBack.map(unmet::decidedBy).orElse(unmet);
            }
            return new Target(entry, target.id(), Kind.NOTHING);
        }
        if (!reached) {
            FhirRefusal unused = asIfUnused(entry).within(TransactionPlan.path(entry));
            throw keptBack.map(unused::decidedBy).orElse(unused);
        }
        checkAgainstCurrent(target, now);
        return target;
    }

    private void checkAgainstCurrent(Target target, Optional<StoredResource> now) {
        WriteEntry entry = target.entry();
        boolean exists = now.isPresent() && !now.get().deleted();
        if (entry.interaction() == Interaction.PATCH && now.isPresent() && !exists) {
            throw FhirRefusal.gone("This " + entry.type() + " was deleted").within(TransactionPlan.path(entry));
        }
        boolean needsOne = entry.interaction() == Interaction.PATCH;
        boolean choosesId = entry.interaction() == Interaction.UPDATE && plan.isIdFromClient(entry);
        if (now.isEmpty() && (needsOne || choosesId && !mayChooseIds(entry))) {
            throw asIfUnused(entry).within(TransactionPlan.path(entry));
        }
        checkVersion(entry, now.filter(stored -> !stored.deleted()));
    }

    /** RFC 9110, 13.1.1. */
    private static void checkVersion(WriteEntry entry, Optional<StoredResource> existing) {
        OptionalLong expected = EntityTag.exact(entry.ifMatch());
        boolean met =
                existing.isPresent() && (expected.isEmpty() || existing.get().version() == expected.getAsLong());
        if (entry.ifMatch().isPresent() && !met) {
            throw FhirRefusal.preconditionFailed("If-Match names another version than the current one")
                    .within(TransactionPlan.path(entry));
        }
    }

    /**
     * Under an id of its own choosing only those make a resource who see the whole type, but for what labels and Consents
     * keep back of it: others could tell by the answer which ids are in use where they do not see.
     */
    private boolean mayChooseIds(WriteEntry entry) {
        return freedom.updateCreate()
                && (freedom.ownIds()
                        || permissions
                                        .sight(entry.interaction())
                                        .of(entry.type())
                                        .unlimited()
                                instanceof Sight.Extent.All);
    }

    /** The one answer for ids that nobody uses and for those that the caller does not see. */
    private FhirRefusal asIfUnused(WriteEntry entry) {
        if (entry.interaction() != Interaction.UPDATE) {
            return FhirRefusal.notFound("There is no such " + entry.type());
        }
        return freedom.updateCreate()
                ? unreached(entry)
                : FhirRefusal.notAllowed("This server chooses the ids of new resources: create it by POST");
    }

    private static FhirRefusal unreached(WriteEntry entry) {
        return FhirRefusal.forbidden("The access token does not reach this " + entry.type());
    }
}
