package io.chartside.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.v251.message.MDM_T02;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.PipeParser;
import io.chartside.mappings.hl7v2.DocumentMessage.Notice;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a note says, a receiver that reads HL7 as everybody does (HAPI with its defaults) reads exactly that. */
class MessageRoundTripTest {
    private static final int NOTES = 150;

    private static final List<String> NASTY = List.of(
            "|",
            "^",
            "~",
            "\\",
            "&",
            "#",
            "\\F\\",
            "\\.br\\",
            "\\X0D\\",
            "\\H\\",
            "\\E",
            "\\\\",
            "MSH|^~\\&|",
            "\"\"",
            "é",
            "ß",
            "Ω",
            "≥",
            "’",
            "日本",
            "אב",
            "𝒳",
            "👩‍⚕️",
            "\u00a0",
            "  ",
            "\t",
            "<b>&amp;</b>",
            "50%",
            "a",
            "B",
            " ",
            ". ",
            "0");

    private final PipeParser receiver = new DefaultHapiContext().getPipeParser();

    @ParameterizedTest
    @EnumSource(
            value = TextForm.class,
            names = {"TX_LINES", "FT_LINES"})
    void everyLineArrivesAsItWasSigned(TextForm form) throws HL7Exception {
        Random random = new Random(20261130);
        for (int i = 0; i < NOTES; i++) {
            List<String> lines = lines(random, form == TextForm.TX_LINES);
            MDM_T02 message = sent(form, lines, random);
            assertThat(values(message)).isEqualTo(lines);
        }
    }

    /** In formatted text only a reader from left to right can tell a line break from a note that says {@code \.br\}. */
    @Test
    void formattedTextReadFromLeftToRightIsTheNote() throws HL7Exception {
        Random random = new Random(20261131);
        for (int i = 0; i < NOTES; i++) {
            List<String> lines = lines(random, false);
            String text = message(SampleDocument.receiver(TextForm.FT), String.join("\n", lines));
            String field = text.substring(text.indexOf("OBX|")).split("\\|", -1)[5];
            assertThat(new StrictEscaping().unescape(field, EncodingCharacters.defaultInstance()))
                    .isEqualTo(String.join("\u2028", lines));
        }
    }

    @Test
    void namesAndTitlesArriveToo() throws HL7Exception {
        Random random = new Random(20261132);
        for (int i = 0; i < NOTES; i++) {
            SampleDocument sample = new SampleDocument();
            String family = "N" + line(random, false).strip() + "x";
            String given = "G" + line(random, false).strip() + "y";
            String title = "T" + line(random, false).strip() + "z";
            sample.patient.getNameFirstRep().setFamily(family).getGiven().get(0).setValue(given);
            sample.note.setTitle(title);
            MDM_T02 message =
                    (MDM_T02) receiver.parse(message(sample, SampleDocument.receiver(TextForm.TX_LINES), "Words."));
            assertThat(message.getPID()
                            .getPatientName(0)
                            .getFamilyName()
                            .getSurname()
                            .getValue())
                    .isEqualTo(Text.value(family));
            assertThat(message.getPID().getPatientName(0).getGivenName().getValue())
                    .isEqualTo(Text.value(given));
            assertThat(message.getOBSERVATION()
                            .getOBX()
                            .getObservationIdentifier()
                            .getText()
                            .getValue())
                    .isEqualTo(Text.value(title));
        }
    }

    @Test
    void noByteOfAMessageBreaksItsBlock() {
        Random random = new Random(20261133);
        for (int i = 0; i < NOTES; i++) {
            String words = String.join("\u000b", lines(random, true)) + "\u001c\rMSH|^~\\&|\u0000end";
            byte[] bytes =
                    message(SampleDocument.receiver(TextForm.TX_LINES), words).getBytes(StandardCharsets.UTF_8);
            for (byte sign : bytes) {
                assertThat(sign == '\r' || sign == '\t' || sign < 0 || sign >= ' ')
                        .isTrue();
            }
            assertThat(new String(bytes, StandardCharsets.UTF_8).split("\rMSH\\|", -1))
                    .hasSize(1);
        }
    }

    @Test
    void manyAtOnceAreWrittenAsOneIs() {
        Set<String> texts = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i ->
                        message(SampleDocument.receiver(TextForm.TX_LINES), "One | two \\.br\\ three ^ four\n~\n&"))
                .collect(Collectors.toSet());
        assertThat(texts).hasSize(1);
    }

    private MDM_T02 sent(TextForm form, List<String> lines, Random random) throws HL7Exception {
        String breaks = List.of("\n", "\r\n", "\r", "\u2028", "\u0085").get(random.nextInt(5));
        return (MDM_T02) receiver.parse(message(SampleDocument.receiver(form), String.join(breaks, lines)));
    }

    private static List<String> values(MDM_T02 message) throws HL7Exception {
        List<String> values = new ArrayList<>();
        for (int line = 0; line < message.getOBSERVATIONReps(); line++) {
            values.add(
                    message.getOBSERVATION(line).getOBX().getObservationValue(0).getData() instanceof Primitive said
                            ? Objects.toString(said.getValue(), "")
                            : "");
        }
        return values;
    }

    private static String message(Receiver receiver, String words) {
        return message(new SampleDocument(), receiver, words);
    }

    private static String message(SampleDocument sample, Receiver receiver, String words) {
        MessageFile file = DocumentMessage.of(
                sample.resources(),
                SampleDocument.text(words),
                Notice.of(DocumentEvent.ORIGINAL),
                receiver,
                SampleDocument.ENVELOPE);
        assertThat(file).isInstanceOf(MessageFile.Written.class);
        return ((MessageFile.Written) file).text();
    }

    /** Lines as a note has them: nothing at their ends, and the last is not empty. */
    private static List<String> lines(Random random, boolean indented) {
        List<String> lines = new ArrayList<>();
        for (int count = 1 + random.nextInt(12); count > 0; count--) {
            lines.add(random.nextInt(6) == 0 ? "" : line(random, indented));
        }
        lines.add("End.");
        return lines;
    }

    private static String line(Random random, boolean indented) {
        StringBuilder line = new StringBuilder(indented && random.nextInt(4) == 0 ? "  - " : "");
        for (int parts = 1 + random.nextInt(10); parts > 0; parts--) {
            line.append(NASTY.get(random.nextInt(NASTY.size())));
        }
        return indented ? line.toString().stripTrailing() : line.toString().strip();
    }
}
