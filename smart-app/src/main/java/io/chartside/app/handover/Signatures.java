package io.chartside.app.handover;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.words.Texts;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttesterComponent;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;

/** Who has signed a note. */
final class Signatures {
    private Signatures() {}

    /** Whether it is in force by the signature of the clinician of this launch. */
    static boolean by(Composition note, LaunchSession session) {
        boolean inForce = note.getStatus() == CompositionStatus.FINAL || note.getStatus() == CompositionStatus.AMENDED;
        return inForce && of(note, session);
    }

    /** Whether it carries the signature of the clinician of this launch, in force or not. */
    static boolean of(Composition note, LaunchSession session) {
        String own = "Practitioner/" + session.record().practitioner().orElse("");
        return note.getAttester().stream()
                .anyMatch(attester -> own.equals(attester.getParty().getReference()));
    }

    /** Their name, or some words in its place. */
    static String signer(Composition note) {
        return note.getAttester().stream()
                .map(CompositionAttesterComponent::getParty)
                .filter(party -> party.hasDisplay())
                .map(party -> party.getDisplay())
                .findFirst()
                .orElseGet(() -> Texts.of("delivery.who-signed"));
    }
}
