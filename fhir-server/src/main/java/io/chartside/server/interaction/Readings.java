package io.chartside.server.interaction;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.Right;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.SecurityLabels;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.KnownVersion;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.ResourceStore.HistoryPage;
import io.chartside.server.store.ResourceStore.HistoryRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The way every read and search goes: access, store, audit; what is returned has been recorded. */
@Component
public final class Readings {
    private final ResourceStore store;
    private final ResourceSearch search;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final AuditRecords auditRecords;

    Readings(
            ResourceStore store,
            ResourceSearch search,
            AccessPolicy policy,
            AuditTrail audit,
            AuditRecords auditRecords) {
        this.store = store;
        this.search = search;
        this.policy = policy;
        this.audit = audit;
        this.auditRecords = auditRecords;
    }

    /** @throws FhirRefusal 404, or 410 when deleted */
    public StoredResource read(RequestContext context, String type, String id) {
        return answeredAsKnown(context, type, id).orElseGet(() -> readAnew(context, type, id));
    }

    /** What was opened lately and has not changed, recorded by the statement that saw so. */
    private Optional<StoredResource> answeredAsKnown(RequestContext context, String type, String id) {
        if (type.equals("AuditEvent")) {
            return Optional.empty();
        }
        Permissions permissions = new Permissions(policy, context.caller());
        permissions.require(Interaction.READ, type);
        return store.known(context.tenant(), permissions.sight(Interaction.READ), type, id)
                .filter(known -> audit.record(
                        context.tenant(),
                        context.caller(),
                        context.origin(),
                        AuditedAct.underGlass(
                                acts(Act.READ, known.resource()), policy.openedByBreakingGlass(context.caller())),
                        known))
                .map(KnownVersion::resource);
    }

    private StoredResource readAnew(RequestContext context, String type, String id) {
        StoredResource found = current(context, type, id);
        record(context, Act.READ, found);
        return found;
    }

    /** As {@link #read}, without the audit row: for what is audited as another act. */
    public StoredResource current(RequestContext context, String type, String id) {
        Permissions permissions = new Permissions(policy, context.caller());
        permissions.require(Interaction.READ, type);
        Sight sight = permissions.sight(Interaction.READ);
        StoredResource found = (type.equals("AuditEvent")
                        ? auditRecords.read(context.tenant(), sight, id)
                        : store.read(context.tenant(), sight, type, id))
                .orElseThrow(() -> withDecision(
                        context,
                        sight,
                        type,
                        missing(context, sight, type, id),
                        shown -> store.read(context.tenant(), shown, type, id)));
        if (found.deleted()) {
            throw FhirRefusal.gone("This " + type + " was deleted");
        }
        return found;
    }

    /** That something was erased is told to those alone who see all of its type. */
    private FhirRefusal missing(RequestContext context, Sight sight, String type, String id) {
        return sight.of(type).unlimited() instanceof Sight.Extent.All && store.isErased(context.tenant(), type, id)
                ? FhirRefusal.gone("This " + type + " was erased")
                : FhirRefusal.notFound("There is no such " + type);
    }

    /** That a version was erased is told to those alone who see the resource. */
    private FhirRefusal missingVersion(RequestContext context, Sight sight, String type, String id, long version) {
        boolean erased = !type.equals("AuditEvent")
                && store.isWithheld(context.tenant(), type, id, version)
                && store.read(context.tenant(), sight, type, id).isPresent();
        return erased
                ? FhirRefusal.gone("This version of the " + type + " was erased: words in it were put off the record")
                : FhirRefusal.notFound("There is no such version of this " + type);
    }

