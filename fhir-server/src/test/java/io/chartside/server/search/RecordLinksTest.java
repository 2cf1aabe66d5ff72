package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.OnOldestPostgres;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** References inside one record have no row of their own, and every way to ask for what refers finds them still (ADR 0075). */
@OnOldestPostgres
class RecordLinksTest {
    private static final String VISIT =
            "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'identifier':[{'system':'http://ehr','value':'%s'}],"
                    + "'subject':{'reference':'Patient/%s'},'period':{'start':'2026-03-%02dT09:00:00Z'}}";
    private static final String PROBLEM =
            "{'resourceType':'Condition','subject':{'reference':'Patient/%s'},'encounter':{'reference':'Encounter/%s'},"
                    + "'code':{'coding':[{'system':'http://snomed.info/sct','code':'38341003'}]},'recordedDate':'2026-03-%02d'}";

    private final SearchTester tester = new SearchTester();

    private long rows(String type) {
        return TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.prepareStatement(
                    "select count(*) from reference_link l join resource r on r.tenant = l.tenant and r.rid = l.source_rid"
                            + " where l.tenant = ? and r.type = ?")) {
                statement.setString(1, tester.tenant.value());
                statement.setInt(2, ResourceTypes.number(type));
                try (var found = statement.executeQuery()) {
                    found.next();
                    return found.getLong(1);
                }
            }
        });
    }

    @Test
    void referenceInsideARecord_hasNoRow_andIsFoundBySearchChainHasCompartmentAndReverseInclude() {
        StoredResource patient = tester.patient("Abara");
        StoredResource visit = tester.store(VISIT, "V-1", patient.id(), 1);
        StoredResource problem = tester.store(PROBLEM, patient.id(), visit.id(), 2);

        assertThat(rows("Condition")).isZero();
        assertThat(tester.ids("Condition", "encounter=" + visit.id())).containsExactly(problem.id());
        assertThat(tester.ids("Condition", "encounter:Encounter=" + visit.id() + "&_sort=-_lastUpdated"))
                .containsExactly(problem.id());
        assertThat(tester.ids("Condition", "encounter.identifier=V-1")).containsExactly(problem.id());
        assertThat(tester.ids("Encounter", "_has:Condition:encounter:code=38341003"))
                .containsExactly(visit.id());
        assertThat(tester.within(new SearchRequest.Compartment("Encounter", visit.id()), "Condition", "_count=5")
                        .matches())
                .extracting(StoredResource::id)
                .containsExactly(problem.id());
        assertThat(tester.page("Encounter", "identifier=V-1&_revinclude=Condition:encounter")
                        .included())
                .extracting(StoredResource::id)
                .containsExactly(problem.id());
        assertThat(tester.page("Encounter", "identifier=V-1&_revinclude=*").included())
                .extracting(StoredResource::id)
                .containsExactly(problem.id());
    }

    @Test
    void referenceToAPatientToNobodysAndIntoAnotherRecord_haveRows() {
        StoredResource patient = tester.patient("Abara");
        StoredResource other = tester.patient("Berg");
        StoredResource visit = tester.store(VISIT, "V-1", patient.id(), 1);
        StoredResource strange = tester.store(PROBLEM, other.id(), visit.id(), 2);
        StoredResource doctor = tester.store("{'resourceType':'Practitioner','name':[{'family':'Lund'}]}");
        StoredResource origin = tester.store(
                "{'resourceType':'Provenance','target':[{'reference':'Encounter/%s'},{'reference':'Patient/%s'}],"
                        + "'recorded':'2026-03-01T09:00:00Z','agent':[{'who':{'reference':'Practitioner/%s'}}]}",
                visit.id(), patient.id(), doctor.id());

        assertThat(rows("Condition")).isEqualTo(1);
        assertThat(tester.ids("Condition", "encounter=" + visit.id())).containsExactly(strange.id());
        assertThat(tester.ids("Provenance", "target=Patient/" + patient.id())).containsExactly(origin.id());
        assertThat(tester.ids("Provenance", "target=Encounter/" + visit.id())).containsExactly(origin.id());
        assertThat(tester.ids("Provenance", "agent=Practitioner/" + doctor.id()))
                .containsExactly(origin.id());
    }

    /** The operator's people count the notes of a visit and have no keys; people who see their own are looked for among authors. */
    @Test
    void notesOfAVisitAndWhatARelatedPersonWrote_keepRows() {
        StoredResource patient = tester.patient("Abara");
        StoredResource visit = tester.store(VISIT, "V-1", patient.id(), 1);
        StoredResource guardian =
                tester.store("{'resourceType':'RelatedPerson','patient':{'reference':'Patient/%s'}}", patient.id());
        StoredResource note = tester.store(
                "{'resourceType':'Composition','status':'final','type':{'text':'note'},'subject':{'reference':'Patient/%s'},"
                        + "'encounter':{'reference':'Encounter/%s'},'author':[{'reference':'RelatedPerson/%s'}],"
                        + "'date':'2026-03-01','title':'Note'}",
                patient.id(), visit.id(), guardian.id());

        assertThat(rows("Composition")).isEqualTo(2);
        assertThat(tester.ids("Composition", "encounter=" + visit.id())).containsExactly(note.id());
        assertThat(tester.ids("Composition", "author=RelatedPerson/" + guardian.id()))
                .containsExactly(note.id());
    }

    @Test
    void whatWasReferredToBeforeItWasWritten_isFoundAfterwardsToo() {
        StoredResource patient = tester.patient("Abara");
        StoredResource problem = tester.store(PROBLEM, patient.id(), "to-come", 2);
        assertThat(tester.ids("Condition", "encounter=to-come")).containsExactly(problem.id());
        TestStore.put(tester.tenant, "to-come", tester.parse(VISIT, "V-1", patient.id(), 1), null);
        StoredResource later = tester.store(PROBLEM, patient.id(), "to-come", 3);

        assertThat(tester.ids("Condition", "encounter=to-come")).containsExactly(later.id(), problem.id());
        TestStore.put(tester.tenant, problem.id(), tester.parse(PROBLEM, patient.id(), "to-come", 4), null);
        assertThat(tester.ids("Condition", "encounter=to-come")).containsExactly(problem.id(), later.id());
        assertThat(rows("Condition")).isZero();
    }

    /** As a resource may have that carries more codes than a head has room for. */
    @Test
    void resourceWithTooManyWords_isFoundByWhatItRefersToAndByNothingElse() {
        StoredResource patient = tester.patient("Abara");
        StoredResource visit = tester.store(VISIT, "V-1", patient.id(), 1);
        StoredResource other = tester.store(VISIT, "V-2", patient.id(), 2);
        String codings = Stream.iterate(0, i -> i + 1)
                .limit(600)
                .map(i -> "{'system':'http://codes','code':'c" + i + "'}")
                .collect(Collectors.joining(","));
        StoredResource many = tester.store(
                "{'resourceType':'Condition','subject':{'reference':'Patient/%s'},'encounter':{'reference':'Encounter/%s'},"
                        + "'code':{'coding':[" + codings + "]}}",
                patient.id(),
                visit.id());

        assertThat(tester.ids("Condition", "encounter=" + visit.id())).containsExactly(many.id());
        assertThat(tester.ids("Condition", "encounter=" + other.id())).isEmpty();
        assertThat(tester.page("Encounter", "identifier=V-1&_revinclude=Condition:encounter")
                        .included())
                .hasSize(1);
        assertThat(tester.page("Encounter", "identifier=V-2&_revinclude=Condition:encounter")
                        .included())
                .isEmpty();
    }

    /** What refers to what, beside what the store says. */
    private static final class Model {
        final Random random;
        final List<String> patients = new ArrayList<>();
        final Map<String, String> visits = new TreeMap<>();
        final List<String> unwritten = new ArrayList<>();
        final Map<String, String> problemsOf = new TreeMap<>();
        final Map<String, String> encounterOf = new HashMap<>();
        final Map<String, String> provenancesOf = new TreeMap<>();
        final Map<String, Set<String>> targetsOf = new HashMap<>();

        Model(long seed) {
            random = new Random(seed);
        }

        <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        List<String> visitsOf(String patient) {
            return visits.keySet().stream()
                    .filter(v -> visits.get(v).equals(patient))
                    .toList();
        }
    }

    /** Written in any order, updated, deleted and into other records: searches find what reading everything finds. */
    @ParameterizedTest
    @ValueSource(longs = {20261201, 7, 41})
    void anyReferences_areFoundAsReadingEverythingFindsThem(long seed) {
        Model model = new Model(seed);
        for (String family : List.of("Abara", "Berg", "Chen")) {
            String patient = tester.patient(family).id();
            model.patients.add(patient);
            for (int v = 0; v < 4; v++) {
                model.visits.put("v" + v + "-" + family, patient);
            }
        }
        List<String> unwritten = model.unwritten;
        unwritten.addAll(model.visits.keySet());
        for (int step = 0; step < 90; step++) {
            if (!unwritten.isEmpty() && model.random.nextInt(4) == 0) {
                String visit = unwritten.remove(model.random.nextInt(unwritten.size()));
                TestStore.put(
                        tester.tenant, visit, tester.parse(VISIT, "I-" + visit, model.visits.get(visit), 1), null);
            } else if (model.random.nextInt(3) > 0) {
                problem(model, step);
            } else {
                provenance(model, step);
            }
        }
        for (String visit : unwritten) {
            TestStore.put(tester.tenant, visit, tester.parse(VISIT, "I-" + visit, model.visits.get(visit), 1), null);
        }
        model.visits.keySet().forEach(visit -> assertFound(model, visit));
    }

    private void problem(Model model, int step) {
        if (!model.problemsOf.isEmpty() && model.random.nextInt(6) == 0) {
            String gone = model.any(List.copyOf(model.problemsOf.keySet()));
            TestStore.delete(tester.tenant, "Condition", gone);
            model.problemsOf.remove(gone);
            model.encounterOf.remove(gone);
            return;
        }
        boolean again = !model.problemsOf.isEmpty() && model.random.nextInt(3) == 0;
        String id = again ? model.any(List.copyOf(model.problemsOf.keySet())) : "c" + step;
        String patient = again ? model.problemsOf.get(id) : model.any(model.patients);
        String visit = model.random.nextInt(6) == 0
                ? model.any(List.copyOf(model.visits.keySet()))
                : model.any(model.visitsOf(patient));
        TestStore.put(tester.tenant, id, tester.parse(PROBLEM, patient, visit, 1 + model.random.nextInt(28)), null);
        model.problemsOf.put(id, patient);
        model.encounterOf.put(id, visit);
    }

    private void provenance(Model model, int step) {
        boolean again = !model.provenancesOf.isEmpty() && model.random.nextInt(3) == 0;
        String id = again ? model.any(List.copyOf(model.provenancesOf.keySet())) : "p" + step;
        String patient = again ? model.provenancesOf.get(id) : model.any(model.patients);
        Set<String> targets = new LinkedHashSet<>();
        List<String> first = model.visitsOf(patient);
        if (again) { // Whose it is does not change, and the first target says it.
            first = first.stream().filter(v -> !model.unwritten.contains(v)).toList();
        }
        if (first.isEmpty()) {
            return;
        }
        targets.add(model.any(first));
        for (int i = model.random.nextInt(4); i > 0; i--) {
            targets.add(model.any(List.copyOf(model.visits.keySet())));
        }
        String references = targets.stream()
                .map(target -> "{'reference':'Encounter/" + target + "'}")
                .collect(Collectors.joining(","));
        TestStore.put(
                tester.tenant,
                id,
                tester.parse("{'resourceType':'Provenance','target':[" + references
                        + "],'recorded':'2026-03-01T09:00:00Z','agent':[{'who':{'display':'scribe'}}]}"),
                null);
        model.provenancesOf.put(id, patient);
        model.targetsOf.put(id, targets);
    }

    private void assertFound(Model model, String visit) {
        List<String> problems = model.encounterOf.keySet().stream()
                .filter(id -> model.encounterOf.get(id).equals(visit))
                .toList();
        List<String> provenances = model.targetsOf.keySet().stream()
                .filter(id -> model.targetsOf.get(id).contains(visit))
                .toList();
        for (String order : List.of("", "&_sort=date", "&_sort=_id", "&_sort=-_lastUpdated")) {
            String sorted = order.equals("&_sort=date") ? "&_sort=recorded-date" : order;
            assertThat(tester.all("Condition", "encounter=Encounter/" + visit + "&_count=2" + sorted))
                    .as(visit + order)
                    .extracting(StoredResource::id)
                    .containsExactlyInAnyOrderElementsOf(problems);
        }
        assertThat(tester.all("Provenance", "target=Encounter/" + visit + "&_count=1"))
                .as(visit)
                .extracting(StoredResource::id)
                .containsExactlyInAnyOrderElementsOf(provenances);
        assertThat(tester.ids("Condition", "encounter.identifier=I-" + visit + "&_count=100"))
                .as(visit)
                .containsExactlyInAnyOrderElementsOf(problems);
        assertThat(tester.within(new SearchRequest.Compartment("Encounter", visit), "Condition", "_count=100")
                        .matches())
                .as(visit)
                .extracting(StoredResource::id)
                .containsExactlyInAnyOrderElementsOf(problems);
        Set<String> expected = new LinkedHashSet<>(problems);
        expected.addAll(provenances);
        assertThat(tester.page(
                                "Encounter",
                                "_id=" + visit + "&_revinclude=Condition:encounter&_revinclude=Provenance:target")
                        .included())
                .as(visit)
                .extracting(StoredResource::id)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(tester.ids("Encounter", "_has:Condition:encounter:code=38341003&_id=" + visit))
                .as(visit)
                .hasSize(problems.isEmpty() ? 0 : 1);
    }
}
