package io.chartside.server.interaction;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MH11: whoever may write a Contract must not be able to open the tenant to patients' data by himself. */
class AgreementContractsTest {
    private static final String AGREEMENT = """
            {"resourceType":"Contract","status":"executable",
             "type":{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/contract-type","code":"baa"}]}}""";

    private static void write(String contract, Optional<String> fhirUser, Set<TenantRole> roles) {
        Caller caller = new Caller(
                        new TenantId("t"),
                        "subject",
                        "client",
                        "token",
                        Scopes.parse("user/*.cruds"),
                        fhirUser,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(Mandate.of(roles));
        FhirContext fhir = FhirContext.forR4Cached();
        ResourceJson resource = ResourceJson.of(fhir, JsonTree.ofStored(contract.getBytes(StandardCharsets.UTF_8)));
        PlannedWrite planned = new PlannedWrite(0, "Contract", "c", Optional.of(resource), Optional.empty(), fhir);
        new AgreementContracts()
                .check(new RequestContext(caller, new Origin("r", "127.0.0.1", "b")), List.of(planned), null);
    }

    @ParameterizedTest
    @EnumSource(TenantRole.class)
    void person_recordsAnAgreement_onlyAsOwnerOrAdministrator(TenantRole role) {
        Optional<String> person = Optional.of("Practitioner/1");
        if (role == TenantRole.OWNER || role == TenantRole.ADMIN) {
            assertThatCode(() -> write(AGREEMENT, person, Set.of(role))).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> write(AGREEMENT, person, Set.of(role)))
                    .isInstanceOf(FhirRefusal.class)
                    .hasMessageContaining("owner");
        }
    }

    @Test
    void personWithoutRoles_recordsNone_butWritesOtherContracts() {
        assertThatThrownBy(() -> write(AGREEMENT, Optional.of("Practitioner/1"), Set.of()))
                .isInstanceOf(FhirRefusal.class);
        assertThatCode(() -> write(
                        "{\"resourceType\":\"Contract\",\"status\":\"executed\"}",
                        Optional.of("Practitioner/1"),
                        Set.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void executedAgreement_needsItsFourTerms_MM28() {
        assertThatThrownBy(() -> write(AGREEMENT.replace("executable", "executed"), Optional.empty(), Set.of()))
                .hasMessageContaining("lacks permitted-uses, safeguards, breach-notification, subcontractors");
    }
}
