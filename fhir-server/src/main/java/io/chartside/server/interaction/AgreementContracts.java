package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Caller;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Who may record a business associate agreement, and when it counts as executed: otherwise whoever may write a Contract
 * could open the tenant to patients' data by himself.
 */
@Component
final class AgreementContracts implements WriteRule {
    private static final Set<TenantRole> WHO_SIGN = EnumSet.of(TenantRole.OWNER, TenantRole.ADMIN);

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            if (write.type().equals("Contract")) {
                check(context.caller(), write);
            }
        }
    }

    private static void check(Caller caller, PlannedWrite write) {
        JsonNode after = write.resource().<JsonNode>map(ResourceJson::tree).orElse(null);
        boolean concerned = after != null && Agreement.is(after)
                || write.before().filter(before -> Agreement.is(before.tree())).isPresent();
        if (!concerned) {
            return;
        }
        boolean backEnd = caller.fhirUser().isEmpty();
        if (!backEnd && caller.mandate().roles().stream().noneMatch(WHO_SIGN::contains)) {
            throw FhirRefusal.forbiddenByRole(
                    caller,
                    List.of("who records agreements"),
                    "A business associate agreement is recorded by the tenant's owner, an administrator or a back end");
        }
        if (after != null && Agreement.isExecuted(after)) {
            List<String> missing = Agreement.missingTerms(after);
            if (!missing.isEmpty()) {
                throw FhirRefusal.againstRule(
                                "An executed business associate agreement has the terms "
                                        + String.join(", ", Agreement.TERMS) + " of " + Agreement.TERM_SYSTEM
                                        + "; this one lacks " + String.join(", ", missing),
                                "Contract.term")
                        .within("Bundle.entry[" + write.entry() + "]");
            }
        }
    }
}
