package io.chartside.mappings.x12;

import io.xlate.edi.schema.EDISchemaException;
import io.xlate.edi.schema.SchemaFactory;
import io.xlate.edi.stream.EDIInputFactory;
import io.xlate.edi.stream.EDIOutputFactory;
import io.xlate.edi.stream.EDIStreamConstants;
import io.xlate.edi.stream.EDIStreamException;
import io.xlate.edi.stream.EDIStreamReader;
import io.xlate.edi.stream.EDIStreamWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments as an interchange of one group and one transaction set, and back. The delimiters are X12's usual ones
 * ({@code * : ^ ~}); X12 has no escape for them, so no value may contain one ({@link Wording}).
 */
final class X12Text {
    private static final String GUIDE = "005010X222A1";
    private static final String[] VERSION = {"00501"};
    private static final String SET_NUMBER = "0001";
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("yyMMdd");
    private static final String BLANK = "          ";

    private X12Text() {}

    /** @param set the segments between ST and SE */
    static String write(List<Segment> set, Interchange interchange, String sender, String receiver) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            EDIStreamWriter writer = EDIOutputFactory.newFactory().createEDIStreamWriter(out);
            writer.setControlSchema(
                    SchemaFactory.newFactory().getControlSchema(EDIStreamConstants.Standards.X12, VERSION));
            writer.startInterchange();
            for (Segment segment : enveloped(set, interchange, sender, receiver)) {
                write(writer, segment);
            }
            writer.endInterchange();
            writer.close();
        } catch (EDIStreamException | EDISchemaException e) {
            throw new IllegalStateException("segments that are checked before are always writable", e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static List<Segment> enveloped(List<Segment> set, Interchange made, String sender, String receiver) {
        String number = String.format("%09d", made.number());
        String group = Integer.toString(made.number());
        String minute = ClaimSegments.MINUTE.format(made.at());
        List<Segment> all = new ArrayList<>();
        all.add(Segment.of(
                "ISA",
                "00",
                BLANK,
                "00",
                BLANK,
                "ZZ",
                String.format("%-15s", sender),
                "ZZ",
                String.format("%-15s", receiver),
                SHORT_DAY.format(made.at()),
                minute,
                "^",
                "00501",
                number,
                "0",
                made.test() ? "T" : "P",
                String.valueOf(Segment.COMPONENT)));
        String day = ClaimSegments.DAY.format(made.at());
        all.add(Segment.of("GS", "HC", sender, receiver, day, minute, group, "X", GUIDE));
        all.add(Segment.of("ST", "837", SET_NUMBER, GUIDE));
        all.addAll(set);
        all.add(Segment.of("SE", Integer.toString(set.size() + 2), SET_NUMBER));
        all.add(Segment.of("GE", "1", group));
        all.add(Segment.of("IEA", "1", number));
        return all;
    }

    private static void write(EDIStreamWriter writer, Segment segment) throws EDIStreamException {
        writer.writeStartSegment(segment.tag());
        for (String element : segment.elements()) {
            boolean composite =
                    element.indexOf(Segment.COMPONENT) >= 0 && !segment.tag().equals("ISA");
            if (element.isEmpty()) {
                writer.writeEmptyElement();
            } else if (composite) {
                writer.writeStartElement();
                for (String component : element.split(String.valueOf(Segment.COMPONENT), -1)) {
                    if (component.isEmpty()) {
                        writer.writeEmptyComponent();
                    } else {
                        writer.writeComponent(component);
                    }
                }
                writer.endElement();
            } else {
                writer.writeElement(element);
            }
        }
        writer.writeEndSegment();
    }

    /**
     * The segments between ST and SE. The envelope is checked: its numbers, its counts, and which guide it names.
     *
     * @throws IllegalArgumentException when it is not an interchange of one 837 professional set
     */
    static List<Segment> read(String text) {
        List<Segment> all = segments(text);
        int start = index(all, "ST");
        int end = index(all, "SE");
        if (!all.get(start).element(1).equals("837")
                || !all.get(start).element(3).equals(GUIDE)) {
            throw new IllegalArgumentException("it is no 837 by " + GUIDE);
        }
        if (!all.get(end).element(1).equals(Integer.toString(end - start + 1))) {
            throw new IllegalArgumentException("the number of segments is wrong");
        }
        return List.copyOf(all.subList(start + 1, end));
    }

    private static int index(List<Segment> all, String tag) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).tag().equals(tag)) {
                found.add(i);
            }
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException("one segment " + tag + " is expected");
        }
        return found.get(0);
    }

    private static List<Segment> segments(String text) {
        List<Segment> all = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (EDIStreamReader reader =
                EDIInputFactory.newFactory().createEDIStreamReader(new ByteArrayInputStream(bytes))) {
            String tag = "";
            List<String> elements = new ArrayList<>();
            List<String> components = null;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case START_SEGMENT -> {
                        tag = reader.getText();
                        elements = new ArrayList<>();
                    }
                    case START_COMPOSITE -> components = new ArrayList<>();
                    case END_COMPOSITE -> {
                        elements.add(Segment.composite(components.toArray(String[]::new)));
                        components = null;
                    }
                    case ELEMENT_DATA -> (components == null ? elements : components).add(reader.getText());
                    case END_SEGMENT -> all.add(new Segment(tag, elements));
                    case SEGMENT_ERROR, ELEMENT_DATA_ERROR, ELEMENT_OCCURRENCE_ERROR ->
                        throw new IllegalArgumentException(
                                "segment " + (all.size() + 1) + ": " + reader.getErrorType());
                    default -> {
                        // Beginnings and ends of loops, which the segments tell as well.
                    }
                }
            }
        } catch (EDIStreamException | IOException e) {
            throw new IllegalArgumentException("it is no X12 interchange", e);
        }
        return all;
    }
}
