package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.audit.SecurityLabels;
import io.chartside.server.interaction.WriteAttempt.Freedom;
import io.chartside.server.interaction.WriteAttempt.Kind;
import io.chartside.server.interaction.WriteAttempt.Target;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.Change;
import io.chartside.server.store.Contents;
import io.chartside.server.store.DatabaseFailure;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import io.chartside.server.store.WriteRefused;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The way every write goes, one resource or several hundred: access, conditions, references, rules, versions and audit
 * in one database transaction, all or nothing.
 */
@Component
public final class Writings {
    private final ResourceStore store;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final FhirContext fhir;
    private final Tenants tenants;
    private final Contents contents;
    private final Agreements agreements;
    private final List<WriteRule> rules;
    private final List<Consequence> consequences;
    private final PostedAuditEvents postedAuditEvents;

    Writings(
            ResourceStore store,
            AccessPolicy policy,
            AuditTrail audit,
            FhirContext fhir,
            Tenants tenants,
            Contents contents,
            Agreements agreements,
            List<WriteRule> rules,
            List<Consequence> consequences) {
        this.consequences = List.copyOf(consequences);
        this.tenants = tenants;
        this.agreements = agreements;
        this.contents = contents;
        this.store = store;
        this.policy = policy;
        this.audit = audit;
        this.fhir = fhir;
        this.rules = List.copyOf(rules);
        this.postedAuditEvents = new PostedAuditEvents();
    }

    /**
     * Writes all entries or none.
     *
     * @param mustBeReadable resources that the same transaction reads afterwards, by the positions of the entries that read
     *     them; one that is missing refuses it all
     * @return outcomes in the order of the entries
     * @throws FhirRefusal with the entry's path when anything stands against it
     */
    public List<WriteOutcome> write(
            RequestContext context, List<WriteEntry> entries, Map<Integer, Key> mustBeReadable) {
        return write(context, entries, mustBeReadable, freedom(context), Together.NOTHING);
    }

    /** As {@link #write}, with the decision that it rests on, recorded in the same transaction. */
    public List<WriteOutcome> write(RequestContext context, List<WriteEntry> entries, AuthorizationAct decision) {
        Together recorded = new Together(audit.rows(context.origin(), decision), Set.of());
        return write(context, entries, Map.of(), freedom(context), recorded);
    }

    /** As {@link #write}, of the server's own making: ids that it chose itself are no choice of the client's. */
    public List<WriteOutcome> writeOwn(RequestContext context, List<WriteEntry> entries) {
        return write(context, entries, Map.of(), new Freedom(true, false, true), Together.NOTHING);
    }

    /**
     * As {@link #write}, of the server's own making, after which no earlier version of some resources is left.
     *
     * @param erased whose words were put off the record
     * @param act by which they were, recorded in the same transaction
     */
    public List<WriteOutcome> withhold(
            RequestContext context, List<WriteEntry> entries, Set<Key> erased, AuditedAct act) {
        List<AuditRow> rows = audit.rows(context.caller(), context.origin(), List.of(act));
        return write(context, entries, Map.of(), new Freedom(true, false, true), new Together(rows, erased));
    }

    /**
     * What the same transaction does besides.
     *
     * @param rows of the record
     * @param erased resources of which only the current version stays
     */
    private record Together(List<AuditRow> rows, Set<Key> erased) {
        static final Together NOTHING = new Together(List.of(), Set.of());
    }

    private Freedom freedom(RequestContext context) {
        return tenants.find(context.tenant())
                .map(TenantSettings::api)
                .map(api -> new Freedom(api.updateCreate(), api.multipleMatches(), false))
                .orElseThrow();
    }

    private List<WriteOutcome> write(
            RequestContext context,
            List<WriteEntry> entries,
            Map<Integer, Key> mustBeReadable,
            Freedom freedom,
            Together together) {
        ContentIntake intake = new ContentIntake(contents, context.tenant(), entries);
        boolean certain = true;
        boolean committed = false;
        try {
            Permissions permissions = new Permissions(policy, context.caller());
            for (WriteEntry entry : entries) {
                permissions.require(entry.interaction(), entry.type());
                agreements.require(context.tenant(), entry.interaction(), entry.type());
            }
            mustBeReadable.values().forEach(key -> permissions.require(Interaction.READ, key.type()));
            TransactionPlan plan =
                    new TransactionPlan(entries, fhir, context.origin().base());
            intake.take();
            Recording recording = new Recording(together, policy.openedByBreakingGlass(context.caller()));
            List<WriteOutcome> outcomes = store.write(
                    context.tenant(),
                    unit -> attempt(context, plan, permissions, freedom, mustBeReadable, intake, recording, unit));
            committed = true;
            return outcomes;
        } catch (WriteRefused e) {
            throw refusal(e);
        } catch (SearchRefused e) {
            throw FhirRefusal.of(e);
        } catch (DatabaseFailure e) {
            certain = false; // A commit may have reached the database although its answer did not come back.
            throw e;
        } finally {
            if (committed) {
                intake.committed();
                if (entries.stream().anyMatch(entry -> entry.type().equals("Contract"))) {
                    agreements.forget(context.tenant());
                }
            } else {
                intake.failed(certain);
            }
        }
    }

