package io.chartside.terminology.icd10cm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The tabular list of an ICD-10-CM release: hierarchy, inclusion terms, Excludes1, Excludes2, code first, use additional
 * code and seventh characters. Read as a stream, without document type or external entities.
 *
 * @param year fiscal year that the file names
 * @param headings chapters, sections and codes by their name, in order
 */
public record IcdTabular(int year, Map<String, IcdNotes> headings) {
    public IcdTabular {
        Objects.requireNonNull(headings);
    }

    /** @throws TerminologyException when the file is missing, not well-formed, or no tabular list */
    public static IcdTabular read(Path file) throws TerminologyException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entities are not read");
        });
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            try {
                return new Reader(file).read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new TerminologyException(file.getFileName() + " is not well-formed XML (line " + line + ")", e);
        } catch (IOException e) {
            throw new TerminologyException(file + " cannot be read", e);
        }
    }

    private static final class Reader {
        private final Path file;
        private final Map<String, IcdNotes> headings = new LinkedHashMap<>();
        private final Deque<Heading> open = new ArrayDeque<>();
        private int year;

        Reader(Path file) {
            this.file = file;
        }

        IcdTabular read(XMLStreamReader xml) throws XMLStreamException, TerminologyException {
            String list = "";
            boolean root = false;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new TerminologyException(file.getFileName() + " has a document type, which is not read");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    String name = xml.getLocalName();
                    if (!root && !name.equals("ICD10CM.tabular")) {
                        throw new TerminologyException(file.getFileName() + " is not an ICD-10-CM tabular list");
                    }
                    root = true;
                    list = start(xml, name, list);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end(xml.getLocalName());
                }
            }
            if (headings.isEmpty() || year == 0) {
                throw new TerminologyException(file.getFileName() + " holds no codes or no version");
            }
            return new IcdTabular(year, headings);
        }

        private String start(XMLStreamReader xml, String name, String list)
                throws XMLStreamException, TerminologyException {
            switch (name) {
                case "version" -> year = year(xml.getElementText().strip());
                case "chapter" -> open.push(new Heading(parent(), "chapter "));
                case "section" -> open.push(new Heading(parent(), xml.getAttributeValue(null, "id")));
                case "diag" -> open.push(new Heading(parent(), ""));
                case "name" -> {
                    if (!open.isEmpty()) {
                        open.peek().name += xml.getElementText().strip();
                    }
                }
                case "desc" -> {
                    if (!open.isEmpty()) {
                        open.peek().title = xml.getElementText().strip();
                    }
                }
                case "note" -> {
                    String text = xml.getElementText().strip();
                    if (!open.isEmpty()) {
                        open.peek()
                                .notes
                                .computeIfAbsent(list, l -> new ArrayList<>())
                                .add(text);
                    }
                }
                case "extension" -> {
                    String character = xml.getAttributeValue(null, "char");
                    String text = xml.getElementText().strip();
                    if (!open.isEmpty() && character != null && character.length() == 1) {
                        open.peek().seven.put(character.charAt(0), text);
                    }
                }
                default -> {
                    return name;
                }
            }
            return list;
        }

        private void end(String name) {
            if ((name.equals("diag") || name.equals("section") || name.equals("chapter")) && !open.isEmpty()) {
                Heading heading = open.pop();
                headings.put(heading.name, heading.notes());
            }
        }

        private String parent() {
            return open.isEmpty() ? "" : open.peek().name;
        }

        private int year(String text) throws TerminologyException {
            if (!text.matches("20\\d\\d.*")) {
                throw new TerminologyException(file.getFileName() + " names no fiscal year in its version");
            }
            return Integer.parseInt(text.substring(0, 4));
        }
    }

    private static final class Heading {
        private final String parent;
        private final Map<String, List<String>> notes = new LinkedHashMap<>();
        private final Map<Character, String> seven = new TreeMap<>();
        private String name;
        private String title = "";

        Heading(String parent, String name) {
            this.parent = parent;
            this.name = name == null ? "" : name;
        }

        IcdNotes notes() {
            List<String> terms = new ArrayList<>(list("inclusionTerm"));
            terms.addAll(list("includes"));
            return new IcdNotes(
                    name,
                    title,
                    parent,
                    terms,
                    list("excludes1"),
                    list("excludes2"),
                    list("codeFirst"),
                    list("useAdditionalCode"),
                    seven);
        }

        private List<String> list(String name) {
            return notes.getOrDefault(name, List.of());
        }
    }
}
