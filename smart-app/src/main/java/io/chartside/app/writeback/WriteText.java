package io.chartside.app.writeback;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.annotation.JsonAlias;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;

/**
 * A write as the ledger seals it.
 *
 * @param kind of content; absent in rows from before there were several: create
 * @param target path of an operation, type of a message or of what is withdrawn
 * @param text FHIR JSON, or a message in ER7
 * @param refusal why it is never sent; empty for what is
 * @param patient and {@code practitioner}: their ids in the record, for the audit report of a write whose launch has ended
 */
record WriteText(
        String what,
        String kind,
        String target,
        @JsonAlias("resource") String text,
        String identifierSystem,
        String identifierValue,
        boolean conditional,
        boolean searchable,
        String patient,
        String practitioner,
        String refusal) {

    private static final Pattern HEADER =
            Pattern.compile("^(MSH(?:\\|[^|\r]*){5})\\|[^|\r]*\\|([^|\r]*\\|[^|\r]*)\\|[^|\r]*\\|");
    private static final Pattern EVENT = Pattern.compile("(\rEVN\\|[^|\r]*)\\|[^|\r]*");

    private static final String UPDATE = "update";
    private static final String OPERATION = "operation";
    private static final String MESSAGE = "message";
    private static final String WITHDRAW = "withdraw";

    static WriteText of(PlannedWrite write, Context record, FhirContext fhir) {
        String kind = "create";
        String target = "";
        String text;
        if (write.content() instanceof Content.Message message) {
            kind = MESSAGE;
            target = message.type();
            text = message.text();
        } else if (write.content() instanceof Content.Withdraw withdraw) {
            kind = WITHDRAW;
            target = withdraw.type();
            text = "";
        } else if (write.content() instanceof Content.Operation operation) {
            kind = OPERATION;
            target = operation.path();
            text = fhir.newJsonParser().encodeResourceToString(operation.input());
        } else if (write.content() instanceof Content.Update update) {
            kind = UPDATE;
            Bundle both = new Bundle().setType(Bundle.BundleType.COLLECTION);
            both.addEntry().setResource(update.document());
            both.addEntry().setResource(update.separate());
            text = fhir.newJsonParser().encodeResourceToString(both);
        } else {
            text = fhir.newJsonParser().encodeResourceToString(((Content.Create) write.content()).resource());
        }
        return new WriteText(
                write.what(),
                kind,
                target,
                text,
                write.name().system(),
                write.name().value(),
                write.repeat() == Repeat.SAFE,
                write.repeat() == Repeat.ASK_FIRST,
                record.patient().orElse(""),
                record.practitioner().orElse(""),
                write.refusal().orElse(""));
    }

    /** As planned, but for what it follows, which the ledger keeps beside it. */
    PlannedWrite write(FhirContext fhir) {
        return new PlannedWrite(
                what,
                content(fhir),
                new Name(identifierSystem, identifierValue),
                conditional ? Repeat.SAFE : searchable ? Repeat.ASK_FIRST : Repeat.PERSON_DECIDES,
                Optional.empty(),
                known(refusal));
    }

    private Content content(FhirContext fhir) {
        if (MESSAGE.equals(kind)) {
            return new Content.Message(target, text);
        }
        if (WITHDRAW.equals(kind)) {
            return new Content.Withdraw(target);
        }
        if (OPERATION.equals(kind)) {
            return new Content.Operation(target, fhir.newJsonParser().parseResource(Parameters.class, text));
        }
        Resource resource = (Resource) fhir.newJsonParser().parseResource(text);
        if (resource instanceof Bundle both && UPDATE.equals(kind)) {
            return new Content.Update((DocumentReference) both.getEntry().get(0).getResource(), (DocumentReference)
                    both.getEntry().get(1).getResource());
        }
        return new Content.Create(resource);
    }

    /** What it was, for the page, and whom it concerned. */
    WriteText withoutText() {
        return new WriteText(
                what,
                kind,
                target,
                "",
                identifierSystem,
                identifierValue,
                conditional,
                searchable,
                patient,
                practitioner,
                refusal);
    }

    /** Whether both are the same message but for its time and its control id (MSH-7, MSH-10, EVN-2). */
    boolean isMessageOf(WriteText other) {
        return MESSAGE.equals(kind)
                && MESSAGE.equals(other.kind)
                && untimed(text).equals(untimed(other.text));
    }

    private static String untimed(String message) {
        return EVENT.matcher(HEADER.matcher(message).replaceFirst("$1||$2||")).replaceFirst("$1|");
    }

    /** Whom the write concerns, in ids of the record. */
    Context about() {
        return new Context(known(patient), Optional.empty(), known(practitioner));
    }

    private static Optional<String> known(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    @Override
    public String toString() {
        return kind + " " + target;
    }
}
