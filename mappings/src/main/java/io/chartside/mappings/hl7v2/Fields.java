package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.util.Terser;
import java.util.List;

/** Writes into one segment by the standard's own numbers, which begin at 1. What is empty is left out. */
final class Fields {
    /** As a whole field it means: delete what you have (HL7 2.5.1, 2.5.3.5.2). */
    private static final String DELETE = "\"\"";

    private static final String UUID = "urn:uuid:";

    private final Segment segment;

    Fields(Segment segment) {
        this.segment = segment;
    }

    Fields set(int field, String value) {
        return set(field, 0, 1, value);
    }

    Fields set(int field, int repetition, int component, String value) {
        return set(field, repetition, component, 1, value);
    }

    /** @param repetition from 0 */
    Fields set(int field, int repetition, int component, int subcomponent, String value) {
        String clean = Text.value(value);
        if (!clean.isEmpty() && !clean.equals(DELETE)) {
            put(field, repetition, component, subcomponent, clean);
        }
        return this;
    }

    /** A whole field of components in a row; those that are empty are left out. */
    Fields components(int field, int repetition, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            set(field, repetition, i + 1, values.get(i));
        }
        return this;
    }

    /** An HD, given as {@code NAME^1.2.3^ISO}, as a field of its own. */
    Fields authority(int field, String hd) {
        return components(field, 0, parts(hd));
    }

    /** An HD as a component, whose parts are then subcomponents. */
    Fields authority(int field, int repetition, int component, String hd) {
        List<String> parts = parts(hd);
        for (int i = 0; i < parts.size(); i++) {
            set(field, repetition, component, i + 1, parts.get(i));
        }
        return this;
    }

    private static List<String> parts(String hd) {
        return List.of(hd.split("\\^", -1));
    }

    /** An identifier of the record: a UUID without what makes it a URN (RFC 9562), which takes a quarter of the room. */
    static String bare(String identifier) {
        return identifier != null && identifier.startsWith(UUID) ? identifier.substring(UUID.length()) : identifier;
    }

    /** A value that is in its final form: the delimiters of MSH, or a line of text, whose space at the front counts. */
    Fields exactly(int field, String value) {
        if (!value.isEmpty()) {
            put(field, 0, 1, 1, value);
        }
        return this;
    }

    private void put(int field, int repetition, int component, int subcomponent, String value) {
        try {
            Terser.set(segment, field, repetition, component, subcomponent, value);
        } catch (HL7Exception noSuchField) {
            // Without a cause: its text may quote the value.
            throw new IllegalStateException(segment.getName() + "-" + field + " cannot be written");
        }
    }
}