    /**
     * What was to be known before the transaction for its record.
     *
     * @param opened patients whose glass the caller has broken
     */
    private record Recording(Together together, Set<String> opened) {}

    /** @throws FhirRefusal 403 */
    public void require(RequestContext context, Interaction interaction, String type) {
        new Permissions(policy, context.caller()).require(interaction, type);
        agreements.require(context.tenant(), interaction, type);
    }

    private static FhirRefusal refusal(WriteRefused refused) {
        return switch (refused.reason()) {
            case VERSION_MISMATCH ->
                FhirRefusal.preconditionFailed(
                        "If-Match names another version than the current one of " + refused.resource());
            case ALREADY_EXISTS -> FhirRefusal.conflict(refused.resource() + " exists already");
            case PATIENT_CHANGED ->
                FhirRefusal.againstRule(
                        refused.resource() + " belongs to another patient; an update cannot move it", "");
            case ERASED -> FhirRefusal.gone(refused.resource() + " was erased with its patient");
            case REFERS_TO_ERASED ->
                FhirRefusal.againstRule("It refers to " + refused.resource() + ", which was erased", "");
            case NOT_FOUND -> FhirRefusal.notFound("There is no " + refused.resource());
            case TYPE_NOT_SERVED -> FhirRefusal.notFound("This server does not hold the type of " + refused.resource());
        };
    }

    private List<WriteOutcome> attempt(
            RequestContext context,
            TransactionPlan plan,
            Permissions permissions,
            Freedom freedom,
            Map<Integer, Key> mustBeReadable,
            ContentIntake intake,
            Recording recording,
            UnitOfWork unit) {
        intake.begin();
        WriteAttempt attempt = new WriteAttempt(plan, permissions, freedom, unit);
        List<Target> targets = attempt.aim();
        List<PlannedWrite> writes = applyRules(context, attempt, targets, intake, unit);

        List<Change> changes = new ArrayList<>();
        for (Target target : targets) {
            attempt.change(target).ifPresent(changes::add);
        }
        List<Change.Put> brought = new ArrayList<>();
        consequences.forEach(consequence -> brought.addAll(consequence.of(writes, unit)));
        changes.addAll(brought);
        Map<Key, StoredResource> written = new HashMap<>();
        for (StoredResource stored : changes.isEmpty() ? List.<StoredResource>of() : unit.apply(changes)) {
            written.put(new Key(stored.type(), stored.id()), stored);
        }
        for (Target target : targets) {
            if (target.kind() == Kind.NEW || target.kind() == Kind.PUT) {
                intake.name(unit, target.key(), attempt.resource(target).orElseThrow());
            }
        }
        checkReach(attempt, targets);
        Set<Key> readable = permissions.reached(Interaction.READ, mustBeReadable.values(), unit);
        mustBeReadable.forEach((position, key) -> {
            if (!readable.contains(key)) {
                throw FhirRefusal.notFound("An entry reads a " + key.type() + " that does not exist")
                        .within("Bundle.entry[" + position + "]");
            }
        });

        List<AuditRow> posted = new ArrayList<>(recording.together().rows());
        attempt.decisions().forEach(decision -> posted.addAll(audit.rows(context.origin(), decision)));
        List<AuditedAct> acts = new ArrayList<>(targets.size());
        List<WriteOutcome> outcomes = new ArrayList<>(targets.size());
        for (Target target : targets) {
            outcomes.add(outcome(attempt, target, written, posted, acts));
        }
        brought.forEach(change -> acts.add(act(written.get(new Key(change.type(), change.id())))));
        if (!recording.together().erased().isEmpty()) {
            unit.eraseEarlier(recording.together().erased());
        }
        posted.addAll(audit.rows(context.caller(), context.origin(), AuditedAct.underGlass(acts, recording.opened())));
        unit.audit(posted);
        return outcomes;
    }

    /** Of what the server changed besides. */
    private static AuditedAct act(StoredResource changed) {
        return new AuditedAct(
                        Act.UPDATE,
                        200,
                        changed.type(),
                        Optional.of(versionOf(changed)),
                        Optional.empty(),
                        changed.patientId().map(List::of).orElse(List.of()))
                .labelled(SecurityLabels.of(changed.json()));
    }

