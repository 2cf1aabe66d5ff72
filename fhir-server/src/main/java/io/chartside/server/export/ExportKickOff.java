package io.chartside.server.export;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.Sight;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;

/**
 * {@code $export} of the system, of all patients and of a Group (Bulk Data Access 2.0.0, "Bulk Data Kick-off Request"):
 * 202 with where to ask for its progress. It holds what the caller may read, drafts with the drafts right alone.
 */
final class ExportKickOff implements Operation {
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");
    private static final Set<String> PARAMETERS = Set.of("_outputFormat", "_since", "_type", "_typeFilter", "patient");

    private final AccessPolicy policy;
    private final AnalystForm form;
    private final SearchParameters parameters;
    private final ResourceSearch search;
    private final ExportGroups groups;
    private final ExportJobs jobs;
    private final ExportRunner runner;
    private final ExportSettings settings;
    private final Clock clock;

    ExportKickOff(
            AccessPolicy policy,
            AnalystForm form,
            SearchParameters parameters,
            ResourceSearch search,
            ExportGroups groups,
            ExportJobs jobs,
            ExportRunner runner,
            ExportSettings settings,
            Clock clock) {
        this.policy = policy;
        this.form = form;
        this.parameters = parameters;
        this.search = search;
        this.groups = groups;
        this.jobs = jobs;
        this.runner = runner;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM, Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient", "Group");
    }

    @Override
    public boolean shapesItsAnswer() {
        return true;
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export";
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of(
                "a back end, an owner or an analyst (de-identified, unless the tenant says otherwise), with read of every"
                        + " type asked for, and of one at least, by a scope beyond patient/");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        if (!call.respondAsync()) {
            throw new FhirRefusal(400, "invalid", "$export is asked for with Prefer: respond-async");
        }
        String type = call.type().orElse("");
        boolean group = type.equals("Group");
        if (group != (call.level() == Level.INSTANCE) || type.equals("Patient") && call.level() != Level.TYPE) {
            throw new FhirRefusal(
                    400, "not-supported", "$export is offered of the system, of Patient and of one Group");
        }
        if (call.context().caller().scopes().ofOnePatient()) {
            throw FhirRefusal.forbidden("A token of one patient's record reads it by $everything");
        }
        Caller caller = call.context().caller();
        boolean deidentified = form.isDeidentified(caller);
        List<String> ignored = call.parameters().getParameter().stream()
                .map(parameter -> parameter.hasName() ? parameter.getName() : "")
                .filter(name -> !PARAMETERS.contains(name))
                .map(name -> name.matches("[A-Za-z_][A-Za-z0-9_-]{0,39}") ? name : "?")
                .distinct()
                .limit(20)
                .toList();
        if (!ignored.isEmpty() && !call.lenient()) {
            throw FhirRefusal.malformed("$export has a parameter that is not served");
        }
        if (!texts(call, "_outputFormat").stream().allMatch(FORMATS::contains)) {
            throw FhirRefusal.malformed("_outputFormat is application/fhir+ndjson");
        }
        Map<String, List<String>> filters = filters(call);
        if (deidentified) {
            AnalystForm.requireOfPopulation(names(call));
            form.requireOfPopulation(filters);
        }
        Sight sight = policy.sight(caller, Interaction.EXPORT);
        Instant now = clock.instant();
        UUID id = UUID.fromString(LogicalIds.next());
        Set<String> patients = patients(call, type);
        ExportRequest request = new ExportRequest(
                caller.tenant(),
                id,
                sight,
                types(call, sight, deidentified),
                filters,
                patients,
                !type.isEmpty(),
                now,
                since(call),
                deidentified ? form.smallestGroup(caller) : 0);
        String base = call.context().origin().base();
        ExportJobs.Asked asked = new ExportJobs.Asked(asked(call, base), deidentified);
        jobs.start(caller.tenant(), id, owner(caller), asked, now, settings.keep());
        if (group && patients.isEmpty()) {
            jobs.end(caller.tenant(), id, ExportJobs.State.DONE);
        } else {
            runner.submit(request);
        }
        OperationAnswer accepted =
                OperationAnswer.withoutBody(202, Map.of("Content-Location", base + "/$export-status/" + id));
        if (!ignored.isEmpty()) {
            accepted =
                    accepted.withHeader("Warning", "199 - \"Ignored parameters: " + String.join(" ", ignored) + "\"");
        }
        return deidentified ? accepted.ofDeidentified() : accepted;
    }

