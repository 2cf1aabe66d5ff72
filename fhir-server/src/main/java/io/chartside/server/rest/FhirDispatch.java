package io.chartside.server.rest;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditUnavailableException;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From method and path to the interaction (FHIR R4, http.html), and from any failure to its audited OperationOutcome. */
final class FhirDispatch implements BundleHandler.Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(FhirDispatch.class);
    static final Set<String> COMPARTMENTS = Set.of("Patient", "Encounter", "Practitioner", "RelatedPerson", "Device");

    private final Predicate<String> servesType;
    private final ReadHandler reads;
    private final SearchHandler searches;
    private final WriteHandler writes;
    private final BundleHandler bundles;
    private final OperationHandler operations;
    private final AuditTrail audit;

    FhirDispatch(
            Predicate<String> servesType,
            ReadHandler reads,
            SearchHandler searches,
            WriteHandler writes,
            BundleHandler bundles,
            OperationHandler operations,
            AuditTrail audit) {
        this.servesType = servesType;
        this.reads = reads;
        this.searches = searches;
        this.writes = writes;
        this.bundles = bundles;
        this.operations = operations;
        this.audit = audit;
    }

    /** Never throws for bad input; what fails is recorded before its outcome is answered. */
    @Override
    public Answer answer(RequestContext context, FhirRequest request) {
        try {
            Answer answer = route(context, request);
            return request.preferences().lenient() ? LenientHandling.told(request, answer) : answer;
        } catch (FhirRefusal refusal) {
            return failed(context, request, Outcomes.of(refusal), refusal.decision());
        } catch (AuditUnavailableException e) {
            throw e;
        } catch (SealBroken e) {
            LOG.error(
                    "request {} met stored data that does not hold: {}",
                    context.origin().requestId(),
                    e.getMessage());
            return failed(context, request, Outcomes.of(500, "exception", e.getMessage()));
        } catch (RuntimeException e) {
            return failed(
                    context,
                    request,
                    Unavailability.of(e).map(Unavailability::answer).orElseGet(() -> internal(context, e)));
        }
    }

    /** The message may hold a health record; class and place are enough to find it. */
    private static Answer internal(RequestContext context, RuntimeException e) {
        LOG.error(
                "request {} failed: {} at {}",
                context.origin().requestId(),
                e.getClass().getName(),
                List.of(e.getStackTrace()).stream().limit(8).toList());
        return Outcomes.of(500, "exception", "The request failed inside the server");
    }

    private Answer failed(RequestContext context, FhirRequest request, Answer outcome) {
        return failed(context, request, outcome, Optional.empty());
    }

    private Answer failed(
            RequestContext context, FhirRequest request, Answer outcome, Optional<AuthorizationAct> decision) {
        boolean instance = request.segments().size() > 1
                && !request.segment(1).startsWith("_")
                && !request.segment(1).startsWith("$");
        AuditedAct failed = new AuditedAct(
                act(request),
                outcome.status(),
                servesType.test(request.segment(0)) ? request.segment(0) : "",
                instance && servesType.test(request.segment(0))
                        ? Optional.of(request.segment(0) + "/" + request.segment(1))
                        : Optional.empty(),
                Optional.of(SearchHandler.raw(context, request)),
                List.of());
        if (decision.isPresent()) {
            audit.refused(context.tenant(), context.caller(), context.origin(), failed, decision.get());
        } else {
            audit.record(context.tenant(), Optional.of(context.caller()), context.origin(), failed);
        }
        return outcome;
    }

    @Override
    public Answer refused(RequestContext context, Answer outcome) {
        audit.refused(context.tenant(), Optional.of(context.caller()), context.origin(), Act.BATCH, outcome.status());
        return outcome;
    }

    @Override
    public void requireServed(RequestContext context, FhirRequest request) {
        List<String> segments = request.segments();
        String last = segments.isEmpty() ? "" : segments.get(segments.size() - 1);
        if (last.startsWith("$")) {
            operations.require(request);
        } else if (!segments.isEmpty() && !last.equals("_history")) {
            requireType(request.segment(0));
        }
        if (segments.size() <= 1 && !last.startsWith("$") && !last.equals("_history")) {
            searches.requireUnderstood(context, request);
        }
    }

    private Answer route(RequestContext context, FhirRequest request) {
        List<String> segments = request.segments();
        int last = segments.size() - 1;
        if (last < 0) {
            if (request.method().equals("POST")) {
                return bundles.handle(context, request, this);
            }
            if (request.isGet()) {
                return searches.searchAll(context, request);
            }
            throw FhirRefusal.notAllowed(
                    "The base of the server takes POST of a Bundle, and GET with search parameters");
        }
        if (segments.size() <= 3 && request.segment(last).startsWith("$")) {
            if (last > 0) {
                requireType(request.segment(0));
            }
            return operations.handle(context, request);
        }
        if (segments.size() <= 3 && request.segment(0).startsWith("$")) {
            return operations.handle(context, request);
        }
        if (segments.equals(List.of("_history")) && request.isGet()) {
            return searches.history(context, request, null, null);
        }
        if (segments.equals(List.of("_search")) && request.method().equals("POST")) {
            return searches.searchAll(context, request);
        }
        requireType(request.segment(0));
        if (isCompartment(request)) {
            return searches.searchCompartment(context, request);
        }
        return switch (segments.size()) {
            case 1 -> type(context, request);
            case 2 -> instance(context, request);
            case 3 -> {
                require(request.segment(2).equals("_history") && request.isGet());
                yield searches.history(context, request, request.segment(0), request.segment(1));
            }
            case 4 -> {
                require(request.segment(2).equals("_history") && request.isGet());
                yield reads.readVersion(context, request);
            }
            default -> throw FhirRefusal.notFound("There is nothing at this path");
        };
    }

    private boolean isCompartment(FhirRequest request) {
        boolean got = request.segments().size() == 3 && request.isGet();
        boolean posted = request.segments().size() == 4
                && request.method().equals("POST")
                && request.segment(3).equals("_search");
        return (got || posted)
                && (request.segment(2).equals("*") || servesType.test(request.segment(2)))
                && COMPARTMENTS.contains(request.segment(0));
    }

    private Answer type(RequestContext context, FhirRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> searches.search(context, request);
            case "POST" -> writes.create(context, request);
            case "PUT" -> writes.conditionalUpdate(context, request);
            case "PATCH" -> writes.conditionalPatch(context, request);
            case "DELETE" -> writes.conditionalDelete(context, request);
            default -> throw notAllowed(request);
        };
    }

    private Answer instance(RequestContext context, FhirRequest request) {
        String second = request.segment(1);
        if (second.equals("_search")) {
            require(request.method().equals("POST"));
            return searches.search(context, request);
        }
        if (second.equals("_history")) {
            require(request.isGet());
            return searches.history(context, request, request.segment(0), null);
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> reads.read(context, request);
            case "PUT" -> writes.update(context, request);
            case "PATCH" -> writes.patch(context, request);
            case "DELETE" -> writes.delete(context, request);
            default -> throw notAllowed(request);
        };
    }

    private void requireType(String type) {
        if (!servesType.test(type)) {
            throw new FhirRefusal(404, "not-supported", "This server does not hold resources of this type");
        }
    }

    private static void require(boolean exists) {
        if (!exists) {
            throw FhirRefusal.notAllowed("There is no such interaction");
        }
    }

    private static FhirRefusal notAllowed(FhirRequest request) {
        return FhirRefusal.notAllowed(request.method() + " is not offered here");
    }

    private static Act act(FhirRequest request) {
        List<String> segments = request.segments();
        if (segments.isEmpty() && request.isGet() || segments.equals(List.of("_search"))) {
            return Act.SEARCH_SYSTEM;
        }
        if (segments.isEmpty()) {
            return BundleHandler.isTransaction(request) ? Act.TRANSACTION : Act.BATCH;
        }
        String last = segments.get(segments.size() - 1);
        if (last.startsWith("$")) {
            return Act.OPERATION;
        }
        if (last.equals("_history")) {
            return switch (segments.size()) {
                case 1 -> Act.HISTORY_SYSTEM;
                case 2 -> Act.HISTORY_TYPE;
                default -> Act.HISTORY_INSTANCE;
            };
        }
        return switch (request.method()) {
            case "POST" -> last.equals("_search") ? Act.SEARCH : Act.CREATE;
            case "PUT" -> Act.UPDATE;
            case "PATCH" -> Act.PATCH;
            case "DELETE" -> Act.DELETE;
            default ->
                segments.size() == 1 || segments.size() == 3 ? Act.SEARCH : segments.size() == 4 ? Act.VREAD : Act.READ;
        };
    }
}
