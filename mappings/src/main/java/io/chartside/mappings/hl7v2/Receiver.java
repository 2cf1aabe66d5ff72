package io.chartside.mappings.hl7v2;

import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How one receiver wants its messages.
 *
 * @param zone that times are told in; every time carries its offset
 */
public record Receiver(Header header, Documents documents, Identities identities, ZoneId zone) {

    /** Who answers, and when (MSH-15 and MSH-16; HL7 2.5.1, 2.9.2 and 2.9.3). */
    public enum Answers {
        /** Original mode: one answer, of the application. */
        APPLICATION("", ""),
        /** Enhanced mode: that the message was stored, then the application's own answer. */
        COMMIT_AND_APPLICATION("AL", "AL"),
        /** Enhanced mode: that the message was stored, and nothing else. */
        COMMIT("AL", "NE");

        private final String accept;
        private final String application;

        Answers(String accept, String application) {
            this.accept = accept;
            this.application = application;
        }

        String accept() {
            return accept;
        }

        String application() {
            return application;
        }
    }

    /**
     * MSH. Applications and facilities are HD: a name, or {@code NAME^1.2.3^ISO}.
     *
     * @param processingId P production, T training or D debugging (table 0103)
     */
    public record Header(
            String sendingApplication,
            String sendingFacility,
            String receivingApplication,
            String receivingFacility,
            String processingId,
            MessageCharset charset,
            Answers answers) {
        public Header {
            if (!processingId.matches("[PTD]")) {
                throw new IllegalArgumentException("the processing id must be P, T or D");
            }
            if (sendingApplication.isBlank()) {
                throw new IllegalArgumentException("a sender has a name");
            }
            Objects.requireNonNull(charset);
            Objects.requireNonNull(answers);
        }
    }

    /** How a text is laid into OBX. */
    public enum TextForm {
        /** One OBX of type TX a line. */
        TX_LINES("TX"),
        /** One OBX of type FT a line. */
        FT_LINES("FT"),
        /** One OBX of type FT, its lines parted by {@code \.br\}. */
        FT("FT");

        private final String type;

        TextForm(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /**
     * TXA and OBX.
     *
     * @param types document type (TXA-2) by the note's LOINC code
     * @param otherType of every other note; without it such a note is not sent
     */
    public record Documents(Map<String, String> types, Optional<String> otherType, TextForm text) {
        public Documents {
            types = Map.copyOf(types);
            Objects.requireNonNull(otherType);
            Objects.requireNonNull(text);
        }
    }

    /**
     * Which of their identifiers people and visits are known by.
     *
     * @param patientSystem of the medical record number; without it, the identifiers of type MR
     * @param visitSystem of the visit number; without it, those of type VN, or else AN
     * @param visitRequired whether a message without a visit number is not sent
     * @param providerSystem of clinicians' identifiers
     * @param authorities assigning authority, as HD, by identifier system; without one, an OID or URI stands for itself
     */
    public record Identities(
            Optional<String> patientSystem,
            Optional<String> visitSystem,
            boolean visitRequired,
            String providerSystem,
            Map<String, String> authorities) {
        public Identities {
            Objects.requireNonNull(patientSystem);
            Objects.requireNonNull(visitSystem);
            Objects.requireNonNull(providerSystem);
            authorities = Map.copyOf(authorities);
        }
    }

    public Receiver {
        Objects.requireNonNull(header);
        Objects.requireNonNull(documents);
        Objects.requireNonNull(identities);
        Objects.requireNonNull(zone);
    }
}
