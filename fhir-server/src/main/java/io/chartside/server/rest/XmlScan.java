package io.chartside.server.rest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The guard's pass over an XML body: UTF-8, no document type (OWASP ASVS 1.5.1), bounded nesting and numbers. */
final class XmlScan {
    private static final Pattern HUGE_NUMBER = Pattern.compile("[+-]?[0-9.]{1,64}[eE][+-]?[0-9]{3,}");
    private static final int MOST_ATTRIBUTES = 16;
    private static final String ATTRIBUTE_SIZE = "com.ctc.wstx.maxAttributeSize";
    private static final XMLInputFactory READERS = readers();

    private XmlScan() {}

    private static XMLInputFactory readers() {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        // Woodstox ends an attribute after 512 k characters; in FHIR an attachment is one. The body's size is bounded
        // already.
        if (factory.isPropertySupported(ATTRIBUTE_SIZE)) {
            factory.setProperty(ATTRIBUTE_SIZE, Integer.MAX_VALUE);
        }
        return factory;
    }

    /** Of a body that has passed {@link #check}, or is about to. */
    static XMLStreamReader reader(InputStream text) throws XMLStreamException {
        return READERS.createXMLStreamReader(text, "UTF-8");
    }

    /**
     * @param patch whether it is an XML Patch, whose root is in no particular namespace
     * @throws GuardException 400
     */
    static void check(byte[] text, boolean patch) {
        if (!Utf8.isWellFormed(text)) {
            throw new GuardException(400, "The XML body is not UTF-8");
        }
        for (int i = 0; i + 2 < text.length; i++) {
            if (text[i] == '<' && text[i + 1] == '!' && (text[i + 2] == 'D' || text[i + 2] == 'E')) {
                throw new GuardException(400, "The XML body has a document type, which FHIR does not allow");
            }
        }
        try {
            XMLStreamReader reader = reader(new ByteArrayInputStream(text));
            try {
                walk(reader, patch);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new GuardException(400, "The XML body is not well-formed");
        }
    }

    private static void walk(XMLStreamReader reader, boolean patch) throws XMLStreamException {
        int depth = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new GuardException(400, "The XML body has a document type, which FHIR does not allow");
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                if (++depth > JsonScan.MOST_NESTING) {
                    throw new GuardException(400, "The XML body nests deeper than " + JsonScan.MOST_NESTING);
                }
                if (depth == 1 && !patch && !"http://hl7.org/fhir".equals(reader.getNamespaceURI())) {
                    throw new GuardException(400, "The XML body is not in the namespace http://hl7.org/fhir");
                }
                checkAttributes(reader);
            }
        }
    }

    private static void checkAttributes(XMLStreamReader reader) {
        if (reader.getAttributeCount() > MOST_ATTRIBUTES) {
            throw new GuardException(400, "The XML body has an element with too many attributes");
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String value = reader.getAttributeValue(i);
            if (value.length() < 128 && HUGE_NUMBER.matcher(value).matches()) {
                throw new GuardException(400, "The XML body has a number with an exponent beyond 99");
            }
        }
    }
}
