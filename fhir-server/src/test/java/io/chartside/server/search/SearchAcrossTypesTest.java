package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Includes, lists, compartments and searches over all types. */
class SearchAcrossTypesTest {
    private final SearchTester tester = new SearchTester();
    private final StoredResource patient = tester.patient("Okafor");
    private final StoredResource other = tester.patient("Petrov");
    private final StoredResource organization =
            tester.store("{'resourceType':'Organization','name':'Riverside clinic'}");
    private final StoredResource ward = tester.store(
            "{'resourceType':'Location','name':'Ward','managingOrganization':{'reference':'Organization/%s'}}",
            organization.id());
    private final StoredResource room =
            tester.store("{'resourceType':'Location','name':'Room','partOf':{'reference':'Location/%s'}}", ward.id());
    private final StoredResource encounter = tester.store(
            "{'resourceType':'Encounter','status':'finished','class':{'code':'AMB'},'subject':{'reference':'Patient/%s'},"
                    + "'period':{'start':'2026-03-01'},'location':[{'location':{'reference':'Location/%s'}}]}",
            patient.id(), room.id());
    private final StoredResource condition = condition(patient, "38341003");

    private StoredResource condition(StoredResource of, String code) {
        return tester.store(
                "{'resourceType':'Condition','code':{'coding':[{'system':'http://snomed.info/sct','code':'%s'}]},"
                        + "'subject':{'reference':'Patient/%s'},'encounter':{'reference':'Encounter/%s'}}",
                code, of.id(), encounter.id());
    }

    @Test
    void include_followsReferencesOnlyAsFarAsItIsTold() {
        assertThat(included("Condition", "_id=" + condition.id() + "&_include=Condition:encounter"))
                .containsExactly(encounter.id());
        assertThat(included(
                        "Condition",
                        "_id=" + condition.id()
                                + "&_include=Condition:encounter&_include:iterate=Encounter:location"
                                + "&_include:iterate=Location:partof"))
                .containsExactlyInAnyOrder(encounter.id(), room.id(), ward.id());
        assertThat(included("Condition", "_id=" + condition.id() + "&_include:iterate=*"))
                .containsExactlyInAnyOrder(encounter.id(), patient.id(), room.id(), ward.id(), organization.id());
        assertThat(included("Encounter", "_id=" + encounter.id() + "&_include=Encounter:*"))
                .containsExactlyInAnyOrder(patient.id(), room.id());
        assertThat(included("Condition", "_id=" + condition.id() + "&_include=Condition:subject:Group"))
                .isEmpty();
    }

    @Test
    void revinclude_findsWhatRefers_andIteratesUpATree() {
        assertThat(included("Patient", "_id=" + patient.id() + "&_revinclude=Condition:*"))
                .containsExactly(condition.id());
        assertThat(included("Location", "_id=" + ward.id() + "&_revinclude:iterate=Location:partof"))
                .containsExactly(room.id());
        assertThat(included(
                        "Organization",
                        "_id=" + organization.id()
                                + "&_revinclude=Location:organization&_revinclude:iterate=Location:partof"
                                + "&_revinclude:iterate=Encounter:location"))
                .containsExactlyInAnyOrder(ward.id(), room.id(), encounter.id());
    }

    @Test
    void includes_stayWithinTheSight() {
        Sight noLocations = type -> type.equals("Location") ? new Sight.Extent.Nothing() : new Sight.Extent.All(true);

        assertThat(SearchTester.ids(
                        tester.page(noLocations, "Condition", "_id=" + condition.id() + "&_include:iterate=*")
                                .included()))
                .containsExactlyInAnyOrder(encounter.id(), patient.id());
    }

    private List<String> included(String type, String query) {
        return SearchTester.ids(tester.page(type, query).included());
    }