    /**
     * The refusal, with the Consent or label that decided it for the record. Where any could, it is looked for whether or not
     * there is such a resource, so that the time tells nothing.
     */
    private FhirRefusal withDecision(
            RequestContext context,
            Sight sight,
            String type,
            FhirRefusal missing,
            Function<Sight, Optional<StoredResource>> look) {
        if (!(sight.of(type) instanceof Sight.Extent.Limited)) {
            return missing;
        }
        return look.apply(shown -> sight.of(shown).unlimited())
                .flatMap(found -> policy.keptBack(context.caller(), found)
                        .map(kept -> Permissions.denied(context.caller(), kept, found)))
                .map(missing::decidedBy)
                .orElse(missing);
    }

    /** @throws FhirRefusal 404, or 410 when that version is the deletion */
    public StoredResource readVersion(RequestContext context, String type, String id, long version) {
        Permissions permissions = new Permissions(policy, context.caller());
        permissions.require(Interaction.VREAD, type);
        Sight sight = permissions.sight(Interaction.VREAD);
        StoredResource found = (type.equals("AuditEvent")
                        ? auditRecords.read(context.tenant(), sight, id).filter(event -> version == 1)
                        : store.readVersion(context.tenant(), sight, type, id, version))
                .orElseThrow(() -> {
                    FhirRefusal missing = missing(context, sight, type, id);
                    return withDecision(
                            context,
                            sight,
                            type,
                            missing.status() == 410 ? missing : missingVersion(context, sight, type, id, version),
                            shown -> store.readVersion(context.tenant(), shown, type, id, version));
                });
        if (found.deleted()) {
            throw FhirRefusal.gone("This version of the " + type + " is its deletion");
        }
        record(context, Act.VREAD, found);
        return found;
    }

    /** @param rawRequest the request as it came, for the audit */
    public HistoryPage history(RequestContext context, HistoryRequest request, String rawRequest) {
        Permissions permissions = new Permissions(policy, context.caller());
        Interaction interaction = request.id() == null ? Interaction.HISTORY_TYPE : Interaction.HISTORY;
        if (request.type() != null) {
            permissions.require(interaction, request.type());
        }
        if ("AuditEvent".equals(request.type())) {
            throw new FhirRefusal(405, "not-supported", "AuditEvents never change and have no history");
        }
        HistoryPage page = page(context, permissions.sight(interaction), request);
        boolean whole = request.since() == null && request.current() == null && request.cursor() == null;
        if (request.id() != null && whole && page.versions().isEmpty()) {
            FhirRefusal missing = missing(context, permissions.sight(interaction), request.type(), request.id());
            if (page.total().equals(OptionalLong.of(0)) || missing.status() == 410) {
                throw withDecision(
                        context,
                        permissions.sight(interaction),
                        request.type(),
                        missing,
                        shown -> store.read(context.tenant(), shown, request.type(), request.id()));
            }
        }
        Act act = request.type() == null
                ? Act.HISTORY_SYSTEM
                : request.id() == null ? Act.HISTORY_TYPE : Act.HISTORY_INSTANCE;
        Optional<String> entity =
                request.id() == null ? Optional.empty() : Optional.of(request.type() + "/" + request.id());
        recordAll(context, act, request.type(), entity, rawRequest, page.versions().stream());
        return page;
    }

    /** @throws FhirRefusal 400 when the search would be refused for how it is written */
    public void requireUnderstood(RequestContext context, SearchRequest request) {
        refusing(() -> {
            if (request.type().equals("AuditEvent")) {
                auditRecords.requireUnderstood(request);
            } else {
                search.requireUnderstood(context.tenant(), request);
            }
            return request;
        });
    }

