package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.util.Terser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a receiver answered (HL7 2.5.1, 2.9 and 2.15.8, ERR 2.15.5).
 *
 * @param code of table 0008: AA, AE, AR, or CA, CE, CR
 * @param controlId MSA-2, of the message that is answered
 * @param reasons the receiver's own words, with the codes of its errors; may quote the message, so they are for the page
 * @param errors codes of table 0357
 */
public record Acknowledgment(Code code, String controlId, List<String> reasons, Set<String> errors) {

    /** Table 0008. */
    public enum Code {
        /** Application accept. */
        AA,
        /** Application error. */
        AE,
        /** Application reject. */
        AR,
        /** Commit accept: stored, to be looked at later. */
        CA,
        /** Commit error. */
        CE,
        /** Commit reject. */
        CR
    }

    /** 205, duplicate key identifier. */
    private static final String DUPLICATE = "205";

    /** 206, application record locked, and 207, application internal error: nothing is said about the message itself. */
    private static final Set<String> PASSING = Set.of("206", "207");

    private static final int MOST_REASONS = 20;

    /** More than any answer has; HAPI's parser goes down the call stack by a step a segment. */
    private static final int MOST_SEGMENTS = 100;

    public Acknowledgment {
        Objects.requireNonNull(code);
        Objects.requireNonNull(controlId);
        reasons = List.copyOf(reasons);
        errors = Set.copyOf(errors);
    }

    /** Whether the receiver says that it has this document already. */
    public boolean saysDuplicate() {
        return errors.contains(DUPLICATE);
    }

    /** Whether the receiver could not look at the message now, and may later. */
    public boolean isPassing() {
        return !errors.isEmpty() && PASSING.containsAll(errors);
    }

    /**
     * Reads one answer; only MSH, MSA and ERR of it count.
     *
     * @return empty when it is none: no HL7, two messages in one frame, no MSA, or a code that table 0008 does not know
     */
    public static Optional<Acknowledgment> read(String answer) {
        // Some receivers end segments with a line feed alone, against 2.5.1, 2.5.4; beside carriage returns it parts
        // nothing.
        String text = answer.indexOf('\r') < 0 ? answer.replace('\n', '\r') : answer;
        if (!text.startsWith("MSH") || text.indexOf("\rMSH") >= 0) {
            return Optional.empty();
        }
        try {
            Message message = MessageWriting.PARSER.parse(whatCounts(text));
            Terser terser = new Terser(message);
            Optional<Code> code = code(terser.get("/MSA-1"));
            String controlId = Objects.toString(terser.get("/MSA-2"), "");
            return code.map(known -> new Acknowledgment(known, controlId, reasons(message, terser), errors(message)));
        } catch (HL7Exception | IllegalArgumentException noAnswer) {
            return Optional.empty();
        }
    }

    private static String whatCounts(String text) {
        return Pattern.compile("\r")
                .splitAsStream(text)
                .map(String::stripLeading)
                .filter(segment -> segment.startsWith("MSH") || segment.startsWith("MSA") || segment.startsWith("ERR"))
                .limit(MOST_SEGMENTS)
                .map(segment -> segment + "\r")
                .collect(Collectors.joining());
    }

    private static Optional<Code> code(String text) {
        for (Code code : Code.values()) {
            if (code.name().equals(text)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    private static List<String> reasons(Message message, Terser terser) {
        List<String> reasons = new ArrayList<>();
        add(reasons, value(terser, "/MSA-3"));
        for (Segment err : errs(message)) {
            String place = component(err, 2, 1) + dash(component(err, 2, 3)) + dash(component(err, 2, 5));
            String what = first(component(err, 8, 1), component(err, 7, 1), component(err, 3, 2), component(err, 5, 2));
            String code = component(err, 3, 1);
            String words = (what.isEmpty() ? "Error" : what)
                    + (code.isEmpty() ? "" : " [" + code + "]")
                    + (place.isEmpty() ? "" : " (" + place + ")");
            add(reasons, words);
        }
        return reasons;
    }

    private static void add(List<String> reasons, String words) {
        String clean = Text.value(words);
        if (!clean.isEmpty() && reasons.size() < MOST_REASONS && !reasons.contains(clean)) {
            reasons.add(clean);
        }
    }

    private static String dash(String part) {
        return part.isEmpty() ? "" : "-" + part;
    }

    private static String first(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static Set<String> errors(Message message) {
        Set<String> codes = new LinkedHashSet<>();
        for (Segment err : errs(message)) {
            String code = component(err, 3, 1);
            if (!code.isEmpty()) {
                codes.add(code);
            }
        }
        return codes;
    }

    private static List<Segment> errs(Message message) {
        try {
            List<Segment> errs = new ArrayList<>();
            for (Structure err : message.getAll("ERR")) {
                errs.add((Segment) err);
            }
            return errs;
        } catch (HL7Exception none) {
            return List.of();
        }
    }

    private static String component(Segment segment, int field, int component) {
        try {
            return Objects.toString(Terser.get(segment, field, 0, component, 1), "");
        } catch (HL7Exception none) {
            return "";
        }
    }

    private static String value(Terser terser, String path) {
        try {
            return Objects.toString(terser.get(path), "");
        } catch (HL7Exception none) {
            return "";
        }
    }

    @Override
    public String toString() {
        return code + " to " + controlId;
    }
}
