package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttesterComponent;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * A withdrawn note in words, for an EHR that knows no other way: a document that holds nothing of the note but its title and who
 * signed it when, and says that it is void.
 */
public final class WithdrawalNotice {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private WithdrawalNotice() {}

    /**
     * @param withdrawn the document of the note as it stands now
     * @param number identifier value of the notice: the note's own where it takes the note's place, else one of its own
     */
    public static List<Resource> of(Collection<? extends Resource> withdrawn, String number) {
        Composition note = withdrawn.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no Composition"));
        if (!Withdrawal.isWithdrawn(note)) {
            throw new IllegalArgumentException("the note is in force");
        }
        Optional<Withdrawal> told = Withdrawal.of(note);
        CompositionAttesterComponent signature = note.getAttesterFirstRep();
        Date at = told.map(Withdrawal::at)
                .map(Date::from)
                .orElseGet(() ->
                        Optional.ofNullable(note.getMeta().getLastUpdated()).orElseGet(signature::getTime));
        Composition notice = note.copy();
        notice.setStatus(Composition.CompositionStatus.FINAL);
        notice.setTitle("ENTERED IN ERROR: " + note.getTitle());
        notice.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue(number);
        notice.setRelatesTo(null);
        notice.setSection(null);
        notice.setAttester(null);
        notice.addAttester()
                .setMode(signature.getMode())
                .setTime(at)
                .setParty(
                        told.map(Withdrawal::by).orElseGet(signature::getParty).copy());
        notice.addSection().setTitle("ENTERED IN ERROR").setText(narrative(note, signature, told));
        List<Resource> document = new ArrayList<>(List.of(notice));
        // Who and where, for receivers that want them; of what was signed with the note, nothing.
        withdrawn.stream()
                .filter(resource -> resource instanceof org.hl7.fhir.r4.model.Patient
                        || resource instanceof org.hl7.fhir.r4.model.Encounter
                        || resource instanceof org.hl7.fhir.r4.model.Practitioner
                        || resource instanceof org.hl7.fhir.r4.model.Organization)
                .forEach(document::add);
        return document;
    }

    private static Narrative narrative(
            Composition note, CompositionAttesterComponent signature, Optional<Withdrawal> told) {
        List<String> lines = new ArrayList<>();
        lines.add("The note \"" + note.getTitle() + "\""
                + (signature.hasTime()
                        ? ", signed " + MOMENT.format(signature.getTime().toInstant())
                                + name(signature.getParty())
                                        .map(name -> " by " + name)
                                        .orElse("")
                        : "")
                + ", was entered in error and is void.");
        told.ifPresent(withdrawal -> {
            lines.add("Withdrawn " + moment(withdrawal.at())
                    + name(withdrawal.by()).map(name -> " by " + name).orElse("") + ".");
            lines.add("Reason: " + withdrawal.reason());
        });
        XhtmlNode root = new XhtmlNode(NodeType.Element, "div");
        root.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        for (int i = 0; i < lines.size(); i++) {
            root.addTag("div").addTag("span").setAttribute("id", "w" + (i + 1)).addText(lines.get(i));
        }
        Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        narrative.setDiv(root);
        return narrative;
    }

    private static String moment(Instant at) {
        return MOMENT.format(at);
    }

    private static Optional<String> name(Reference person) {
        return Optional.ofNullable(person.getDisplay()).filter(name -> !name.isBlank());
    }
}
