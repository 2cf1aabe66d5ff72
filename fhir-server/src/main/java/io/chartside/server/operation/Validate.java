package io.chartside.server.operation;

import ca.uhn.fhir.validation.SingleValidationMessage;
import io.chartside.server.access.Interaction;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.validation.ResourceValidator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code [type]/$validate} and {@code [type]/[id]/$validate} (FHIR R4, resource-operation-validate.html): of the resource
 * sent, or of the stored one. The answer is 200 with what was found; what is in value sets that are not at hand is
 * reported as not validated.
 */
@Component
final class Validate implements Operation {
    private static final Set<String> MODES = Set.of("create", "update", "delete", "profile");
    private final ResourceValidator validator;
    private final RecordReader records;
    private final SearchParameters served;

    Validate(ResourceValidator validator, RecordReader records, SearchParameters served) {
        this.validator = validator;
        this.records = records;
        this.served = served;
    }

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return served.types();
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-validate";
    }

    @Override
    public Optional<OperationAnswer> ofInvalidBody(FhirRefusal refusal) {
        OperationOutcome outcome = new OperationOutcome();
        refusal.issues()
                .forEach(issue -> outcome.addIssue()
                        .setSeverity(IssueSeverity.ERROR)
                        .setCode(IssueType.fromCode(issue.code()))
                        .setDiagnostics(issue.diagnostics())
                        .addExpression(issue.expression()));
        return Optional.of(OperationAnswer.of(outcome));
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(new Need(Interaction.READ, type));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("resource", "mode", "profile"));
        if (!parameters.text("mode").map(MODES::contains).orElse(true)) {
            throw FhirRefusal.malformed("mode is create, update, delete or profile");
        }
        List<String> profiles = parameters.texts("profile");
        for (String profile : profiles) {
            if (!validator.knows(profile)) {
                throw new FhirRefusal(422, "not-supported", "The definition of the profile is not at hand");
            }
        }
        Resource resource = parameters
                .resource("resource")
                .or(() -> call.instance().map(records::parse))
                .orElseThrow(() -> FhirRefusal.malformed("$validate needs the parameter resource"));
        if (!resource.fhirType().equals(call.type().orElseThrow())) {
            throw FhirRefusal.malformed("The resource is not of the type of the URL");
        }
        return OperationAnswer.of(outcome(validator.validate(resource, profiles)));
    }

    private static OperationOutcome outcome(List<SingleValidationMessage> messages) {
        OperationOutcome outcome = new OperationOutcome();
        for (SingleValidationMessage message : messages) {
            OperationOutcome.OperationOutcomeIssueComponent issue = outcome.addIssue();
            issue.setSeverity(IssueSeverity.fromCode(message.getSeverity().getCode()));
            issue.setCode(IssueType.PROCESSING);
            issue.setDiagnostics(message.getMessage());
            if (message.getLocationString() != null) {
                issue.addExpression(message.getLocationString());
            }
        }
        if (outcome.getIssue().isEmpty()) {
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics("Nothing was found against it");
        }
        return outcome;
    }
}
