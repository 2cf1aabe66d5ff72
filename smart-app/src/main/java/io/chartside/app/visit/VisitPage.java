package io.chartside.app.visit;

import io.chartside.app.review.DraftPane;
import java.util.List;
import java.util.Objects;

/**
 * All that the visit page prints.
 *
 * @param csrf token that every change must carry
 * @param assets path of the style sheet and modules, which names their content
 * @param draft null while nothing has been drafted
 * @param delivery empty until the note is signed
 */
public record VisitPage(
        String csrf,
        String assets,
        PatientBanner patient,
        EncounterLine encounter,
        String user,
        TranscriptPane transcript,
        DraftPane draft,
        List<DeliveryLine> delivery) {
    public VisitPage {
        Objects.requireNonNull(csrf);
        Objects.requireNonNull(assets);
        Objects.requireNonNull(patient);
        Objects.requireNonNull(encounter);
        Objects.requireNonNull(user);
        Objects.requireNonNull(transcript);
        delivery = List.copyOf(delivery);
    }

    @Override
    public String toString() {
        return "Visit page";
    }
}
