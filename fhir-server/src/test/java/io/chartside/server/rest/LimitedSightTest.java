package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.Operations;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Change;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Labels and Consents in every way that the record is looked at (MH15, MA8): random ones, held against an oracle that knows
 * single resources and is told of the Consents in words of its own. Over 400 lines because world, oracle and the five callers
 * are one: each way of looking is held against the same three.
 */
class LimitedSightTest extends RestTest {
    private static final long SEED = 20261129;
    private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final List<String> TYPES = List.of("Patient", "Observation", "DocumentReference", "Condition");
    private static final List<String> LABELS = List.of("", "", "", "R", "V", "SUD", "PSYTHPN");

    @Autowired
    private ResourceStore store;

    @Autowired
    private Readings readings;

    @Autowired
    private Writings writings;

    @Autowired
    private AccessPolicy policy;

    @Autowired
    private Database database;

    @Autowired
    private MomentReader moments;

    /** @param author of a document */
    private record Thing(String type, String id, String patient, String label, String author) {
        String key() {
            return type + "/" + id;
        }
    }

    /** One provision below the root: deny or permit, to whom, of what. Empty: any. */
    private record Provision(boolean permit, String actor, String purpose, String type, String label, boolean over) {}

    private static String label(String code) {
        String system = code.length() == 1 ? CONFIDENTIALITY : ACT_CODE;
        return "{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}";
    }

    private static String json(Thing thing) {
        String meta = thing.label().isEmpty() ? "" : "\"meta\":{\"security\":[" + label(thing.label()) + "]},";
        String subject = "\"subject\":{\"reference\":\"Patient/" + thing.patient() + "\"}";
        String rest = switch (thing.type()) {
            case "Patient" -> "\"name\":[{\"family\":\"Fam" + thing.id() + "\"}]";
            case "DocumentReference" ->
                "\"status\":\"current\",\"content\":[{\"attachment\":{\"url\":\"urn:x\"}}],\"author\":[{\"reference\":\""
                        + thing.author() + "\"}]," + subject;
            case "Observation" -> "\"status\":\"final\",\"code\":{\"text\":\"x\"}," + subject;
            default -> "\"code\":{\"text\":\"x\"}," + subject;
        };
        return "{\"resourceType\":\"" + thing.type() + "\"," + meta + rest + "}";
    }

    private static String json(String patient, List<Provision> provisions) {
        return "{\"resourceType\":\"Consent\",\"status\":\"active\",\"patient\":{\"reference\":\"Patient/" + patient
                + "\"},\"scope\":{\"text\":\"x\"},\"category\":[{\"text\":\"x\"}],\"provision\":{\"provision\":["
                + provisions.stream().map(LimitedSightTest::json).collect(Collectors.joining(",")) + "]}}";
    }

