package io.chartside.server.rest;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.hl7.fhir.instance.model.api.IPrimitiveType;

/**
 * An XML body as the tree that its JSON would be, right or wrong: values as they are written, elements that are not known
 * with nothing in them. Only for telling where something is wrong.
 */
final class XmlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String XHTML = "http://www.w3.org/1999/xhtml";
    private static final String ANY_NARRATIVE = "<div xmlns=\"" + XHTML + "\">x</div>";
    private final FhirContext fhir;
    private final XMLStreamReader reader;

    private XmlTree(FhirContext fhir, XMLStreamReader reader) {
        this.fhir = fhir;
        this.reader = reader;
    }

    static JsonNode of(FhirContext fhir, byte[] body) throws XMLStreamException {
        XMLStreamReader reader = XmlScan.reader(new ByteArrayInputStream(body));
        try {
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // What stands before the root is no part of the resource.
            }
            return new XmlTree(fhir, reader).resource();
        } finally {
            reader.close();
        }
    }

    private ObjectNode resource() throws XMLStreamException {
        ObjectNode resource = NODES.objectNode().put("resourceType", reader.getLocalName());
        boolean known = fhir.getResourceTypes().contains(reader.getLocalName());
        children(resource, known ? fhir.getResourceDefinition(reader.getLocalName()) : null);
        return resource;
    }

    /** Reads up to the end of the element that the reader stands in. */
    private void children(ObjectNode parent, BaseRuntimeElementCompositeDefinition<?> definition)
            throws XMLStreamException {
        while (true) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                return;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = reader.getLocalName();
            if (name.equals("extension") || name.equals("modifierExtension")) {
                parent.withArray(name).add(extension());
                continue;
            }
            BaseRuntimeChildDefinition child = definition == null ? null : definition.getChildByName(name);
            if (name.equals("id") && parent.has("resourceType")) {
                String id = reader.getAttributeValue(null, "value");
                skip();
                parent.put("id", id == null ? "" : id);
            } else if (definition == null) {
                skip();
            } else if (child == null) {
                skip();
                parent.put(name, "");
            } else {
                JsonNode value = value(child.getChildByName(name));
                put(parent, name, value, child.getMax() != 1);
            }
        }
    }

    private static void put(ObjectNode parent, String name, JsonNode value, boolean repeats) {
        if (value == null) {
            return;
        }
        JsonNode before = parent.get(name);
        if (before instanceof ArrayNode array) {
            array.add(value);
        } else if (repeats || before != null) {
            ArrayNode array = NODES.arrayNode();
            if (before != null) {
                array.add(before);
            }
            parent.set(name, array.add(value));
        } else {
            parent.set(name, value);
        }
    }

    private ObjectNode extension() throws XMLStreamException {
        ObjectNode extension = NODES.objectNode();
        String url = reader.getAttributeValue(null, "url");
        if (url != null) {
            extension.put("url", url);
        }
        children(extension, (BaseRuntimeElementCompositeDefinition<?>) fhir.getElementDefinition("Extension"));
        return extension;
    }

    /** Null for a primitive that has extensions alone. */
    private JsonNode value(BaseRuntimeElementDefinition<?> definition) throws XMLStreamException {
        if (XHTML.equals(reader.getNamespaceURI())) {
            skip();
            return NODES.textNode(ANY_NARRATIVE);
        }
        if (definition != null && IPrimitiveType.class.isAssignableFrom(definition.getImplementingClass())) {
            String value = reader.getAttributeValue(null, "value");
            boolean more = skip();
            return value == null && more ? null : NODES.textNode(value == null ? "" : value);
        }
        if (definition instanceof BaseRuntimeElementCompositeDefinition<?> composite
                && !org.hl7.fhir.r4.model.Resource.class.isAssignableFrom(composite.getImplementingClass())) {
            ObjectNode object = NODES.objectNode();
            children(object, composite);
            return object;
        }
        return inner();
    }

    /** The resource in a {@code contained} or a {@code resource}. */
    private JsonNode inner() throws XMLStreamException {
        JsonNode inner = NODES.objectNode();
        while (reader.next() != XMLStreamConstants.END_ELEMENT) {
            if (reader.getEventType() == XMLStreamConstants.START_ELEMENT) {
                inner = resource();
            }
        }
        return inner;
    }

    /** To the end of the element; whether there were others in it. */
    private boolean skip() throws XMLStreamException {
        boolean more = false;
        for (int depth = 1; depth > 0; ) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                more = true;
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
        return more;
    }
}