    /**
     * A search over all types shows of each what the caller may search.
     *
     * @param rawRequest the request as it came, for the audit
     */
    public SearchPage search(RequestContext context, SearchRequest request, String rawRequest) {
        Permissions permissions = new Permissions(policy, context.caller());
        boolean counts = !request.type().isEmpty() && request.countOnly();
        Interaction interaction = counts ? Interaction.COUNT : Interaction.SEARCH;
        if (!request.type().isEmpty()) {
            permissions.require(interaction, request.type());
        }
        Sight sight = permissions.sight(interaction);
        int smallest = counts ? policy.smallestCount(context.caller(), request.type()) : 0;
        if (counts && smallest == 0 && !request.type().equals("AuditEvent")) {
            Optional<SearchPage> counted = refusing(() -> search.counting(context.tenant(), sight, request))
                    .flatMap(counting -> counted(context, counting, request.type(), rawRequest));
            if (counted.isPresent()) {
                return counted.get();
            }
        }
        SearchPage page = refusing(() -> request.type().equals("AuditEvent")
                ? auditRecords.search(context.tenant(), sight, request)
                : search.search(context.tenant(), sight, request));
        if (counts && page.total().orElse(0) < smallest) {
            throw FhirRefusal.forbidden("Counts of few are not told: ask less narrowly");
        }
        recordAll(
                context,
                request.type().isEmpty() ? Act.SEARCH_SYSTEM : Act.SEARCH,
                request.type(),
                Optional.empty(),
                rawRequest,
                Stream.concat(page.matches().stream(), page.included().stream()));
        return page;
    }

    /** Empty when it is to be counted by itself. */
    private Optional<SearchPage> counted(
            RequestContext context, ResourceSearch.Counting counting, String type, String rawRequest) {
        AuditedAct act = new AuditedAct(Act.SEARCH, 200, type, Optional.empty(), Optional.of(rawRequest), List.of());
        OptionalLong total =
                audit.record(context.tenant(), context.caller(), context.origin(), List.of(act), counting.count());
        return total.isPresent() ? Optional.of(counting.page(total.getAsLong())) : Optional.empty();
    }

    public Sight sight(RequestContext context, Interaction interaction) {
        return policy.sight(context.caller(), interaction);
    }

    /** @throws FhirRefusal 403 */
    public void require(RequestContext context, Right right) {
        if (!policy.permits(context.caller(), right)) {
            throw FhirRefusal.forbidden("The access token lacks the scope " + right.scope());
        }
    }

    /** @throws FhirRefusal 403 */
    public void require(RequestContext context, Interaction interaction, String type) {
        new Permissions(policy, context.caller()).require(interaction, type);
    }

    /** Commits what was done with a patient's data, with its purpose where the caller has broken the patient's glass. */
    public void record(RequestContext context, List<AuditedAct> acts) {
        audit.record(
                context.tenant(),
                context.caller(),
                context.origin(),
                AuditedAct.underGlass(acts, policy.openedByBreakingGlass(context.caller())));
    }

    private void record(RequestContext context, Act act, StoredResource found) {
        record(context, acts(act, found));
    }

    private static List<AuditedAct> acts(Act act, StoredResource found) {
        return List.of(AuditedAct.onResource(act, 200, found.type(), Writings.versionOf(found), found.patientId())
                .labelled(SecurityLabels.of(found.json())));
    }

    private void recordAll(
            RequestContext context,
            Act act,
            String type,
            Optional<String> entity,
            String rawRequest,
            Stream<StoredResource> found) {
        // A look into the audit is one "audit log used", however many patients the events shown are about.
        List<String> patients = "AuditEvent".equals(type)
                ? List.of()
                : found.flatMap(r -> r.patientId().stream()).distinct().toList();
        record(
                context,
                List.of(new AuditedAct(act, 200, type == null ? "" : type, entity, Optional.of(rawRequest), patients)));
    }

    private HistoryPage page(RequestContext context, Sight sight, HistoryRequest request) {
        try {
            return store.history(context.tenant(), sight, request);
        } catch (IllegalArgumentException e) {
            if (request.cursor() == null) {
                throw e;
            }
            throw FhirRefusal.malformed("_cursor does not belong to this history");
        }
    }

    private static <T> T refusing(java.util.function.Supplier<T> search) {
        try {
            return search.get();
        } catch (SearchRefused e) {
            throw FhirRefusal.of(e);
        }
    }
}