    private static List<String> names(OperationCall call) {
        return call.parameters().getParameter().stream()
                .map(Parameters.ParametersParameterComponent::getName)
                .toList();
    }

    static String owner(Caller caller) {
        return caller.clientId() + "|" + caller.subject();
    }

    /** The kick-off's URL, as the manifest repeats it. */
    private static String asked(OperationCall call, String base) {
        StringBuilder url = new StringBuilder(base);
        call.type().ifPresent(type -> url.append('/').append(type));
        call.instance().ifPresent(instance -> url.append('/').append(instance.id()));
        url.append("/$export");
        String separator = "?";
        for (Parameters.ParametersParameterComponent parameter :
                call.parameters().getParameter()) {
            if (parameter.getValue() != null && parameter.getValue().isPrimitive()) {
                url.append(separator)
                        .append(parameter.getName())
                        .append('=')
                        .append(URLEncoder.encode(parameter.getValue().primitiveValue(), StandardCharsets.UTF_8));
                separator = "&";
            }
        }
        return url.toString();
    }

    private Set<String> patients(OperationCall call, String type) {
        Set<String> asked = new HashSet<>();
        for (Parameters.ParametersParameterComponent parameter :
                call.parameters().getParameter()) {
            if ("patient".equals(parameter.getName())) {
                Type value = parameter.getValue();
                String reference = value instanceof Reference r
                        ? r.getReference()
                        : value == null ? "" : String.valueOf(value.primitiveValue());
                if (reference == null || !reference.startsWith("Patient/") || type.isEmpty()) {
                    throw FhirRefusal.malformed("patient is a reference to a Patient, of an export of patients");
                }
                asked.add(reference.substring("Patient/".length()));
            }
        }
        if (!type.equals("Group")) {
            return asked;
        }
        Set<String> members = groups.members(call.instance().orElseThrow());
        if (!asked.isEmpty()) {
            members.retainAll(asked);
        }
        return members;
    }

    private List<String> types(OperationCall call, Sight sight, boolean deidentified) {
        Set<String> asked = new LinkedHashSet<>();
        texts(call, "_type").forEach(text -> asked.addAll(List.of(text.split(","))));
        List<String> types = new ArrayList<>();
        for (String type : asked.isEmpty() ? parameters.types() : asked) {
            if (!parameters.serves(type)) {
                throw FhirRefusal.malformed("_type names a type that this server does not hold");
            }
            boolean formless = deidentified && !AnalystForm.shows(type);
            if (!formless && !(sight.of(type) instanceof Sight.Extent.Nothing)) {
                types.add(type);
            } else if (!asked.isEmpty() && formless) {
                throw FhirRefusal.forbidden(type + " has no de-identified form");
            } else if (!asked.isEmpty()) {
                throw FhirRefusal.forbidden("The access token does not allow read of " + type);
            }
        }
        if (types.isEmpty()) {
            throw FhirRefusal.forbidden("The access token does not allow read of any type");
        }
        return types;
    }

    /** {@code _typeFilter=Type?criteria}, several separated by commas or repeated: any of a type's must fit. */
    private Map<String, List<String>> filters(OperationCall call) {
        Map<String, List<String>> filters = new HashMap<>();
        for (String text : texts(call, "_typeFilter")) {
            for (String filter : text.split(",(?=[A-Z][A-Za-z]+\\?)")) {
                int mark = filter.indexOf('?');
                if (mark <= 0 || !parameters.serves(filter.substring(0, mark))) {
                    throw FhirRefusal.malformed("_typeFilter is Type?criteria");
                }
                filters.computeIfAbsent(filter.substring(0, mark), type -> new ArrayList<>())
                        .add(filter.substring(mark + 1));
            }
        }
        try {
            filters.forEach(search::requireTestable);
        } catch (SearchRefused e) {
            throw new FhirRefusal(400, "not-supported", "_typeFilter: " + e.getMessage());
        }
        return filters;
    }

    private static Instant since(OperationCall call) {
        List<String> texts = texts(call, "_since");
        if (texts.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(texts.get(0).replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw FhirRefusal.malformed("_since is a FHIR instant");
        }
    }

    private static List<String> texts(OperationCall call, String name) {
        return call.parameters().getParameter().stream()
                .filter(p -> name.equals(p.getName()))
                .filter(p -> p.getValue() != null && p.getValue().isPrimitive())
                .map(p -> p.getValue().primitiveValue())
                .toList();
    }
}
