package io.chartside.server.patch;

import io.chartside.server.interaction.FhirRefusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The operations of an XML patch (RFC 5261) on the XML form of a resource: add, replace and remove. Document types and
 * external entities are refused wherever XML is read.
 */
final class XmlPatch {
    private static final String FHIR = "http://hl7.org/fhir";
    private static final int MOST_OPERATIONS = 1_000;
    private final List<Element> operations = new ArrayList<>();

    /** @throws FhirRefusal 400 when the document is no XML patch */
    XmlPatch(byte[] document) {
        Document diff;
        try {
            diff = read(document);
        } catch (SAXException e) {
            throw FhirRefusal.malformed("The body is no XML Patch");
        }
        for (Node child = diff.getDocumentElement().getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element operation) {
                operations.add(operation);
            } else if (!isSpace(child)) {
                throw FhirRefusal.malformed("An XML Patch holds add, replace and remove, and no text between them");
            }
        }
        if (operations.isEmpty()) {
            throw FhirRefusal.malformed("An XML Patch has at least one operation");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw new FhirRefusal(413, "too-costly", "A patch has at most " + MOST_OPERATIONS + " operations");
        }
        for (int i = 0; i < operations.size(); i++) {
            check(operations.get(i), i);
        }
    }

    private static void check(Element operation, int index) {
        List<String> taken = switch (operation.getLocalName()) {
            case "add" -> List.of("sel", "pos", "type");
            case "replace" -> List.of("sel");
            case "remove" -> List.of("sel", "ws");
            default -> throw malformed(index, "is none of add, replace and remove");
        };
        for (int i = 0; i < operation.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) operation.getAttributes().item(i);
            boolean declares = XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
            if (!declares && !taken.contains(attribute.getName())) {
                throw malformed(index, "has an attribute that RFC 5261 does not know");
            }
        }
        if (!operation.getAttribute("pos").matches("(prepend|before|after)?")
                || !operation.getAttribute("ws").matches("(before|after|both)?")
                || !operation.getAttribute("type").matches("(@[A-Za-z_][\\w.-]*)?")) {
            throw malformed(index, "has an attribute whose value is not served");
        }
        if (!XmlSelector.isUnderstood(operation.getAttribute("sel"))) {
            throw malformed(
                    index,
                    "has no selector of child steps from the root: "
                            + "names, positions, equality with an attribute, a child, its attribute or text, and at the end an attribute or text()");
        }
    }

    /** @throws FhirRefusal 422 when an operation does not fit */
    byte[] apply(byte[] xml) {
        try {
            Document document = read(xml);
            XmlSelector selector = new XmlSelector();
            for (int i = 0; i < operations.size(); i++) {
                Element operation = operations.get(i);
                List<Node> selected = selector.select(document, operation);
                if (selected.size() != 1) {
                    throw unfit(i, selected.isEmpty() ? "selects nothing" : "selects more than one node");
                }
                apply(operation, selected.get(0), document, i);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(xml.length + 256);
            Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
            writer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (SAXException | TransformerException e) {
            throw new IllegalStateException("the stored version has no XML form", e);
        }
    }

    private static void apply(Element operation, Node target, Document document, int index) {
        switch (operation.getLocalName()) {
            case "add" -> add(operation, target, document, index);
            case "replace" -> replace(operation, target, document, index);
            default -> remove(target, document, index);
        }
    }

    private static void add(Element operation, Node target, Document document, int index) {
        String type = operation.getAttribute("type");
        if (!type.isEmpty()) {
            String name = type.substring(1);
            if (!(target instanceof Element element) || element.hasAttribute(name)) {
                throw unfit(index, "adds an attribute that is there, or to what is no element");
            }
            element.setAttribute(name, operation.getTextContent());
            return;
        }
        List<Node> added = content(operation, document);
        String pos = operation.getAttribute("pos");
        boolean beside = pos.equals("before") || pos.equals("after");
        Node parent = beside ? target.getParentNode() : target;
        if (!(parent instanceof Element)) {
            throw unfit(index, "adds where no element may stand");
        }
        Node before = switch (pos) {
            case "before" -> target;
            case "after" -> target.getNextSibling();
            case "prepend" -> target.getFirstChild();
            default -> null;
        };
        added.forEach(node -> parent.insertBefore(node, before));
        if (holdsText(parent)) {
            throw unfit(index, "puts text where FHIR has none");
        }
    }

    /** FHIR's own elements hold none; HAPI would pass over it. */
    private static boolean holdsText(Node node) {
        if (!FHIR.equals(node.getNamespaceURI())) {
            return false;
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            boolean text = !(child instanceof Element) && !isSpace(child);
            if (text || holdsText(child)) {
                return true;
            }
        }
        return false;
    }

    private static void replace(Element operation, Node target, Document document, int index) {
        if (target instanceof Element) {
            List<Node> content = content(operation, document).stream()
                    .filter(node -> !isSpace(node))
                    .toList();
            if (content.size() != 1 || !(content.get(0) instanceof Element)) {
                throw unfit(index, "replaces an element by something else than one element");
            }
            target.getParentNode().replaceChild(content.get(0), target);
            if (holdsText(content.get(0))) {
                throw unfit(index, "puts text where FHIR has none");
            }
        } else {
            target.setNodeValue(operation.getTextContent());
        }
    }

    private static void remove(Node target, Document document, int index) {
        if (target == document.getDocumentElement()) {
            throw unfit(index, "removes the whole resource");
        }
        if (target instanceof Attr attribute) {
            attribute.getOwnerElement().removeAttributeNode(attribute);
        } else {
            target.getParentNode().removeChild(target);
        }
    }

    private static List<Node> content(Element operation, Document document) {
        List<Node> nodes = new ArrayList<>();
        for (Node child = operation.getFirstChild(); child != null; child = child.getNextSibling()) {
            nodes.add(document.importNode(child, true));
        }
        return nodes;
    }

    private static boolean isSpace(Node node) {
        return node.getNodeType() == Node.COMMENT_NODE
                || node.getNodeType() == Node.TEXT_NODE && node.getNodeValue().isBlank();
    }

    private static FhirRefusal malformed(int index, String what) {
        return FhirRefusal.malformed("Operation " + (index + 1) + " of the patch " + what);
    }

    private static FhirRefusal unfit(int index, String what) {
        return new FhirRefusal(422, "processing", "Operation " + (index + 1) + " of the patch " + what);
    }

    private static Document read(byte[] xml) throws SAXException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            // A patch within a Binary has not passed the request guard, which sets the same limit.
            factory.setAttribute("jdk.xml.maxElementDepth", "100");
            factory.setNamespaceAware(true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("the runtime's XML parser cannot be made safe", e);
        }
    }
}