    private List<PlannedWrite> applyRules(
            RequestContext context, WriteAttempt attempt, List<Target> targets, ContentIntake intake, UnitOfWork unit) {
        Map<Target, PlannedWrite> planned = new LinkedHashMap<>();
        for (Target target : targets) {
            if (target.kind() != Kind.NOTHING && target.kind() != Kind.LEFT_AS_IT_IS) {
                planned.put(
                        target,
                        new PlannedWrite(
                                target.entry().position(),
                                target.entry().type(),
                                target.id(),
                                attempt.resource(target),
                                attempt.current(target),
                                fhir));
            }
        }
        List<PlannedWrite> writes = List.copyOf(planned.values());
        intake.check(writes);
        rules.forEach(rule -> rule.check(context, writes, unit));
        planned.forEach((target, write) -> write.completed().ifPresent(whole -> attempt.complete(target, whole)));
        return writes;
    }

    /**
     * Whether what was just written lies where the caller may write: it is looked for through the caller's own sight, and through that of
     * its maker where it was not there before, under whatever id.
     */
    private static void checkReach(WriteAttempt attempt, List<Target> targets) {
        List<Target> written = targets.stream()
                .filter(target -> target.kind() == Kind.NEW || target.kind() == Kind.PUT)
                .filter(target -> !target.entry().type().equals("AuditEvent"))
                .toList();
        Set<Key> reached = attempt.reached(written);
        Set<Key> made = reached.size() == written.size() ? Set.of() : attempt.made(written);
        for (Target target : written) {
            if (!reached.contains(target.key()) && !made.contains(target.key())) {
                WriteEntry entry = target.entry();
                throw FhirRefusal.forbidden("The access token does not allow this " + entry.type() + " to be written")
                        .within(TransactionPlan.path(entry));
            }
        }
    }

    private WriteOutcome outcome(
            WriteAttempt attempt,
            Target target,
            Map<Key, StoredResource> written,
            List<AuditRow> posted,
            List<AuditedAct> acts) {
        WriteEntry entry = target.entry();
        Optional<StoredResource> before = attempt.current(target);
        WriteOutcome outcome = switch (target.kind()) {
            case NOTHING -> new WriteOutcome(entry, 204, Optional.empty());
            case LEFT_AS_IT_IS -> new WriteOutcome(entry, 200, before);
            case DELETE -> new WriteOutcome(entry, 204, Optional.of(written.get(target.key())));
            case NEW, PUT -> {
                boolean isNew = before.isEmpty() || before.get().deleted();
                yield new WriteOutcome(
                        entry,
                        isNew ? 201 : 200,
                        Optional.of(
                                entry.type().equals("AuditEvent")
                                        ? postedAuditEvents.take(
                                                entry.resource().orElseThrow(), target.id(), posted)
                                        : written.get(target.key())));
            }
        };
        AuditedAct audited = new AuditedAct(
                act(target),
                outcome.status(),
                entry.type(),
                outcome.stored().map(Writings::versionOf).or(() -> unmet(target)),
                entry.criteria().map(query -> entry.type() + "?" + query),
                outcome.stored()
                        .flatMap(StoredResource::patientId)
                        .map(List::of)
                        .orElse(List.of()));
        acts.add(isPlain(attempt, target) ? audited : audited.labelled(labels(target, outcome, before)));
        return outcome;
    }

    /** Whether what was written bears no label, which its tree tells. */
    private static boolean isPlain(WriteAttempt attempt, Target target) {
        return (target.kind() == Kind.NEW || target.kind() == Kind.PUT)
                && !target.entry().type().equals("AuditEvent")
                && !attempt.resource(target).orElseThrow().tree().path("meta").has("security");
    }

    /** Of what was written; of what was deleted, as it was before. */
    private static String labels(Target target, WriteOutcome outcome, Optional<StoredResource> before) {
        Optional<StoredResource> labelled =
                target.entry().interaction() == Interaction.DELETE ? before : outcome.stored();
        return labelled.map(stored -> SecurityLabels.of(stored.json())).orElse("");
    }

    /** What a delete named that was not there. */
    private static Optional<String> unmet(Target target) {
        return target.kind() == Kind.NOTHING && target.id() != null
                ? Optional.of(target.key().toString())
                : Optional.empty();
    }

    static String versionOf(StoredResource stored) {
        return stored.type() + "/" + stored.id() + "/_history/" + stored.version();
    }

    private static Act act(Target target) {
        return switch (target.entry().interaction()) {
            case CREATE -> Act.CREATE;
            case DELETE -> Act.DELETE;
            case PATCH -> Act.PATCH;
            default -> Act.UPDATE;
        };
    }
}
