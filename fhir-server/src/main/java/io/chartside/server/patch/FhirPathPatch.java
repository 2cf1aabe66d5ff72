package io.chartside.server.patch;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import io.chartside.server.json.JsonTree;
import io.chartside.server.patch.ElementEditor.Slot;
import io.chartside.server.store.StoredResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;

/** A FHIRPath Patch (FHIR R4, fhirpatch.html): add, insert, delete, replace and move, applied in order. */
final class FhirPathPatch implements ResourcePatch {
    private static final int MOST_OPERATIONS = 1_000;
    private static final Set<String> PARTS = Set.of("type", "path", "name", "value", "index", "source", "destination");

    private final FhirContext fhir;
    private final ResourceJson carrier;
    private final ElementEditor editor;
    private final PatchPaths paths;

    FhirPathPatch(FhirContext fhir, ResourceJson carrier, ElementEditor editor, PatchPaths paths) {
        this.fhir = fhir;
        this.carrier = carrier;
        this.editor = editor;
        this.paths = paths;
        Parameters parameters = parameters();
        if (!parameters.hasParameter()) {
            throw FhirRefusal.malformed("A FHIRPath patch has at least one parameter operation");
        }
        if (parameters.getParameter().size() > MOST_OPERATIONS) {
            throw new FhirRefusal(413, "too-costly", "A patch has at most " + MOST_OPERATIONS + " operations");
        }
        for (int i = 0; i < parameters.getParameter().size(); i++) {
            check(parameters.getParameter().get(i), "Parameters.parameter[" + i + "]");
        }
    }

    private static void check(ParametersParameterComponent operation, String expression) {
        boolean known =
                operation.getPart().stream().allMatch(part -> part.getName() != null && PARTS.contains(part.getName()));
        if (!"operation".equals(operation.getName()) || !known) {
            throw malformed("A FHIRPath patch consists of parameters operation with their parts", expression);
        }
    }

    @Override
    public Optional<ResourceJson> carrier() {
        return Optional.of(carrier);
    }

    /** As they are now: a transaction may have resolved references in them. */
    private Parameters parameters() {
        return (Parameters) carrier.hapi();
    }

    @Override
    public ResourceJson apply(StoredResource current) {
        Parameters parameters = parameters();
        ObjectNode before = JsonTree.ofStored(current.json());
        Resource after = ResourceJson.of(fhir, before).hapi();
        for (int i = 0; i < parameters.getParameter().size(); i++) {
            apply(after, parameters.getParameter().get(i), "Parameters.parameter[" + i + "]");
        }
        ResourceJson patched = ResourceJson.of(fhir, after);
        ServerAssigned.check(before, patched.tree());
        return patched;
    }

    private void apply(Resource resource, ParametersParameterComponent operation, String at) {
        List<Base> selected = paths.select(resource, text(operation, "path"), at);
        switch (text(operation, "type")) {
            case "add" -> add(only(selected, at), operation, at);
            case "insert" -> insert(resource, selected, operation, at);
            case "delete" -> delete(resource, selected, at);
            case "replace" -> replace(resource, only(selected, at), operation, at);
            case "move" -> move(resource, selected, operation, at);
            default -> throw malformed("type is add, insert, delete, replace or move", at);
        }
    }

    private void add(Base parent, ParametersParameterComponent operation, String at) {
        Slot slot = editor.child(parent, text(operation, "name"))
                .orElseThrow(() -> FhirRefusal.invalid("name is no element of what path selects", at));
        if (!slot.repeats() && !slot.values().isEmpty()) {
            throw FhirRefusal.invalid("The element is there already and does not repeat", at);
        }
        List<IBase> values = new ArrayList<>(slot.values());
        values.add(editor.value(slot.child(), part(operation, "value", at), at));
        editor.set(slot, values);
    }

    private void insert(Resource root, List<Base> selected, ParametersParameterComponent operation, String at) {
        Slot slot = list(root, selected, at);
        int index = index(operation, "index", slot.values().size(), at);
        List<IBase> values = new ArrayList<>(slot.values());
        values.add(index, editor.value(slot.child(), part(operation, "value", at), at));
        editor.set(slot, values);
    }

    private void delete(Resource root, List<Base> selected, String at) {
        if (selected.isEmpty()) {
            return;
        }
        Base element = only(selected, at);
        Slot slot = place(root, element, at);
        List<IBase> values = new ArrayList<>(slot.values());
        values.remove(slot.indexOf(element));
        editor.set(slot, values);
    }

    private void replace(Resource root, Base element, ParametersParameterComponent operation, String at) {
        Slot slot = place(root, element, at);
        List<IBase> values = new ArrayList<>(slot.values());
        values.set(slot.indexOf(element), editor.value(slot.child(), part(operation, "value", at), at));
        editor.set(slot, values);
    }

    private void move(Resource root, List<Base> selected, ParametersParameterComponent operation, String at) {
        Slot slot = list(root, selected, at);
        int last = slot.values().size() - 1;
        int source = index(operation, "source", last, at);
        int destination = index(operation, "destination", last, at);
        List<IBase> values = new ArrayList<>(slot.values());
        values.add(destination, values.remove(source));
        editor.set(slot, values);
    }

    /** The repeating element whose values the path selects. */
    private Slot list(Resource root, List<Base> selected, String at) {
        if (selected.isEmpty()) {
            throw FhirRefusal.invalid("path selects nothing", at);
        }
        Slot slot = place(root, selected.get(0), at);
        if (!slot.repeats() || slot.values().size() != selected.size()) {
            throw FhirRefusal.invalid("path selects no whole list", at);
        }
        return slot;
    }

    private Slot place(Resource root, Base element, String at) {
        return editor.find(root, element)
                .orElseThrow(() -> FhirRefusal.invalid("path selects no element of the resource", at));
    }

    private static Base only(List<Base> selected, String at) {
        if (selected.size() != 1) {
            throw FhirRefusal.invalid(
                    selected.isEmpty() ? "path selects nothing" : "path selects more than one element", at);
        }
        return selected.get(0);
    }

    private static int index(ParametersParameterComponent operation, String name, int most, String at) {
        if (part(operation, name, at).getValue() instanceof IntegerType value
                && value.hasValue()
                && value.getValue() >= 0
                && value.getValue() <= most) {
            return value.getValue();
        }
        throw FhirRefusal.invalid(name + " is a valueInteger within the list", at);
    }

    private static ParametersParameterComponent part(ParametersParameterComponent operation, String name, String at) {
        return operation.getPart().stream()
                .filter(part -> name.equals(part.getName()))
                .findFirst()
                .orElseThrow(() -> malformed("The operation lacks its part " + name, at));
    }

    private static String text(ParametersParameterComponent operation, String name) {
        return operation.getPart().stream()
                .filter(part -> name.equals(part.getName())
                        && part.hasValue()
                        && part.getValue().isPrimitive())
                .map(part -> part.getValue().primitiveValue())
                .findFirst()
                .orElse("");
    }

    private static FhirRefusal malformed(String diagnostics, String expression) {
        return new FhirRefusal(400, List.of(new FhirRefusal.Issue("invalid", diagnostics, expression)));
    }
}
