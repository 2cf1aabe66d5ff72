package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Caller;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantRole;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$disclosures}: to whom a patient's record was disclosed, when, what and why (45 CFR 164.528), of the six
 * years before now or between {@code start} and {@code end}. For the patient and whoever acts for him, for owners,
 * administrators and auditors of the tenant, and for back ends that may read the patient's AuditEvents. Answers for a patient
 * who is erased too, since the audit stays.
 */
@Component
final class Disclosures implements Operation {
    private static final Set<String> PARAMETERS = Set.of("start", "end");
    private static final Set<TenantRole> ACCOUNTABLE = Set.of(TenantRole.OWNER, TenantRole.ADMIN, TenantRole.AUDITOR);
    /** 164.528(a)(1)(i): treatment, payment and health care operations need not be accounted for. */
    private static final Set<String> EXEMPT = Set.of("TREAT", "HPAYMT", "HOPERAT");

    private static final int YEARS = 6;
    private static final int PAGE = 1_000;
    private static final int MOST = 20_000;

    private final AuditRecords records;
    private final Clock clock;

    Disclosures(AuditRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "disclosures";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient");
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of(
                "the patient or who acts for him, an owner, administrator or auditor, each with a scope of r of AuditEvent, or a"
                        + " back end with r of the patient's AuditEvents");
    }

    /** An auditor may not read the patient, and an erased patient cannot be read. */
    @Override
    public boolean takesAnyId() {
        return true;
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), PARAMETERS);
        String patient = call.id().orElseThrow();
        if (!may(call, patient)) {
            throw FhirRefusal.forbidden("An account of disclosures is for the patient, for owners, administrators and"
                    + " auditors, and for back ends that may read the patient's AuditEvents; it takes r of AuditEvent");
        }
        String from = parameters
                .text("start")
                .orElseGet(() -> clock.instant()
                        .atOffset(ZoneOffset.UTC)
                        .minusYears(YEARS)
                        .toInstant()
                        .toString());
        Parameters answer = new Parameters();
        answer.addParameter("patient", new Reference("Patient/" + patient));
        answer.addParameter("start", new StringType(from));
        parameters.text("end").ifPresent(end -> answer.addParameter("end", new StringType(end)));
        for (StoredResource event : find(call, patient, from, parameters.text("end"))) {
            tell(answer, JsonTree.ofStored(event.json()), event, patient);
        }
        return new OperationAnswer(200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of(patient));
    }

    private static boolean may(OperationCall call, String patient) {
        Caller caller = call.context().caller();
        if (caller.fhirUser().isEmpty()) {
            return call.sight().of("AuditEvent") instanceof Sight.Extent.All
                    || call.sight().of("AuditEvent") instanceof Sight.Extent.Narrowed narrowed
                            && narrowed.criteria().isEmpty()
                            && narrowed.patientIds().contains(patient);
        }
        String user = caller.fhirUser().get();
        boolean own = user.equals("Patient/" + patient)
                || user.startsWith("RelatedPerson/")
                        && call.sight().of("Patient").unlimited() instanceof Sight.Extent.Narrowed guarded
                        && guarded.patientIds().contains(patient);
        // Who stands in for somebody by a staff grant sees nothing of the audit (docs/security.md, "Grants").
        boolean himself =
                caller.mandate().actor().isEmpty() && caller.mandate().grant().isEmpty();
        boolean accountable = !Collections.disjoint(caller.mandate().roles(), ACCOUNTABLE);
        return himself && (own || accountable) && caller.scopes().readAudit(own);
    }

    private List<StoredResource> find(OperationCall call, String patient, String from, Optional<String> to) {
        Map<String, List<String>> query = new HashMap<>();
        query.put("patient", List.of(patient));
        query.put("subtype", List.of("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle|disclose"));
        List<String> dates = new ArrayList<>(List.of("ge" + from));
        to.ifPresent(end -> dates.add("le" + end));
        query.put("date", dates);
        query.put("_count", List.of(Integer.toString(PAGE)));
        Sight sight = Sight.everythingWithoutAccessCheck("who may have this patient's account was decided above");
        List<StoredResource> found = new ArrayList<>();
        String cursor;
        do {
            SearchPage page = records.search(
                    call.context().tenant(), sight, new SearchRequest("AuditEvent", query, false, "disclosures"));
            found.addAll(page.matches());
            if (found.size() > MOST) {
                throw new FhirRefusal(422, "too-costly", "More than " + MOST + " disclosures: narrow start and end");
            }
            cursor = page.nextCursor();
            query.put("_cursor", List.of(cursor == null ? "" : cursor));
        } while (cursor != null);
        return found;
    }

    private static void tell(Parameters answer, JsonNode event, StoredResource stored, String patient) {
        ParametersParameterComponent disclosure = answer.addParameter().setName("disclosure");
        Instant at = stored.lastUpdated();
        disclosure.addPart().setName("date").setValue(new InstantType(at.toString()));
        for (JsonNode agent : event.path("agent")) {
            if (coded(agent.at("/type/coding"), "110152")) {
                disclosure.addPart().setName("recipient").setValue(new StringType(name(agent.path("who"))));
                disclosure
                        .addPart()
                        .setName("address")
                        .setValue(new StringType(agent.at("/network/address").asText("unknown")));
            }
        }
        for (JsonNode entity : event.path("entity")) {
            String what = entity.at("/what/reference").asText();
            if (!what.isEmpty() && !what.equals("Patient/" + patient)) {
                disclosure.addPart().setName("what").setValue(new StringType(what));
            } else if (entity.has("query")) {
                byte[] query = Base64.getDecoder().decode(entity.path("query").asText());
                disclosure
                        .addPart()
                        .setName("what")
                        .setValue(new StringType(new String(query, StandardCharsets.UTF_8)));
            }
        }
        String purpose = event.at("/purposeOfEvent/0/coding/0/code").asText();
        if (!purpose.isEmpty()) {
            disclosure.addPart().setName("purpose").setValue(new CodeType(purpose));
        }
        disclosure.addPart().setName("exempt").setValue(new BooleanType(EXEMPT.contains(purpose)));
        disclosure.addPart().setName("event").setValue(new Reference("AuditEvent/" + stored.id()));
    }

    private static boolean coded(JsonNode codings, String code) {
        for (JsonNode coding : codings) {
            if (coding.path("code").asText().equals(code)) {
                return true;
            }
        }
        return false;
    }

    private static String name(JsonNode who) {
        for (String path : List.of("/display", "/identifier/value", "/reference")) {
            if (who.at(path).isTextual()) {
                return who.at(path).asText();
            }
        }
        return "unknown";
    }
}
