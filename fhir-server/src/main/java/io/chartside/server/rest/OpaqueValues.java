package io.chartside.server.rest;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Resource;

/**
 * Takes the narratives and attachments out of a JSON body and sets them, as they were written, into the resource that
 * HAPI made of the rest. Nothing reads them on the way to the store, yet to parse and to write them again was a third of
 * the work of a note. What is not plainly well-formed stays in, for HAPI to judge.
 */
final class OpaqueValues {
    private static final int SHORTEST = 32;
    private static final boolean[] IN_ALPHABET = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .chars()
                .forEach(c -> IN_ALPHABET[c] = true);
    }

    /** @param steps names and, after the name of an array, the index in it: {@code entry, 0, resource, text} */
    private record Lifted(List<Object> steps, String name, String value) {}

    private final List<Lifted> lifted = new ArrayList<>();
    private final List<Object> steps = new ArrayList<>();

    private OpaqueValues() {}

    /** Removes from the tree what it takes. */
    static OpaqueValues liftFrom(ObjectNode resource) {
        OpaqueValues values = new OpaqueValues();
        values.lift(resource);
        return values;
    }

    private void lift(ObjectNode node) {
        String div = node.path("div").textValue();
        if (div != null && node.has("status") && XhtmlShape.isWellFormed(div)) {
            take(node, "div");
        }
        String data = node.path("data").textValue();
        if (data != null
                && data.length() >= SHORTEST
                && node.path("contentType").isTextual()
                && isBase64(data)) {
            take(node, "data");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            if (!name.startsWith("_") && !name.equals("extension") && !name.equals("modifierExtension")) {
                descend(name, field.getValue());
            }
        }
    }

    private void descend(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            steps.add(name);
            lift(object);
            steps.remove(steps.size() - 1);
        } else if (value instanceof ArrayNode array) {
            steps.add(name);
            int index = 0;
            for (JsonNode item : array) {
                if (item instanceof ObjectNode object) {
                    steps.add(index);
                    lift(object);
                    steps.remove(steps.size() - 1);
                }
                index++;
            }
            steps.remove(steps.size() - 1);
        }
    }

    private void take(ObjectNode node, String name) {
        lifted.add(new Lifted(List.copyOf(steps), name, node.remove(name).textValue()));
    }

    /** RFC 4648, section 4, without the white space that FHIR allows as well. */
    private static boolean isBase64(String text) {
        int end = text.length();
        if (end % 4 != 0) {
            return false;
        }
        for (int i = 0; i < 2 && text.charAt(end - 1) == '='; i++) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= IN_ALPHABET.length || !IN_ALPHABET[c]) {
                return false;
            }
        }
        return true;
    }

    /** @return false when the resource has no place for one of them: then only HAPI can tell what is wrong */
    boolean putInto(FhirContext fhir, Resource resource) {
        for (Lifted value : lifted) {
            if (!put(value, follow(fhir, resource, value.steps().iterator()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean put(Lifted value, IBase place) {
        if (value.name().equals("div")) {
            if (place instanceof Narrative narrative) {
                narrative.setDiv(new WrittenXhtml(value.value()));
                return true;
            }
        } else if (place instanceof Attachment attachment) {
            attachment.setDataElement(new WrittenBase64(value.value()));
            return true;
        } else if (place instanceof Binary binary) {
            binary.setDataElement(new WrittenBase64(value.value()));
            return true;
        }
        return false;
    }

    /** Null when the resource does not go that way. */
    private static IBase follow(FhirContext fhir, Resource resource, Iterator<Object> steps) {
        IBase at = resource;
        BaseRuntimeElementDefinition<?> definition = fhir.getResourceDefinition(resource);
        Object step = steps.hasNext() ? steps.next() : null;
        while (step != null) {
            BaseRuntimeChildDefinition child = definition instanceof BaseRuntimeElementCompositeDefinition<?> composite
                    ? composite.getChildByName((String) step)
                    : null;
            if (child == null) {
                return null;
            }
            List<IBase> values = child.getAccessor().getValues(at);
            step = steps.hasNext() ? steps.next() : null;
            int index = 0;
            if (step instanceof Integer number) {
                index = number;
                step = steps.hasNext() ? steps.next() : null;
            }
            if (index >= values.size()) {
                return null;
            }
            at = values.get(index);
            definition = at instanceof Resource inner
                    ? fhir.getResourceDefinition(inner)
                    : fhir.getElementDefinition(at.getClass());
            if (definition == null) {
                definition = child.getChildElementDefinitionByDatatype(at.getClass());
            }
        }
        return at;
    }
}
