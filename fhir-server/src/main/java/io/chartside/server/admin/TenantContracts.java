package io.chartside.server.admin;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.admin.TenantAdministration.By;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AdminAct.Kind;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.BaaPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.Contract;
import org.springframework.stereotype.Component;

/** Records a tenant's agreements as the operator: a Contract of the tenant's record, written as any client writes it. */
@Component
final class TenantContracts {
    private static final String CLIENT = "chartside-operator";

    private final Tenants tenants;
    private final Agreements agreements;
    private final Writings writings;
    private final AuditTrail audit;
    private final FhirContext fhir;

    TenantContracts(Tenants tenants, Agreements agreements, Writings writings, AuditTrail audit, FhirContext fhir) {
        this.tenants = tenants;
        this.agreements = agreements;
        this.writings = writings;
        this.audit = audit;
        this.fhir = fhir;
    }

    /** @throws AdminRefusal 404 for no such tenant, 422 when it is no Contract or breaks a rule */
    ObjectNode record(TenantId tenant, JsonNode contract, By by) {
        if (tenants.find(tenant).isEmpty()) {
            throw new AdminRefusal(404, "there is no tenant " + tenant);
        }
        Caller operator = new Caller(
                tenant,
                CLIENT,
                CLIENT,
                CLIENT,
                Scopes.parse("system/Contract.cruds"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try {
            ResourceJson resource = ResourceJson.of(
                    fhir,
                    fhir.newJsonParser()
                            .setParserErrorHandler(new StrictErrorHandler())
                            .parseResource(Contract.class, contract.toString()));
            WriteEntry entry = resource.id()
                    .map(id -> WriteEntry.update(id, resource, OptionalLong.empty()))
                    .orElseGet(() -> WriteEntry.create(resource, Optional.empty()));
            StoredResource stored = writings.write(new RequestContext(operator, by.origin()), List.of(entry), Map.of())
                    .get(0)
                    .stored()
                    .orElseThrow();
            audit.record(
                    tenant,
                    by.origin(),
                    AdminAct.done(
                            Kind.CONTRACT,
                            by.actor(),
                            "contract Contract/" + stored.id(),
                            Optional.empty(),
                            Optional.of(contract)));
            return AdminAnswers.JSON
                    .createObjectNode()
                    .put("contract", "Contract/" + stored.id())
                    .put("agreement", state(tenant));
        } catch (DataFormatException e) {
            throw new AdminRefusal(422, "this is no Contract of FHIR R4");
        } catch (FhirRefusal e) {
            throw new AdminRefusal(422, e.getMessage());
        }
    }

    /** Whether something of a patient may be written, and why. */
    String state(TenantId tenant) {
        boolean elsewhere = tenants.find(tenant).orElseThrow().baa() == BaaPolicy.RECORDED_ELSEWHERE;
        return elsewhere ? "recorded elsewhere" : agreements.inForce(tenant) ? "in force" : "none in force";
    }
}