    @Test
    void list_narrowsToItsItems() {
        StoredResource second = condition(patient, "44054006");
        StoredResource list = tester.store(
                "{'resourceType':'List','status':'current','mode':'working','entry':[{'item':{'reference':'Condition/%s'}},"
                        + "{'item':{'reference':'Patient/%s'}}]}",
                second.id(), patient.id());

        assertThat(tester.ids("Condition", "_list=" + list.id())).containsExactly(second.id());
        assertThat(tester.ids("Condition", "_list=" + list.id() + "&code=38341003"))
                .isEmpty();
        assertThat(tester.ids("Condition", "_list=none")).isEmpty();
        assertThatThrownBy(() -> tester.ids("Condition", "_list=$current-problems"))
                .isInstanceOf(SearchRefused.class);
    }

    @Test
    void compartment_holdsWhatAnyOfItsParametersNames() {
        StoredResource practitioner = tester.store("{'resourceType':'Practitioner','name':[{'family':'Quist'}]}");
        StoredResource performed = tester.store(
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/%s'},"
                        + "'performer':[{'reference':'Patient/%s'},{'reference':'Practitioner/%s'}]}",
                other.id(), patient.id(), practitioner.id());
        StoredResource own = tester.store(
                "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/%s'}}",
                patient.id());

        assertThat(SearchTester.ids(
                        tester.within(new SearchRequest.Compartment("Patient", patient.id()), "Observation", "")
                                .matches()))
                .containsExactlyInAnyOrder(performed.id(), own.id());
        assertThat(SearchTester.ids(tester.within(
                                new SearchRequest.Compartment("Practitioner", practitioner.id()),
                                "Observation",
                                "status=final")
                        .matches()))
                .containsExactly(performed.id());
        assertThat(SearchTester.ids(
                        tester.within(new SearchRequest.Compartment("Encounter", encounter.id()), "Condition", "")
                                .matches()))
                .containsExactly(condition.id());
        assertThatThrownBy(
                        () -> tester.within(new SearchRequest.Compartment("Patient", patient.id()), "Organization", ""))
                .isInstanceOf(SearchRefused.class);
    }

    @Test
    void searchOverAllTypes_mergesThemInOneOrder_pageByPage() {
        List<StoredResource> all = tester.all("", "_sort=_lastUpdated&_count=3");

        assertThat(SearchTester.ids(all))
                .containsExactlyInAnyOrder(
                        patient.id(),
                        other.id(),
                        organization.id(),
                        ward.id(),
                        room.id(),
                        encounter.id(),
                        condition.id());
        assertThat(all).isSortedAccordingTo((a, b) -> a.lastUpdated().compareTo(b.lastUpdated()));
        assertThat(SearchTester.ids(tester.all("", "_type=Patient,Encounter&_count=1")))
                .containsExactlyInAnyOrder(patient.id(), other.id(), encounter.id());
        assertThat(tester.page("", "_type=Patient,Location&_total=accurate").total())
                .hasValue(4);
        assertThat(tester.ids("", "_type=Patient,Encounter&_id=" + encounter.id()))
                .containsExactly(encounter.id());
        assertThatThrownBy(() -> tester.ids("", "_type=Patient,Nothing")).isInstanceOf(SearchRefused.class);
        assertThatThrownBy(() -> tester.ids("", "family=x")).isInstanceOf(SearchRefused.class);
        assertThatThrownBy(() -> tester.ids("", "_type=Patient&_sort=family")).isInstanceOf(SearchRefused.class);
    }

    @Test
    void searchOverAllTypes_seesOfEachTypeWhatTheSightAllows() {
        Sight narrow = type -> switch (type) {
            case "Patient" -> new Sight.Extent.Narrowed(Set.of(patient.id()), List.of(), false);
            case "Encounter" -> new Sight.Extent.All(false);
            default -> new Sight.Extent.Nothing();
        };

        assertThat(SearchTester.ids(tester.page(narrow, "", "_sort=_id").matches()))
                .containsExactlyInAnyOrder(patient.id(), encounter.id());
        assertThat(tester.page(TestStore.ALL, "", "_type=Patient").matches()).hasSize(2);
    }
}
