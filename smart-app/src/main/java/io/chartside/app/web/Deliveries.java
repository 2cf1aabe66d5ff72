package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.Signing;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.review.Words;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.writeback.Delivery;
import io.chartside.app.writeback.DeliveryState;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.springframework.stereotype.Component;

/** How the signed work fares on its way into the EHR, in the words of the page. */
@Component
class Deliveries {
    private final Delivery delivery;
    private final Signing signing;
    private final Addenda addenda;
    private final Drafts drafts;

    Deliveries(Delivery delivery, Signing signing, Addenda addenda, Drafts drafts) {
        this.delivery = delivery;
        this.signing = signing;
        this.addenda = addenda;
        this.drafts = drafts;
    }

    void begin(LaunchSession session, Bundle signed) {
        delivery.enqueue(session, signed);
    }

    /** One line a part. A signed note that was never handed over, since the process ended in between, is now. */
    List<DeliveryLine> lines(LaunchSession session, RecordClient record, String composition) {
        if (delivery.states(session).isEmpty()) {
            delivery.enqueue(session, signing.document(record, composition));
        }
        return lines(session);
    }

    /**
     * All addenda of a signed note, each handed over for delivery if it was not yet; each brings those before it along, as
     * some EHRs take them all in one document.
     */
    List<Composition> addenda(LaunchSession session, RecordClient record, String composition) {
        List<Composition> all = addenda.of(record, composition);
        for (int i = 0; i < all.size(); i++) {
            if (!delivery.isEntered(session, all.get(i).getIdentifier())) {
                delivery.enqueueAddendum(
                        session,
                        addenda.document(record, composition),
                        all.subList(0, i + 1).stream()
                                .map(one -> addenda.document(
                                        record, one.getIdElement().getIdPart()))
                                .toList());
            }
        }
        return all;
    }

    List<DeliveryLine> lines(LaunchSession session) {
        return delivery.states(session).stream().map(Deliveries::line).toList();
    }

    /** @param seen whether the clinician has found it in the EHR's chart, rather than wants it sent again */
    List<DeliveryLine> decide(LaunchSession session, RecordClient record, UUID id, boolean seen) {
        boolean unsent = delivery.states(session).stream()
                .anyMatch(write ->
                        write.id().equals(id) && write.state() == DeliveryState.State.REFUSED && write.attempts() == 0);
        if (seen) {
            delivery.confirm(session, id);
        } else if (unsent) {
            planAgain(session, record);
        } else {
            delivery.retry(session, id);
        }
        return lines(session);
    }

    /** What stood against it may have been put right, in the profile or in the record. */
    private void planAgain(LaunchSession session, RecordClient record) {
        Optional<String> note = drafts.newest(record, VisitModels.encounter(session))
                .filter(StoredDraft::signed)
                .map(StoredDraft::id);
        if (note.isPresent()) {
            Bundle document = signing.document(record, note.get());
            delivery.enqueue(session, document);
            List<Bundle> added = new ArrayList<>();
            for (Composition one : addenda.of(record, note.get())) {
                added.add(addenda.document(record, one.getIdElement().getIdPart()));
                delivery.enqueueAddendum(session, document, added);
            }
        }
    }

    /** The state of the whole: still moving, needing the clinician, done, or {@code none} when this EHR takes nothing. */
    static String overall(List<DeliveryLine> lines) {
        return Stream.of("pending", "refused", "unknown", "written")
                .filter(state -> lines.stream().anyMatch(line -> line.state().equals(state)))
                .findFirst()
                .orElse("none");
    }

    private static DeliveryLine line(DeliveryState write) {
        String state = write.state().name().toLowerCase(Locale.ROOT);
        return new DeliveryLine(write.id().toString(), state, write.what(), detail(write));
    }

    private static String detail(DeliveryState write) {
        return switch (write.state()) {
            case PENDING ->
                write.waitsForSignIn()
                        ? "Goes on when you open Chartside from the chart again."
                        : String.join("\n", write.reasons());
            case WRITTEN -> Words.moment(write.changedAt(), ZoneId.systemDefault());
            case REFUSED -> String.join("\n", write.reasons());
            case UNKNOWN ->
                Stream.concat(
                                Stream.of("The EHR's answer was lost. Look into its chart before sending again."),
                                write.reasons().stream())
                        .collect(Collectors.joining("\n"));
        };
    }
}
