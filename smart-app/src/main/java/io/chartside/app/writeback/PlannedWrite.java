package io.chartside.app.writeback;

import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;

/**
 * One write at the EHR. What it is sent as decides which {@link Channel} sends it; no EHR takes our transaction.
 *
 * @param what it is, in words for the page
 * @param content as it is sent
 * @param name of it in the ledger, and at the EHR where the EHR keeps identifiers
 * @param repeat what may follow a lost answer
 * @param follows the write that must have arrived before this one is sent, such as the note before its addendum
 * @param refusal why it is not sent at all
 * @param unless the write that makes this one needless, should it have arrived; this one waits until that is known
 */
record PlannedWrite(
        String what,
        Content content,
        Name name,
        Repeat repeat,
        Optional<Name> follows,
        Optional<String> refusal,
        Optional<Name> unless) {

    PlannedWrite(
            String what, Content content, Name name, Repeat repeat, Optional<Name> follows, Optional<String> refusal) {
        this(what, content, name, repeat, follows, refusal, Optional.empty());
    }

    /** What is sent. A kind of its own for whatever an EHR takes in another way. */
    sealed interface Content {

        /** A resource to be created (R4 §3.1.0.8). */
        record Create(Resource resource) implements Content {
            @Override
            public String toString() {
                return resource.fhirType();
            }
        }

        /**
         * A document that takes the place of the one that the write before has left there (R4 §3.1.0.4).
         *
         * @param separate what is created instead where nobody knows under which id that one lies, since a person has found it
         */
        record Update(DocumentReference document, DocumentReference separate) implements Content {
            @Override
            public String toString() {
                return "update of " + document.fhirType();
            }
        }

        /**
         * An operation (R4 §3.2.0).
         *
         * @param path below the base, such as {@code ChargeItem/$create}
         */
        record Operation(String path, Parameters input) implements Content {
            @Override
            public String toString() {
                return path;
            }
        }

        /**
         * The status {@code entered-in-error} for what the write before has left there (R4 §3.1.0.4).
         *
         * @param type of the resource
         */
        record Withdraw(String type) implements Content {
            @Override
            public String toString() {
                return "withdrawal of " + type;
            }
        }

        /**
         * A message of HL7 version 2.
         *
         * @param type such as {@code MDM^T02}
         * @param text in ER7, segments ended by a carriage return
         */
        record Message(String type, String text) implements Content {
            @Override
            public String toString() {
                return type;
            }
        }
    }

    /** An identifier: the same in the record, in the ledger and at the EHR. */
    record Name(String system, String value) {
        Name {
            Objects.requireNonNull(system);
            Objects.requireNonNull(value);
        }

        static Name of(Identifier identifier) {
            return new Name(identifier.getSystem(), identifier.getValue());
        }

        @Override
        public String toString() {
            return system;
        }
    }

    /** How a lost answer is cleared up. */
    enum Repeat {
        /** Only a look into the EHR's chart can tell. */
        PERSON_DECIDES,
        /** The EHR can be asked: for a create by the name, for an update by its version; what is absent is sent again. */
        ASK_FIRST,
        /** Sending again changes nothing: {@code If-None-Exist}, or a message whose control id the receiver knows again. */
        SAFE
    }

    PlannedWrite {
        Objects.requireNonNull(what);
        Objects.requireNonNull(content);
        Objects.requireNonNull(repeat);
        Objects.requireNonNull(follows);
        Objects.requireNonNull(refusal);
        Objects.requireNonNull(unless);
    }

    /** Whether a lost answer can be cleared up without a person. */
    boolean resolvable() {
        return repeat != Repeat.PERSON_DECIDES;
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
