package io.chartside.server.authz;

import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tokens, launches and sessions of the patient, and those that were bound to the patient's chart. */
@Component
final class AuthorizationTraces implements PatientTraces {
    private static final List<String> DELETES = List.of(
            "delete from oauth_authorization where tenant = :tenant and (patient = :id or fhir_user = :reference)",
            "delete from launch_handle where tenant = :tenant"
                    + " and (launch_context ->> 'patient' = :id or fhir_user = :reference)",
            "delete from sign_in where tenant = :tenant and fhir_user = :reference");

    private final TenantSql sql;

    AuthorizationTraces(TenantSql sql) {
        this.sql = sql;
    }

    @Override
    public String name() {
        return "authorizations";
    }

    @Override
    public int remove(TenantId tenant, String patientId) {
        return sql.in(
                tenant,
                client -> DELETES.stream()
                        .mapToInt(delete -> client.sql(delete)
                                .param("tenant", tenant.value())
                                .param("id", patientId)
                                .param("reference", "Patient/" + patientId)
                                .update())
                        .sum());
    }
}
