package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.OnOldestPostgres;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

@OnOldestPostgres
class PostgresResourceSearchTest {
    private final ResourceSearch search = TestStore.bean(ResourceSearch.class);
    private final FhirContext fhir = TestStore.bean(FhirContext.class);
    private final TenantId tenant = TestStore.freshTenant();

    private StoredResource store(String json, Object... ids) {
        return TestStore.create(tenant, (Resource)
                fhir.newJsonParser().parseResource(json.replace('\'', '"').formatted(ids)));
    }

    private StoredResource patient(String family, String birthDate, String mrn) {
        return store(
                "{'resourceType':'Patient','identifier':[{'system':'http://mrn','value':'%s'}],"
                        + "'name':[{'family':'%s','given':['Ada','Maria']}],'birthDate':'%s'}",
                mrn, family, birthDate);
    }

    private StoredResource encounter(StoredResource patient, String start, String end) {
        return store(
                "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},"
                        + "'subject':{'reference':'Patient/%s'},'period':{'start':'%s','end':'%s'}}",
                patient.id(), start, end);
    }

    private StoredResource condition(StoredResource patient, String code, String recorded) {
        return store(
                "{'resourceType':'Condition','clinicalStatus':{'coding':[{'system':'http://cs','code':'active'}]},"
                        + "'code':{'coding':[{'system':'http://snomed.info/sct','code':'%s','display':'Essential hypertension'}]},"
                        + "'subject':{'reference':'Patient/%s'},'recordedDate':'%s'}",
                code, patient.id(), recorded);
    }

    private SearchPage page(Sight sight, String type, String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            parameters
                    .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        return search.search(tenant, sight, new SearchRequest(type, parameters, false, "tester"));
    }

    private List<String> ids(String type, String query) {
        return page(TestStore.ALL, type, query).matches().stream()
                .map(StoredResource::id)
                .toList();
    }

    @Test
    void encountersOfAPatientFromADate_areFoundNewestFirst() {
        StoredResource one = patient("Abara", "1960-02-03", "1");
        StoredResource other = patient("Berg", "1971-05-06", "2");
        StoredResource early = encounter(one, "2014-03-01T09:00:00Z", "2014-03-01T10:00:00Z");
        StoredResource middle = encounter(one, "2015-03-01T09:00:00Z", "2015-03-01T10:00:00Z");
        StoredResource late = encounter(one, "2016-03-01T09:00:00Z", "2016-03-01T10:00:00Z");
        encounter(other, "2016-03-01T09:00:00Z", "2016-03-01T10:00:00Z");

        assertThat(ids("Encounter", "patient=" + one.id() + "&date=ge2015-01-01&_count=50"))
                .containsExactly(late.id(), middle.id());
        assertThat(ids("Encounter", "patient=Patient/" + one.id() + "&_sort=date"))
                .containsExactly(early.id(), middle.id(), late.id());
        assertThat(ids("Encounter", "subject=Patient/" + one.id() + "&date=2014-03-01"))
                .containsExactly(early.id());
        assertThat(ids("Encounter", "date=2016-03-01")).hasSize(2);
        assertThat(page(TestStore.ALL, "Encounter", "patient=" + one.id() + "&_summary=count")
                        .total())
                .hasValue(3);
    }

    @Test
    void populationSearches_findByIdentifierNameBirthdateAndCode() {
        StoredResource one = patient("Çelik-Berg", "1960-02-03", "A-1");
        StoredResource other = patient("Castro", "1960-02-04", "A-2");
        StoredResource first = condition(one, "38341003", "2026-01-02");
        StoredResource second = condition(other, "38341003", "2026-01-03");
        condition(other, "44054006", "2026-01-04");

        assertThat(ids("Patient", "identifier=http://mrn|A-1")).containsExactly(one.id());
        assertThat(ids("Patient", "identifier=http://other|A-1")).isEmpty();
        assertThat(ids("Patient", "identifier=A-2")).containsExactly(other.id());
        assertThat(ids("Patient", "family=celik")).containsExactly(one.id());
        assertThat(ids("Patient", "family:exact=celik-berg")).isEmpty();
        assertThat(ids("Patient", "name=cas&birthdate=1960-02-04")).containsExactly(other.id());
        assertThat(ids("Patient", "name:contains=tro")).containsExactly(other.id());
        assertThat(ids("Patient", "birthdate=1960-02")).containsExactlyInAnyOrder(one.id(), other.id());
        assertThat(ids("Condition", "code=http://snomed.info/sct|38341003&_count=20"))
                .containsExactly(second.id(), first.id());
        assertThat(ids("Condition", "code:text=hypertension")).hasSize(3);
        assertThat(ids("Condition", "patient.identifier=http://mrn|A-1")).containsExactly(first.id());
        assertThat(ids("Patient", "_has:Condition:patient:code=44054006")).containsExactly(other.id());
    }