    private static String json(Provision p) {
        StringBuilder json = new StringBuilder("{\"type\":\"")
                .append(p.permit() ? "permit" : "deny")
                .append("\"");
        if (!p.actor().isEmpty()) {
            json.append(",\"actor\":[{\"role\":{\"text\":\"x\"},\"reference\":{\"reference\":\"")
                    .append(p.actor())
                    .append("\"}}]");
        }
        if (!p.purpose().isEmpty()) {
            json.append(",\"purpose\":[{\"code\":\"").append(p.purpose()).append("\"}]");
        }
        if (!p.type().isEmpty()) {
            json.append(",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"")
                    .append(p.type())
                    .append("\"}]");
        }
        if (!p.label().isEmpty()) {
            json.append(",\"securityLabel\":[").append(label(p.label())).append("]");
        }
        if (p.over()) {
            json.append(",\"period\":{\"end\":\"2020-01-01\"}");
        }
        return json.append("}").toString();
    }

    private void put(TenantId tenant, String type, String id, String json) {
        store(store, tenant, type, id, json);
    }

    /** Past every rule and right. */
    static void store(ResourceStore store, TenantId tenant, String type, String id, String json) {
        store.write(
                tenant,
                unit -> unit.apply(List.of(new Change.Put(
                        type,
                        id,
                        JsonTree.ofStored(json.getBytes(StandardCharsets.UTF_8)),
                        false,
                        OptionalLong.empty()))));
    }

    static RequestContext caller(TenantId tenant, String user, TenantRole... roles) {
        Caller caller = new Caller(
                        tenant,
                        user.isEmpty() ? "client" : user,
                        "client",
                        "token",
                        Scopes.parse("user/*.cruds patient/*.cruds system/*.cruds"),
                        Optional.of(user).filter(u -> !u.isEmpty()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(Mandate.of(Set.of(roles)));
        return new RequestContext(caller, new Origin("request", "127.0.0.1", "http://localhost/fhir/" + tenant));
    }

    // ---- the oracle

    private static boolean sees(RequestContext who, Thing thing, Map<String, List<Provision>> consents) {
        Caller caller = who.caller();
        String user = caller.fhirUser().orElse("");
        boolean backEnd = user.isEmpty();
        boolean patient = user.startsWith("Patient/");
        boolean billing = caller.mandate().roles().contains(TenantRole.BILLING);
        if (patient && !user.equals("Patient/" + thing.patient())) {
            return false;
        }
        if (billing && (thing.type().equals("Observation") || thing.type().equals("DocumentReference"))) {
            return false;
        }
        boolean permitted = false;
        boolean denied = false;
        for (Provision p : consents.getOrDefault(thing.patient(), List.of())) {
            String purpose = backEnd ? "" : billing ? "HPAYMT" : "TREAT";
            boolean holds = !patient
                    && !p.over()
                    && (p.actor().isEmpty()
                            || p.actor().equals(user)
                            || p.actor().equals("Organization/org") && user.equals("Practitioner/p1"))
                    && (p.purpose().isEmpty()
                            || (purpose.isEmpty() ? !p.permit() : p.purpose().equals(purpose)))
                    && (p.type().isEmpty() || p.type().equals(thing.type()));
            boolean labelled = p.label().isEmpty() || p.label().equals(thing.label());
            denied |= holds && labelled && !p.permit();
            permitted |= holds && p.permit() && p.label().equals("SUD");
        }
        if (denied) {
            return false;
        }
        return switch (thing.label()) {
            case "R", "V" -> backEnd || patient;
            case "SUD" -> patient || permitted;
            case "PSYTHPN" -> backEnd || thing.author().equals(user);
            default -> true;
        };
    }

    @Test
    void randomLabelsAndConsents_areKeptInEveryWayToLook() {
        TenantId tenant = new TenantId(TestDatabase.freshTenant());
        Random random = new Random(SEED);
        put(tenant, "Organization", "org", "{\"resourceType\":\"Organization\",\"name\":\"x\"}");
        put(tenant, "PractitionerRole", "role", """
                {"resourceType":"PractitionerRole","practitioner":{"reference":"Practitioner/p1"},
                 "organization":{"reference":"Organization/org"}}""");
        List<Thing> things = new ArrayList<>();
        Map<String, List<Provision>> consents = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            String patient = "a" + i;
            things.add(new Thing("Patient", patient, patient, "", ""));
            for (String type : TYPES.subList(1, 4)) {
                for (int n = 0; n < 3; n++) {
                    String author = type.equals("DocumentReference") ? "Practitioner/p" + (1 + random.nextInt(2)) : "";
                    things.add(
                            new Thing(type, type.substring(0, 1) + i + "-" + n, patient, pick(random, LABELS), author));
                }
            }
            if (random.nextInt(3) > 0) {
                List<Provision> provisions = new ArrayList<>();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    boolean permit = random.nextInt(3) == 0;
                    provisions.add(new Provision(
                            permit,
                            pick(random, List.of("", "Practitioner/p1", "Practitioner/p2", "Organization/org")),
                            pick(random, List.of("", "TREAT", "HPAYMT", "HRESCH")),
                            pick(random, List.of("", "", "Patient", "Observation", "Condition")),
                            permit ? "SUD" : pick(random, LABELS),
                            random.nextInt(5) == 0));
                }
                // Of one Consent a denial among the exceptions prevails; a permission of what is denied elsewhere is
                // none.
                consents.put(patient, provisions);
            }
        }
        things.forEach(thing -> put(tenant, thing.type(), thing.id(), json(thing)));
        consents.forEach((patient, provisions) -> put(tenant, "Consent", "c" + patient, json(patient, provisions)));
        Stream.of(
                        caller(tenant, ""),
                        caller(tenant, "Practitioner/p1"),
                        caller(tenant, "Practitioner/p2", TenantRole.CLINICIAN),
                        caller(tenant, "Practitioner/p3", TenantRole.BILLING),
                        caller(tenant, "Patient/a3"))
                .forEach(who -> compare(who, things, consents));
    }

    private static String pick(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void compare(RequestContext who, List<Thing> things, Map<String, List<Provision>> consents) {
        Set<String> seen = new TreeSet<>();
        things.stream().filter(thing -> sees(who, thing, consents)).forEach(thing -> seen.add(thing.key()));
        String as = who.caller().subject() + " " + who.caller().mandate().roles();
        for (Thing thing : things) {
            assertThat(reads(who, thing))
                    .as("%s reads %s of %s", as, thing, consents.get(thing.patient()))
                    .isEqualTo(seen.contains(thing.key()));
        }
        for (String type : TYPES) {
            if (policy.sight(who.caller(), Interaction.SEARCH).of(type) instanceof Sight.Extent.Nothing) {
                continue;
            }
            Set<String> ofType = seen.stream()
                    .filter(key -> key.startsWith(type + "/"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(search(who, type, Map.of("_count", "3")))
                    .as("%s, %s page by page", as, type)
                    .isEqualTo(ofType);
            assertThat(search(who, type, Map.of("_sort", "-_lastUpdated")))
                    .as("%s sorted", as)
                    .isEqualTo(ofType);
            assertThat(search(who, type, Map.of("_sort", "_id", "_count", "5")))
                    .as("%s sorted", as)
                    .isEqualTo(ofType);
            SearchPage counted = readings.search(
                    who, new SearchRequest(type, Map.of("_summary", List.of("count")), false, "s"), "GET");
            assertThat(counted.total().orElse(-1)).as("%s counts %s", as, type).isEqualTo(ofType.size());
            assertThat(history(who, type)).as("%s, history of %s", as, type).isEqualTo(ofType);
            assertThat(moment(who, type)).as("%s, export of %s", as, type).isEqualTo(ofType);
        }
        joined(who, things, seen, as);
    }

    /** Chains, {@code _has} and includes: each end under its own sight. */
    private void joined(RequestContext who, List<Thing> things, Set<String> seen, String as) {
        Map<String, String> conditions = new LinkedHashMap<>();
        things.stream()
                .filter(thing -> thing.type().equals("Condition") && seen.contains(thing.key()))
                .forEach(thing -> conditions.put(thing.key(), "Patient/" + thing.patient()));
        Set<String> chained = conditions.keySet().stream()
                .filter(key -> seen.contains(conditions.get(key)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(search(who, "Condition", Map.of("patient.family", "Fam")))
                .as("%s, chain", as)
                .isEqualTo(chained);
        Set<String> having =
                conditions.values().stream().filter(seen::contains).collect(Collectors.toCollection(TreeSet::new));
        assertThat(search(who, "Patient", Map.of("_has:Condition:patient:_lastUpdated", "gt2000")))
                .as("%s, _has", as)
                .isEqualTo(having);
        assertThat(included(who, "Condition", "_include", "Condition:patient"))
                .as("%s, include", as)
                .isEqualTo(having);
        assertThat(included(who, "Patient", "_revinclude", "Condition:patient"))
                .as("%s, revinclude", as)
                .isEqualTo(chained);
    }

    private boolean reads(RequestContext who, Thing thing) {
        try {
            readings.read(who, thing.type(), thing.id());
            return true;
        } catch (FhirRefusal refusal) {
            assertThat(refusal.status()).isIn(403, 404);
            return false;
        }
    }

    private Set<String> search(RequestContext who, String type, Map<String, String> parameters) {
        Map<String, List<String>> asked = new HashMap<>();
        parameters.forEach((name, value) -> asked.put(name, List.of(value)));
        Set<String> found = new TreeSet<>();
        while (true) {
            SearchPage page = readings.search(who, new SearchRequest(type, asked, false, "s"), "GET");
            page.matches().forEach(match -> found.add(match.type() + "/" + match.id()));
            if (page.nextCursor() == null) {
                return found;
            }
            asked.put("_cursor", List.of(page.nextCursor()));
        }
    }

    private Set<String> included(RequestContext who, String type, String kind, String what) {
        SearchPage page = readings.search(
                who,
                new SearchRequest(type, Map.of(kind, List.of(what), "_count", List.of("1000")), false, "s"),
                "GET");
        return page.included().stream()
                .map(r -> r.type() + "/" + r.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> history(RequestContext who, String type) {
        return readings
                .history(
                        who,
                        new ResourceStore.HistoryRequest(type, null, null, null, OptionalInt.of(1000), null),
                        "GET")
                .versions()
                .stream()
                .map(r -> r.type() + "/" + r.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> moment(RequestContext who, String type) {
        Sight.Extent extent = policy.sight(who.caller(), Interaction.READ).of(type);
        MomentReader.Asked asked =
                new MomentReader.Asked(type, extent, Instant.now().plusSeconds(1), null, Set.of(), false);
        return database.reading(who.tenant(), session -> moments.page(session, asked, "", 1000)).resources().stream()
                .map(opened ->
                        opened.resource().type() + "/" + opened.resource().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // ---- what changes

    static WriteEntry update(String id, String json) {
        return WriteEntry.update(
                id,
                ResourceJson.of(
                        ca.uhn.fhir.context.FhirContext.forR4Cached(),
                        JsonTree.ofStored(json.getBytes(StandardCharsets.UTF_8))),
                OptionalLong.empty());
    }

    @Test
    void labels_areChangedByBackEndsAndOwnersAlone() { // ASVS 8.2.3
        TenantId tenant = new TenantId("picky");
        Thing plain = new Thing("Condition", "labels-1", "labels-p", "", "");
        Thing labelled = new Thing("Condition", "labels-1", "labels-p", "R", "");
        put(tenant, "Patient", "labels-p", json(new Thing("Patient", "labels-p", "", "", "")));
        put(tenant, "Condition", "labels-1", json(plain));
        RequestContext clinician = caller(tenant, "Practitioner/p1");

        writings.write(clinician, List.of(update("labels-1", json(plain))), Map.of());
        assertThatThrownBy(() -> writings.write(clinician, List.of(update("labels-1", json(labelled))), Map.of()))
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(403));

        writings.write(caller(tenant, ""), List.of(update("labels-1", json(labelled))), Map.of());
        RequestContext both = caller(tenant, "Practitioner/p1", TenantRole.CLINICIAN, TenantRole.OWNER);
        assertThat(reads(both, labelled)).isFalse();
        assertThat(reads(caller(tenant, ""), labelled)).isTrue();
        writings.write(caller(tenant, ""), List.of(update("labels-1", json(plain))), Map.of());
        assertThat(reads(both, plain)).isTrue();
        assertThat(history(both, "Condition")).contains("Condition/labels-1");
        assertThatThrownBy(() -> readings.readVersion(both, "Condition", "labels-1", 3))
                .as("the version that was labelled")
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(404));
    }

    @Test
    void guardian_seesWhileTheRelationshipHolds() { // MM14
        TenantId tenant = new TenantId(TestDatabase.freshTenant());
        put(tenant, "Patient", "child", json(new Thing("Patient", "child", "", "", "")));
        String person = """
                {"resourceType":"RelatedPerson",%s"patient":{"reference":"Patient/child"},
                 "relationship":[{"text":"mother"}],"period":{"end":"%s"}}""";
        put(tenant, "RelatedPerson", "g1", person.formatted("\"active\":true,", "2199-01-01"));
        put(tenant, "RelatedPerson", "g2", person.formatted("", "2199-01-01"));
        put(tenant, "RelatedPerson", "g3", person.formatted("\"active\":true,", "2020-01-01"));

        for (int i = 1; i <= 3; i++) {
            Caller plain = caller(tenant, "RelatedPerson/g" + i).caller();
            Caller launched = new Caller(
                    tenant,
                    plain.subject(),
                    "client",
                    "token",
                    plain.scopes(),
                    plain.fhirUser(),
                    Optional.of("child"),
                    Optional.empty(),
                    Optional.empty());
            assertThat(reads(
                            new RequestContext(launched, new Origin("r", "127.0.0.1", "http://localhost")),
                            new Thing("Patient", "child", "child", "", "")))
                    .as("g%d", i)
                    .isEqualTo(i == 1);
        }
    }

    // ---- broken glass

    @Autowired
    private Operations operations;

    private Parameters breakGlass(RequestContext who, String patient, String reason) {
        Parameters asked = new Parameters();
        asked.addParameter("reason", new StringType(reason));
        OperationAnswer answer = operations
                .find("break-glass", Operation.Level.INSTANCE, "Patient")
                .run(new OperationCall(
                        who,
                        "POST",
                        Operation.Level.INSTANCE,
                        Optional.of("Patient"),
                        Optional.of(patient),
                        Optional.empty(),
                        List.of(),
                        asked,
                        false,
                        false,
                        policy.sight(who.caller(), Interaction.READ)));
        return (Parameters) answer.resource().orElseThrow();
    }

    /** A patient with two labelled Conditions, a psychotherapy note and a denied Observation. */
    private void emergency(TenantId tenant, String patient) {
        put(tenant, "Patient", patient, json(new Thing("Patient", patient, patient, "", "")));
        put(tenant, "Condition", patient + "-r", json(new Thing("Condition", "", patient, "R", "")));
        put(tenant, "Condition", patient + "-s", json(new Thing("Condition", "", patient, "SUD", "")));
        put(
                tenant,
                "DocumentReference",
                patient + "-n",
                json(new Thing("DocumentReference", "", patient, "PSYTHPN", "Practitioner/p9")));
        put(tenant, "Observation", patient + "-o", json(new Thing("Observation", "", patient, "", "")));
        put(
                tenant,
                "Consent",
                patient + "-c",
                json(patient, List.of(new Provision(false, "", "", "Observation", "", false))));
    }

    private boolean seesOf(RequestContext who, String type, String id) {
        return reads(who, new Thing(type, id, "", "", ""));
    }

    @Test
    void brokenGlass_opensTheLabelsOfOnePatient_toOnePerson_andAsksForReview() {
        TenantId tenant = new TenantId("demo");
        emergency(tenant, "btg-1");
        emergency(tenant, "btg-2");
        RequestContext clinician = caller(tenant, "Practitioner/btg");
        assertThat(seesOf(clinician, "Condition", "btg-1-r")).isFalse();

        Parameters answer = breakGlass(clinician, "btg-1", "unconscious in the emergency room");

        assertThat(seesOf(clinician, "Condition", "btg-1-r")).isTrue();
        assertThat(seesOf(clinician, "Condition", "btg-1-s")).isTrue();
        assertThat(search(clinician, "Condition", Map.of("patient", "Patient/btg-1")))
                .hasSize(2);
        assertThat(seesOf(clinician, "DocumentReference", "btg-1-n"))
                .as("its author's own")
                .isFalse();
        assertThat(seesOf(clinician, "Observation", "btg-1-o"))
                .as("denied by Consent")
                .isFalse();
        assertThat(seesOf(clinician, "Condition", "btg-2-r"))
                .as("another patient's")
                .isFalse();
        assertThat(seesOf(caller(tenant, "Practitioner/other"), "Condition", "btg-1-r"))
                .isFalse();

        String task = ((Reference) answer.getParameter("review").getValue())
                .getReference()
                .substring(5);
        RequestContext owner = caller(tenant, "Person/owner", TenantRole.OWNER);
        assertThat(search(owner, "Task", Map.of("status", "requested"))).contains("Task/" + task);
        String stored = new String(readings.read(owner, "Task", task).json(), StandardCharsets.UTF_8);
        assertThat(stored).contains("unconscious");
        String closed = stored.replace("\"requested\"", "\"cancelled\"");
        refused(clinician, update(task, closed));
        refused(owner, update(task, closed.replace("unconscious", "conscious")));
        refused(owner, WriteEntry.delete("Task", Optional.of(task), Optional.empty(), OptionalLong.empty()));
        String forged = closed.replace("\"cancelled\"", "\"requested\"").replace(task, "btg-forged");
        refused(clinician, update("btg-forged", forged));
        refused(caller(tenant, ""), update("btg-forged", forged));
        writings.write(owner, List.of(update(task, closed)), Map.of());
        assertThat(search(owner, "Task", Map.of("status", "requested"))).doesNotContain("Task/" + task);
        assertThat(seesOf(owner, "Condition", "btg-1-o"))
                .as("the owner sees no patient")
                .isFalse();
    }

    private void refused(RequestContext who, WriteEntry entry) {
        assertThatThrownBy(() -> writings.write(who, List.of(entry), Map.of()))
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isIn(403, 405, 422));
    }

    @Test
    void brokenGlass_opensWhatAConsentDenies_whereTheTenantSaysSo() {
        TenantId tenant = new TenantId("picky");
        emergency(tenant, "btg-3");
        RequestContext clinician = caller(tenant, "Practitioner/btg");
        assertThat(seesOf(clinician, "Observation", "btg-3-o")).isFalse();

        breakGlass(clinician, "btg-3", "unconscious in the emergency room");

        assertThat(seesOf(clinician, "Observation", "btg-3-o")).isTrue();
    }

    /** Who is told that it is open looks for what he is not shown, and it is an emergency. */
    @Test
    void brokenGlass_thatOpensNothing_isRefusedInWords() {
        TenantId tenant = new TenantId("demo");
        emergency(tenant, "btg-5");
        put(
                tenant,
                "Consent",
                "btg-5-all",
                json("btg-5", List.of(new Provision(false, "Practitioner/btg", "", "", "", false))));
        String reason = "unconscious in the emergency room";

        assertThatThrownBy(() -> breakGlass(caller(tenant, "Practitioner/btg"), "btg-5", reason))
                .isInstanceOfSatisfying(FhirRefusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(403);
                    assertThat(refusal.getMessage()).contains("Consent");
                });
        RequestContext other = caller(tenant, "Practitioner/other");
        breakGlass(other, "btg-5", reason);
        assertThat(seesOf(other, "Condition", "btg-5-r")).isTrue();
    }

    @Test
    void glassIsBrokenByClinicians_withAReason_ofPatientsTheyReach() {
        TenantId tenant = new TenantId("demo");
        emergency(tenant, "btg-4");
        String reason = "unconscious in the emergency room";
        for (RequestContext who : List.of(
                caller(tenant, ""),
                caller(tenant, "Practitioner/btg", TenantRole.BILLING),
                caller(tenant, "Practitioner/btg", TenantRole.MEMBER),
                caller(tenant, "Patient/btg-4"))) {
            assertThatThrownBy(() -> breakGlass(who, "btg-4", reason)).isInstanceOf(FhirRefusal.class);
        }
        RequestContext clinician = caller(tenant, "Practitioner/btg");
        assertThatThrownBy(() -> breakGlass(clinician, "btg-4", "because")).isInstanceOf(FhirRefusal.class);
        assertThatThrownBy(() -> breakGlass(clinician, "btg-nobody", reason)).isInstanceOf(FhirRefusal.class);
        assertThatThrownBy(() -> breakGlass(caller(new TenantId("other"), "Practitioner/btg"), "btg-4", reason))
                .isInstanceOf(FhirRefusal.class);
    }
}
