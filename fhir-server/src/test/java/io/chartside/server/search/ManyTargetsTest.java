package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.Change;
import io.chartside.server.store.Database;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.store.UnitOfWork;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains and {@code _has} that more than 500 resources meet find what reading everything finds. */
class ManyTargetsTest {
    private static final int PATIENTS = 600;
    private static final String COMMON = "38341003";
    private static final String OTHER = "44054006";
    private static final String RARE = "195967001";

    private static final String DRAFT = "'verificationStatus':{'coding':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/condition-ver-status','code':'unconfirmed'}]},'meta':{'security':"
            + "[{'system':'http://terminology.hl7.org/CodeSystem/v3-ObservationValue','code':'AIAST'}]},";

    private static SearchTester tester;
    private static final List<Person> PERSONS = new ArrayList<>();
    private static final List<Visit> VISITS = new ArrayList<>();
    private static final List<Problem> PROBLEMS = new ArrayList<>();

    private record Person(String id, boolean female) {}

    private record Visit(String id, Person person, boolean finished) {}

    private record Problem(String id, Visit visit, String code, boolean draft) {}

    @BeforeAll
    static void store() {
        tester = new SearchTester();
        Random random = new Random(20261129);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            Person person = new Person(LogicalIds.next(), random.nextInt(8) > 0);
            PERSONS.add(person);
            changes.add(
                    put(person.id(), "{'resourceType':'Patient','gender':'%s'}", person.female() ? "female" : "male"));
            for (int v = 0; v < 1 + i % 2; v++) {
                Visit visit = new Visit(LogicalIds.next(), person, random.nextInt(6) > 0);
                VISITS.add(visit);
                changes.add(put(
                        visit.id(),
                        "{'resourceType':'Encounter','status':'%s','class':{'code':'AMB'},'subject':{'reference':'Patient/%s'},"
                                + "'period':{'start':'2026-%02d-%02dT09:00:00Z'}}",
                        visit.finished() ? "finished" : "planned",
                        person.id(),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28)));
                if (random.nextInt(9) > 0) {
                    changes.add(problem(visit, random));
                }
            }
        }
        for (int from = 0; from < changes.size(); from += 500) {
            List<Change> part = changes.subList(from, Math.min(changes.size(), from + 500));
            TestStore.bean(ResourceStore.class).write(tester.tenant, unit -> unit.apply(part));
        }
    }

    private static Change problem(Visit visit, Random random) {
        String code = random.nextInt(40) == 0 ? RARE : random.nextInt(9) == 0 ? OTHER : COMMON;
        Problem problem = new Problem(LogicalIds.next(), visit, code, random.nextInt(12) == 0);
        PROBLEMS.add(problem);
        return put(
                problem.id(),
                "{'resourceType':'Condition',%s'subject':{'reference':'Patient/%s'},'encounter':{'reference':'Encounter/%s'},"
                        + "'recordedDate':'2026-%02d-03','code':{'coding':[{'system':'http://snomed.info/sct','code':'%s'}]}}",
                problem.draft() ? DRAFT.replace('\'', '"') : "",
                visit.person().id(),
                visit.id(),
                1 + random.nextInt(12),
                code);
    }

    private static Change put(String id, String json, Object... values) {
        Resource resource = tester.parse(json, values);
        return new Change.Put(resource.fhirType(), id, TestStore.json(resource), true, OptionalLong.empty());
    }

    // ---- what reading everything finds

    private static boolean has(Person person, Predicate<Problem> asked) {
        return PROBLEMS.stream().anyMatch(p -> p.visit().person().equals(person) && asked.test(p));
    }

    private static boolean has(Visit visit, String code) {
        return PROBLEMS.stream()
                .anyMatch(p -> p.visit().equals(visit) && p.code().equals(code));
    }

    private static Set<String> expected(String question) {
        return switch (question) {
            case "problems of women" -> problems(p -> p.visit().person().female());
            case "rare problems of women" ->
                problems(p -> p.visit().person().female() && p.code().equals(RARE));
            case "problems of finished visits of women" ->
                problems(p -> p.visit().finished() && p.visit().person().female());
            case "problems of visits of who has the common one" ->
                problems(p -> has(p.visit().person(), q -> q.code().equals(COMMON)));
            case "visits of who has the common one" ->
                visits(v -> has(v.person(), p -> p.code().equals(COMMON)));
            case "visits with the common one" -> visits(v -> has(v, COMMON));
            case "people with the common one" ->
                persons(x -> has(x, p -> p.code().equals(COMMON)));
            case "men with the common one" ->
                persons(x -> !x.female() && has(x, p -> p.code().equals(COMMON)));
            case "people with visits with the common one" ->
                persons(x -> VISITS.stream().anyMatch(v -> v.person().equals(x) && has(v, COMMON)));
            case "people with problems at finished visits" ->
                persons(x -> has(x, p -> p.visit().finished()));
            case "people with both" ->
                persons(x -> has(x, p -> p.code().equals(COMMON))
                        && has(x, p -> p.code().equals(OTHER)));
            default -> throw new IllegalArgumentException(question);
        };
    }

    private static Set<String> problems(Predicate<Problem> asked) {
        return PROBLEMS.stream().filter(asked).map(Problem::id).collect(Collectors.toSet());
    }

    private static Set<String> visits(Predicate<Visit> asked) {
        return VISITS.stream().filter(asked).map(Visit::id).collect(Collectors.toSet());
    }

    private static Set<String> persons(Predicate<Person> asked) {
        return PERSONS.stream().filter(asked).map(Person::id).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "problems of women, Condition, patient.gender=female",
        "problems of women, Condition, subject:Patient.gender=female",
        "problems of women, Condition, encounter.patient.gender=female",
        "rare problems of women, Condition, patient.gender=female&code=" + RARE,
        "problems of finished visits of women, Condition, encounter.status=finished&patient.gender=female",
        "problems of visits of who has the common one, Condition, encounter.patient._has:Condition:patient:code="
                + COMMON,
        "visits of who has the common one, Encounter, patient._has:Condition:patient:code=" + COMMON,
        "visits with the common one, Encounter, _has:Condition:encounter:code=" + COMMON,
        "people with the common one, Patient, _has:Condition:patient:code=" + COMMON,
        "people with the common one, Patient, _has:Condition:subject:code=" + COMMON,
        "men with the common one, Patient, gender=male&_has:Condition:patient:code=" + COMMON,
        "people with visits with the common one, Patient, _has:Encounter:patient:_has:Condition:encounter:code="
                + COMMON,
        "people with problems at finished visits, Patient, _has:Condition:patient:encounter.status=finished",
        "people with both, Patient, _has:Condition:patient:code=" + COMMON + "&_has:Condition:patient:code=" + OTHER,
    })
    void whatManyMeet_isFoundWholeInPagesThatJoin(String question, String type, String query) {
        List<String> found = SearchTester.ids(tester.all(type, query + "&_count=90"));

        assertThat(found).doesNotHaveDuplicates();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected(question));
        assertThat(expected(question)).isNotEmpty();
        if (!query.startsWith("_has:Encounter")) { // Which takes more than the work of a count.
            assertThat(tester.page(type, query + "&_summary=count").total())
                    .hasValue(expected(question).size());
        }
    }

    @Test
    void order_isThatOfTheSearch_alsoBySeveralKeys() {
        String query = "patient.gender=female&code=" + OTHER + "&_count=40";
        List<StoredResource> newest = tester.all("Condition", query);
        assertThat(newest)
                .extracting(resource -> json(resource).replaceAll(".*\"recordedDate\":\"([^\"]*)\".*", "$1"))
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(SearchTester.ids(tester.all("Condition", query + "&_sort=code,-_id")))
                .hasSize(newest.size())
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    private static String json(StoredResource resource) {
        return new String(resource.json(), StandardCharsets.UTF_8);
    }

    @Test
    void sightOfTheOtherType_holdsForEachOfThem() {
        Sight noPatients = type -> type.equals("Patient") ? new Sight.Extent.Nothing() : new Sight.Extent.All(true);
        Sight noDrafts = type -> new Sight.Extent.All(false);
        Sight otherCode = type -> type.equals("Condition")
                ? new Sight.Extent.Narrowed(Set.of(), List.of("code=" + OTHER), true)
                : new Sight.Extent.All(true);
        String women = "patient.gender=female&_count=1000";
        String common = "_has:Condition:patient:code=" + COMMON + "&_count=1000";

        assertThat(tester.page(noPatients, "Condition", women).matches()).isEmpty();
        assertThat(SearchTester.ids(tester.page(noDrafts, "Condition", women).matches()))
                .isNotEmpty()
                .isSubsetOf(problems(p -> !p.draft() && p.visit().person().female()));
        assertThat(tester.page(otherCode, "Patient", common).matches()).isEmpty();
        assertThat(SearchTester.ids(tester.page(noDrafts, "Patient", common).matches()))
                .isNotEmpty()
                .isSubsetOf(persons(x -> has(x, p -> !p.draft() && p.code().equals(COMMON))));
    }

    /** Of a walk, which tests many rows for each that it opens. */
    @Test
    void estimate_isTheShareOfTheRowsThatWereLookedAt() {
        KeyRing keys = TestStore.bean(KeyRing.class);
        SearchParameters parameters = TestStore.bean(SearchParameters.class);
        QueryParser parser =
                new QueryParser(parameters, TestStore.bean(OwnParameters.class), new ValueParser(Clock.systemUTC()));
        SearchPlanner planner =
                new SearchPlanner(parameters, TestStore.bean(SearchWords.class), keys, new KnownNumbers());
        long men = PERSONS.stream().filter(person -> !person.female()).count();

        long estimate = TestStore.bean(Database.class).reading(tester.tenant, session -> {
            SearchPlan plan = planner.plan(
                    session, TestStore.ALL, "Patient", parser.criterion(tester.tenant, "Patient", "gender", "male"));
            return new Candidates(
                            session,
                            keys,
                            TestStore.bean(RowSeal.class),
                            new SightCriteria(parser),
                            TestStore.ALL,
                            "Patient",
                            plan,
                            CandidateSql.Order.CLINICAL,
                            true,
                            new Joins(List.of(), null))
                    .estimate(50, 10_000);
        });

        assertThat(estimate).isBetween(men / 2, men * 2);
    }

    @Test
    void conditionsOfWrites_mayChainOverMany() {
        Problem rare = PROBLEMS.stream()
                .filter(p -> p.visit().person().female() && p.code().equals(RARE))
                .findFirst()
                .orElseThrow();
        List<String> found = TestStore.bean(ResourceStore.class)
                .write(
                        tester.tenant,
                        unit -> unit.match(
                                TestStore.ALL,
                                new UnitOfWork.Criteria(
                                        "Condition",
                                        "encounter=" + rare.visit().id() + "&patient.gender=female&code=" + RARE),
                                2));
        assertThat(found).containsExactly(rare.id());
    }
}
