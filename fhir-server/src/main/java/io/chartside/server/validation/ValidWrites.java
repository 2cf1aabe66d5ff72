package io.chartside.server.validation;

import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.FhirRefusal.Issue;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Where a tenant asks for it ({@code api.validate-writes}), nothing is stored that the validator finds an error in. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class ValidWrites implements WriteRule {
    private static final int MOST_ISSUES = 20;
    private final Tenants tenants;
    private final ResourceValidator validator;

    ValidWrites(Tenants tenants, ResourceValidator validator) {
        this.tenants = tenants;
        this.validator = validator;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        boolean asked = tenants.find(context.tenant())
                .map(TenantSettings::api)
                .filter(api -> api.validateWrites())
                .isPresent();
        if (asked) {
            writes.forEach(this::check);
        }
    }

    private void check(PlannedWrite write) {
        if (write.resource().isEmpty()) {
            return;
        }
        Resource resource = write.resource().get().hapi();
        List<Issue> issues = new ArrayList<>();
        for (SingleValidationMessage message : validator.validate(resource, List.of())) {
            boolean error = message.getSeverity() == ResultSeverityEnum.ERROR
                    || message.getSeverity() == ResultSeverityEnum.FATAL;
            if (error && issues.size() < MOST_ISSUES) {
                // The validator's own text repeats values, which are health records; its id names the rule.
                issues.add(new Issue(
                        "invariant",
                        "Against the definition: " + (message.getMessageId() == null ? "rule" : message.getMessageId()),
                        message.getLocationString() == null ? resource.fhirType() : message.getLocationString()));
            }
        }
        if (!issues.isEmpty()) {
            throw new FhirRefusal(422, issues).within("Bundle.entry[" + write.entry() + "]");
        }
    }
}
