package io.chartside.app.writeback;

import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.ChargeMessage;
import io.chartside.mappings.hl7v2.DocumentMessage;
import io.chartside.mappings.hl7v2.Envelope;
import io.chartside.mappings.hl7v2.MessageFile;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Resource;

/** Makes the writes of HL7 version 2 messages. */
final class MessageWrites {
    /** The charges of a note, by the note's identifier. */
    static final String CHARGES_OF = ChartsideFhir.BASE + "identifier/charges-of-note";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CONTROL_ID_LENGTH = 20;
    private static final Pattern CONTROL_ID = Pattern.compile("MSH\\|(?:[^|\r]*\\|){8}([A-Za-z0-9-]{1,20})\\|");

    private final Hl7v2Interface to;
    private final Instant at;

    MessageWrites(Hl7v2Interface to, Instant at) {
        this.to = to;
        this.at = at;
    }

    /**
     * @param rendering of the note, in the form that the interface takes
     * @param name of this write; an amendment has another than its original
     * @param follows what must have arrived before
     */
    PlannedWrite document(
            String what,
            List<Resource> signed,
            Attachment rendering,
            DocumentMessage.Notice notice,
            Name name,
            Optional<Name> follows) {
        MessageFile file = DocumentMessage.of(signed, rendering, notice, to.receiver(), envelope());
        return write(what, type(notice), file, name, follows);
    }

    /** Nothing where nothing is charged. */
    Optional<PlannedWrite> charges(List<Resource> signed) {
        if (!to.charges() || !ChargeMessage.isOf(signed)) {
            return Optional.empty();
        }
        MessageFile file = ChargeMessage.of(signed, to.receiver(), envelope());
        Name name = new Name(
                CHARGES_OF, SignedWork.composition(signed).getIdentifier().getValue());
        return Optional.of(write(Texts.kept("ledger.charges"), "DFT^P03", file, name, Optional.empty()));
    }

    private PlannedWrite write(String what, String type, MessageFile file, Name name, Optional<Name> follows) {
        if (file instanceof MessageFile.Written written) {
            Repeat repeat = to.deduplicates() ? Repeat.SAFE : Repeat.PERSON_DECIDES;
            return new PlannedWrite(
                    what, new Content.Message(type, written.text()), name, repeat, follows, Optional.empty());
        }
        return refused(
                what,
                type,
                name,
                ((MessageFile.Refused) file)
                        .problems().stream()
                                .map(problem -> Texts.kept("ledger.cannot-be-sent", problem.message(), problem.path()))
                                .collect(Collectors.joining("\n")));
    }

    PlannedWrite refused(String what, DocumentMessage.Notice notice, Name name, String reasons) {
        return refused(what, type(notice), name, reasons);
    }

    private static PlannedWrite refused(String what, String type, Name name, String reasons) {
        return new PlannedWrite(
                what,
                new Content.Message(type, ""),
                name,
                Repeat.PERSON_DECIDES,
                Optional.empty(),
                Optional.of(reasons));
    }

    private static String type(DocumentMessage.Notice notice) {
        return "MDM^" + notice.event().trigger();
    }

    /** MSH-10. */
    static String controlId(Content.Message message) {
        Matcher header = CONTROL_ID.matcher(message.text());
        if (!header.lookingAt()) {
            throw new IllegalStateException("a message without a control id was planned");
        }
        return header.group(1);
    }

    /** 100 random bits in the 20 characters that MSH-10 has. */
    private Envelope envelope() {
        String digits = new BigInteger(100, RANDOM).toString(32).toUpperCase(Locale.ROOT);
        return new Envelope("0".repeat(CONTROL_ID_LENGTH - digits.length()) + digits, at);
    }
}
