package io.chartside.server.rest;

import java.util.Map;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.hl7.fhir.utilities.xhtml.XhtmlNodeList;

/** A narrative as the client wrote it, parsed when somebody looks inside. */
final class WrittenXhtml extends XhtmlNode {
    private static final long serialVersionUID = 1L;
    private String written;

    /** @param written well-formed, of one element {@code div} */
    WrittenXhtml(String written) {
        super(NodeType.Element, "div");
        this.written = written;
    }

    private void parse() {
        if (written != null) {
            String text = written;
            written = null;
            super.setValueAsString(text);
        }
    }

    @Override
    public String getValueAsString() {
        return written != null ? written : super.getValueAsString();
    }

    @Override
    public String getValue() {
        return getValueAsString();
    }

    @Override
    public boolean hasValue() {
        return written != null || super.hasValue();
    }

    @Override
    public boolean isEmpty() {
        return written == null && super.isEmpty();
    }

    @Override
    public void setValueAsString(String value) {
        written = null;
        super.setValueAsString(value);
    }

    @Override
    public boolean hasChildren() {
        parse();
        return super.hasChildren();
    }

    @Override
    public XhtmlNodeList getChildNodes() {
        parse();
        return super.getChildNodes();
    }

    @Override
    public Map<String, String> getAttributes() {
        parse();
        return super.getAttributes();
    }

    @Override
    public String getAttribute(String name) {
        parse();
        return super.getAttribute(name);
    }

    @Override
    public String allText() {
        parse();
        return super.allText();
    }

    @Override
    public boolean equalsDeep(XhtmlNode other) {
        parse();
        return super.equalsDeep(other);
    }

    @Override
    public XhtmlNode copy() {
        return written != null ? new WrittenXhtml(written) : super.copy();
    }
}
