package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.store.StoredResource;
import org.junit.jupiter.api.Test;

/** {@code :in}, {@code :not-in}, {@code :above} and {@code :below} on codes. */
class TerminologySearchTest {
    private static final String ICD = "http://hl7.org/fhir/sid/icd-10-cm";
    private final SearchTester tester = new SearchTester();
    private final StoredResource patient = tester.patient("Ruiz");
    private final StoredResource diabetes = condition(ICD, "E11");
    private final StoredResource withNeuropathy = condition(ICD, "E11.40");
    private final StoredResource asthma = condition("http://x", "asthma");
    private final StoredResource lung = condition("http://x", "lung");

    private StoredResource condition(String system, String code) {
        return tester.store(
                "{'resourceType':'Condition','code':{'coding':[{'system':'%s','code':'%s'}]},"
                        + "'subject':{'reference':'Patient/%s'}}",
                system, code, patient.id());
    }

    private void terminology() {
        tester.store("{'resourceType':'CodeSystem','url':'http://x','status':'active','content':'complete','concept':["
                + "{'code':'lung','concept':[{'code':'asthma'},{'code':'copd'}]},{'code':'heart'}]}");
        tester.store("{'resourceType':'ValueSet','url':'http://vs/lung','status':'active','compose':{'include':["
                + "{'system':'http://x','filter':[{'property':'concept','op':'is-a','value':'lung'}]}],"
                + "'exclude':[{'system':'http://x','concept':[{'code':'lung'}]}]}}");
        tester.store("{'resourceType':'ValueSet','url':'http://vs/all','status':'active','compose':{'include':["
                + "{'valueSet':['http://vs/lung']},{'system':'" + ICD + "'}]}}");
    }

    @Test
    void icd10_isOrderedByTheBeginningsOfItsCodes() {
        assertThat(tester.ids("Condition", "code:below=" + ICD + "|E11"))
                .containsExactlyInAnyOrder(diabetes.id(), withNeuropathy.id());
        assertThat(tester.ids("Condition", "patient=" + patient.id() + "&code:above=" + ICD + "|E11.40"))
                .containsExactlyInAnyOrder(diabetes.id(), withNeuropathy.id());
        assertThat(tester.ids("Condition", "code:above=" + ICD + "|E11")).containsExactly(diabetes.id());
    }

    @Test
    void valueSets_andHierarchies_areTheTenantsOwn() {
        terminology();

        assertThat(tester.ids("Condition", "code:below=http://x|lung"))
                .containsExactlyInAnyOrder(asthma.id(), lung.id());
        assertThat(tester.ids("Condition", "code:above=http://x|asthma"))
                .containsExactlyInAnyOrder(asthma.id(), lung.id());
        assertThat(tester.ids("Condition", "code:in=http://vs/lung")).containsExactly(asthma.id());
        assertThat(tester.ids("Condition", "patient=" + patient.id() + "&code:not-in=http://vs/lung"))
                .containsExactlyInAnyOrder(diabetes.id(), withNeuropathy.id(), lung.id());
        assertThat(tester.ids("Condition", "code:in=http://vs/all"))
                .containsExactlyInAnyOrder(asthma.id(), diabetes.id(), withNeuropathy.id());
    }

    @Test
    void whatIsNotHeld_isRefused() {
        assertThatThrownBy(() -> tester.ids("Condition", "code:in=http://vs/unknown"))
                .isInstanceOf(SearchRefused.class)
                .hasMessageNotContaining("unknown");
        assertThatThrownBy(() -> tester.ids("Condition", "code:below=http://snomed.info/sct|1"))
                .isInstanceOf(SearchRefused.class);
        assertThatThrownBy(() -> tester.ids("Condition", "code:below=E11")).isInstanceOf(SearchRefused.class);
    }
}
