package io.chartside.server.patch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.ExpressionNode.Function;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;

/**
 * FHIRPath as patches need it: selection of elements. Functions that match regular expressions, walk the whole tree or
 * look up what is elsewhere are refused, so that a path costs what the resource's size says.
 */
final class PatchPaths {
    private static final int LONGEST = 512;
    private static final Set<Function> SELECTING = EnumSet.of(
            Function.Where,
            Function.First,
            Function.Last,
            Function.Tail,
            Function.Skip,
            Function.Take,
            Function.Item,
            Function.Single,
            Function.Exists,
            Function.Empty,
            Function.Not,
            Function.Count,
            Function.As,
            Function.Is,
            Function.OfType,
            Function.Extension,
            Function.HasValue,
            Function.StartsWith,
            Function.EndsWith,
            Function.Contains,
            Function.Lower,
            Function.Upper,
            Function.Length);

    private final FhirContext fhir;
    private FHIRPathEngine engine;

    PatchPaths(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * The elements themselves, not copies of them.
     *
     * @throws FhirRefusal 400 for what is no path or more than a selection, 422 when it cannot be evaluated
     */
    List<Base> select(Resource resource, String path, String expression) {
        if (path == null || path.isBlank() || path.length() > LONGEST) {
            throw refused(400, "path is a FHIRPath of at most " + LONGEST + " characters", expression);
        }
        ExpressionNode parsed;
        try {
            parsed = engine().parse(path);
        } catch (RuntimeException e) {
            throw refused(400, "path is no FHIRPath", expression);
        }
        if (!selects(parsed)) {
            throw refused(400, "path uses a FHIRPath function that patches do not take", expression);
        }
        try {
            return engine().evaluate(resource, parsed);
        } catch (RuntimeException e) {
            throw refused(422, "path cannot be evaluated on this resource", expression);
        }
    }

    private static boolean selects(ExpressionNode node) {
        if (node == null) {
            return true;
        }
        if (node.getKind() == ExpressionNode.Kind.Function && !SELECTING.contains(node.getFunction())) {
            return false;
        }
        return selects(node.getInner())
                && selects(node.getGroup())
                && selects(node.getOpNext())
                && (node.getParameters() == null
                        || node.getParameters().stream().allMatch(PatchPaths::selects));
    }

    private static FhirRefusal refused(int status, String diagnostics, String expression) {
        return new FhirRefusal(status, List.of(new FhirRefusal.Issue("invalid", diagnostics, expression)));
    }

    /** Made when the first patch comes: it reads the specification's definitions. */
    private synchronized FHIRPathEngine engine() {
        if (engine == null) {
            engine = new FHIRPathEngine(new HapiWorkerContext(fhir, fhir.getValidationSupport()));
        }
        return engine;
    }
}