    @Test
    void referencesChainsAndIncludes_followTheVisit() {
        StoredResource patient = patient("Duarte", "1980-01-01", "V-1");
        StoredResource encounter = encounter(patient, "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z");
        StoredResource note = store(
                "{'resourceType':'Composition','status':'final','type':{'text':'note'},'subject':{'reference':'Patient/%s'},"
                        + "'encounter':{'reference':'Encounter/%s'},'date':'2026-03-01','title':'Note'}",
                patient.id(), encounter.id());
        StoredResource provenance = store(
                "{'resourceType':'Provenance','target':[{'reference':'Composition/%s'}],'recorded':'2026-03-01T10:00:00Z'}",
                note.id());
        StoredResource claim = store(
                "{'resourceType':'Claim','status':'active','use':'claim','patient':{'reference':'Patient/%s'},"
                        + "'created':'2026-03-01','item':[{'sequence':1,'encounter':[{'reference':'Encounter/%s'}]}]}",
                patient.id(), encounter.id());

        assertThat(ids("Composition", "encounter=" + encounter.id())).containsExactly(note.id());
        assertThat(ids("Composition", "encounter=Encounter/" + encounter.id() + "&status=final"))
                .containsExactly(note.id());
        assertThat(ids("Claim", "encounter=Encounter/" + encounter.id())).containsExactly(claim.id());
        assertThat(ids("Provenance", "target=Composition/" + note.id())).containsExactly(provenance.id());
        assertThat(page(TestStore.ALL, "Claim", "patient=" + patient.id() + "&status=active&_include=Claim:patient")
                        .included())
                .extracting(StoredResource::id)
                .containsExactly(patient.id());
        assertThat(page(TestStore.ALL, "Composition", "_id=" + note.id() + "&_revinclude=Provenance:target")
                        .included())
                .extracting(StoredResource::id)
                .containsExactly(provenance.id());
        assertThat(page(TestStore.ALL, "Patient", "_id=" + patient.id() + "&_revinclude=Encounter:patient")
                        .included())
                .extracting(StoredResource::id)
                .containsExactly(encounter.id());
    }

    @Test
    void pages_followOneAnotherWithoutGapOrRepeat_andTheirCursorIsBoundToTheSearch() {
        StoredResource patient = patient("Eriksen", "1980-01-01", "P-1");
        for (int day = 1; day <= 9; day++) {
            condition(patient, day % 2 == 0 ? "38341003" : "44054006", "2026-01-0" + (day + 1) / 2);
        }
        for (String sort :
                List.of("", "&_sort=recorded-date", "&_sort=-_lastUpdated", "&_sort=_id", "&_sort=code,-_id")) {
            String query = "patient=" + patient.id() + "&_count=4" + sort;
            List<String> all = ids("Condition", query.replace("_count=4", "_count=100"));
            List<String> paged = new ArrayList<>();
            SearchPage page = page(TestStore.ALL, "Condition", query);
            page.matches().forEach(match -> paged.add(match.id()));
            while (page.nextCursor() != null) {
                page = page(TestStore.ALL, "Condition", query + "&_cursor=" + page.nextCursor());
                page.matches().forEach(match -> paged.add(match.id()));
            }
            assertThat(paged).as(sort).hasSize(9).containsExactlyElementsOf(all);
        }
        String cursor = page(TestStore.ALL, "Condition", "patient=" + patient.id() + "&_count=4")
                .nextCursor();
        assertThatThrownBy(() -> page(TestStore.ALL, "Condition", "_count=4&_cursor=" + cursor))
                .isInstanceOf(SearchRefused.class);
    }

