package io.chartside.server.staff;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/** Tells a tenant, by a Communication in its record, that somebody of the staff may see content of it. */
@Component
final class GrantNotice {
    private static final String CATEGORY = "https://chartside.io/fhir/CodeSystem/communication-category";
    private static final String CLIENT = "chartside-staff";

    private final Writings writings;
    private final FhirContext fhir;
    private final Clock clock;

    GrantNotice(Writings writings, FhirContext fhir, Clock clock) {
        this.writings = writings;
        this.fhir = fhir;
        this.clock = clock;
    }

    /** @throws AdminRefusal 409 when the tenant cannot be told: then nothing may be approved */
    void tell(TenantId tenant, StaffGrant grant, Decider approver, Instant expires, Origin origin) {
        Communication told = new Communication();
        told.setStatus(CommunicationStatus.COMPLETED);
        told.addCategory()
                .addCoding()
                .setSystem(CATEGORY)
                .setCode("staff-access")
                .setDisplay("Access by the operator's staff");
        told.addIdentifier()
                .setSystem("https://chartside.io/fhir/sid/staff-grant")
                .setValue(grant.id().toString());
        told.addAbout(new Reference(grant.target()));
        told.setSent(Date.from(clock.instant()));
        told.addPayload()
                .setContent(new StringType((grant.standsIn() ? "May stand in for " : "May read ") + grant.target()
                        + " until " + expires + ": " + grant.login() + " of the operator's staff, approved by "
                        + approver.name() + ". Purpose: " + grant.purpose()));
        Caller staff = new Caller(
                        tenant,
                        CLIENT,
                        CLIENT,
                        CLIENT,
                        Scopes.parse("system/Communication.cruds"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(new Mandate(
                        Set.of(),
                        Optional.empty(),
                        Optional.of(approver.reference()),
                        Optional.of(grant.id().toString())));
        try {
            writings.write(
                    new RequestContext(staff, origin),
                    List.of(WriteEntry.create(ResourceJson.of(fhir, told), Optional.empty())),
                    Map.of());
        } catch (FhirRefusal e) {
            throw new AdminRefusal(409, "The tenant cannot be told, so nothing is approved: " + e.getMessage());
        }
    }
}
