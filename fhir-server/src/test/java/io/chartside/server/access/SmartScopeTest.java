package io.chartside.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.access.SmartScope.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of SMART App Launch 2.2, "Scopes for requesting FHIR Resources". */
class SmartScopeTest {

    @ParameterizedTest
    @CsvSource({
        "patient/Observation.rs, PATIENT, Observation, rs",
        "user/*.cruds, USER, *, cruds",
        "system/Patient.d, SYSTEM, Patient, d",
        "patient/*.read, PATIENT, *, rs",
        "user/Condition.write, USER, Condition, cud",
        "user/Encounter.*, USER, Encounter, cruds",
    })
    void scopeOfVersionOneOrTwo_isRead(String text, Level level, String type, String permissions) {
        assertThat(SmartScope.parse(text)).contains(new SmartScope(level, type, permissions, null));
    }

    @Test
    void granularScope_keepsItsCriterion() {
        assertThat(SmartScope.parse("patient/Observation.rs?category=http://x|vital-signs&status=final"))
                .contains(new SmartScope(
                        Level.PATIENT, "Observation", "rs", "category=http://x|vital-signs&status=final"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "openid",
                "patient/Observation",
                "patient/Observation.",
                "patient/Observation.sr",
                "patient/Observation.rrs",
                "patient/Observation.x",
                "patient/Nonsense.rs",
                "patient/observation.rs",
                "clinic/Observation.rs",
                "patient/*.rs?category=x",
                "patient/Observation.read?category=x",
                "patient/Observation.rs?",
                "patient/Observation.rs?category",
                "patient/Observation.rs?category:not=x",
                "patient/Observation.rs?subject.name=x",
                "patient/Observation.rs?category=a b",
                "patient/Observation.rs\n",
                " patient/Observation.rs",
                "Patient/Observation.rs",
            })
    void whatIsNoScope_isNone(String text) {
        assertThat(SmartScope.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "user/*.cruds, user/Patient.rs, true",
        "user/*.cruds, user/*.read, true",
        "user/*.rs, user/Patient.write, false",
        "user/Patient.rs, user/*.rs, false",
        "user/*.cruds, patient/Patient.rs, false",
        "user/*.cruds, user/Observation.rs?category=x, true",
        "user/Observation.rs?category=x, user/Observation.rs, false",
        "user/Observation.rs?category=x, user/Observation.r?category=x, true",
        "user/Observation.rs?category=x, user/Observation.rs?category=y, false",
    })
    void registeredScope_coversWhatIsNoWider(String registered, String asked, boolean covered) {
        assertThat(SmartScope.parse(registered)
                        .orElseThrow()
                        .covers(SmartScope.parse(asked).orElseThrow()))
                .isEqualTo(covered);
    }
}