    @Test
    void whatIsNotUnderstood_isRefusedWithoutRepeatingItsValue() {
        for (String query : List.of(
                "colour=red-canary",
                "code:below=red-canary",
                "date=red-canary",
                "patient.name.family=red-canary",
                "_sort=red-canary",
                "_include=red-canary",
                "_count=red-canary",
                "_total=red-canary",
                "_lastUpdated:missing=red-canary")) {
            assertThatThrownBy(() -> page(TestStore.ALL, "Encounter", query))
                    .as(query)
                    .isInstanceOf(SearchRefused.class)
                    .hasMessageNotContaining("red-canary");
        }
        assertThat(search.search(
                                tenant,
                                TestStore.ALL,
                                new SearchRequest("Encounter", Map.of("colour", List.of("red")), true, "tester"))
                        .ignoredParameters())
                .containsExactly("colour");
    }

    @Test
    void hasThroughWhatIsNotSearched_saysSo() {
        assertThatThrownBy(() -> ids("Patient", "_has:AuditEvent:patient:action=R"))
                .isInstanceOf(SearchRefused.class)
                .hasMessageContaining("search AuditEvent by patient or entity");
        assertThatThrownBy(() -> ids("Patient", "_has:Nothing:patient:action=R"))
                .isInstanceOf(SearchRefused.class)
                .hasMessageContaining("not searched here");
        assertThatThrownBy(() -> ids("Patient", "_has:Condition:patient=R"))
                .isInstanceOf(SearchRefused.class)
                .hasMessageContaining("_has:Type:reference:parameter");
    }

    @Test
    void sight_holdsInSearchesChainsAndIncludes() {
        StoredResource mine = patient("Fofana", "1980-01-01", "S-1");
        StoredResource theirs = patient("Garcia", "1980-01-01", "S-2");
        condition(mine, "38341003", "2026-01-02");
        StoredResource hidden = condition(theirs, "38341003", "2026-01-03");
        Sight onlyMine = type -> new Sight.Extent.Narrowed(Set.of(mine.id()), List.of(), false);
        Sight noPatients = type -> type.equals("Patient") ? new Sight.Extent.Nothing() : new Sight.Extent.All(true);
        Sight someCode = type -> new Sight.Extent.Narrowed(Set.of(), List.of("code=1", "code=44054006"), false);

        assertThat(page(onlyMine, "Condition", "code=38341003").matches()).hasSize(1);
        assertThat(page(onlyMine, "Condition", "patient=" + theirs.id()).matches())
                .isEmpty();
        assertThat(page(onlyMine, "Condition", "patient.identifier=S-2").matches())
                .isEmpty();
        assertThat(page(onlyMine, "Patient", "birthdate=1980-01-01").matches()).hasSize(1);
        assertThat(page(noPatients, "Condition", "_id=" + hidden.id() + "&_include=Condition:patient")
                        .included())
                .isEmpty();
        assertThat(page(noPatients, "Condition", "patient.identifier=S-2").matches())
                .isEmpty();
        assertThat(page(someCode, "Condition", "patient=" + mine.id()).matches())
                .isEmpty();
        assertThat(page(someCode, "Condition", "_total=accurate&patient=" + mine.id())
                        .total())
                .hasValue(0);
    }

    @Test
    void conditionalCriteria_matchWhatTheTransactionBeforeLeft() {
        String id = LogicalIds.next();
        StoredResource patient = patient("Haddad", "1980-01-01", id);
        List<String> found = TestStore.bean(ResourceStore.class)
                .write(
                        tenant,
                        unit -> unit.match(
                                TestStore.ALL,
                                new UnitOfWork.Criteria("Patient", "identifier=http%3A%2F%2Fmrn|" + id),
                                2));
        assertThat(found).containsExactly(patient.id());
    }

    @Test
    void deletedAndUpdatedResources_areFoundAsTheyAreNow() {
        StoredResource patient = patient("Ivanov", "1980-01-01", "D-1");
        TestStore.put(
                tenant,
                patient.id(),
                (Resource) fhir.newJsonParser()
                        .parseResource("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Jansen\"}]}"),
                1L);
        assertThat(ids("Patient", "family=ivanov")).isEmpty();
        assertThat(ids("Patient", "family=jansen")).containsExactly(patient.id());
        TestStore.delete(tenant, "Patient", patient.id());
        assertThat(ids("Patient", "family=jansen")).isEmpty();
        assertThat(ids("Patient", "_id=" + patient.id())).isEmpty();
    }
}
