package io.chartside.app.web;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.handover.HandOver;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.review.Drafts;
import io.chartside.app.review.StoredDraft;
import io.chartside.app.review.Words;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.Delivery;
import io.chartside.app.writeback.DeliveryState;
import io.chartside.mappings.signature.Withdrawal;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Composition;
import org.springframework.stereotype.Component;

/** How the signed work fares on its way into the EHR, in the words of the page. */
@Component
class Deliveries {
    private final Delivery delivery;
    private final HandOver handOver;
    private final Drafts drafts;

    Deliveries(Delivery delivery, HandOver handOver, Drafts drafts) {
        this.delivery = delivery;
        this.handOver = handOver;
        this.drafts = drafts;
    }

    /**
     * One line a part. A signed note that was never handed over, since the process ended in between or it was signed elsewhere, is
     * now, if this clinician has signed it.
     */
    List<DeliveryLine> lines(LaunchSession session, RecordClient record, Composition note) {
        if (Withdrawal.isWithdrawn(note)) {
            handOver.shownWithdrawn(session, record, note.getIdElement().getIdPart());
            return lines(session);
        }
        Optional<String> waitsFor = handOver.waitsFor(session, record, note);
        return waitsFor.isEmpty()
                ? lines(session)
                : List.of(new DeliveryLine(
                        "", "pending", Texts.of("ledger.note"), Texts.of("delivery.in-the-name-of", waitsFor.get())));
    }

    /** All addenda of a signed note, those of this clinician handed over if they were not yet. */
    List<Composition> addenda(LaunchSession session, RecordClient record, String composition) {
        return handOver.shownAddenda(session, record, composition);
    }

    List<DeliveryLine> lines(LaunchSession session) {
        return Stream.concat(
                        delivery.states(session).stream().map(Deliveries::line),
                        handOver.stuck(session).stream().map(Deliveries::line))
                .toList();
    }

    /** Nothing that the clinician could press: it is tried again by itself, or with their next launch. */
    private static DeliveryLine line(HandOver.Stuck stuck) {
        String detail = Texts.of(stuck.rests() ? "delivery.stuck-rests" : "delivery.stuck", stuck.number());
        String what = switch (stuck.what()) {
            case "addendum" -> Texts.of("ledger.addendum");
            case "withdrawal" -> Texts.of("ledger.withdrawal-note");
            default -> Texts.of("ledger.note");
        };
        return new DeliveryLine("", stuck.rests() ? "refused" : "pending", what, detail, true);
    }

    /** @param seen whether the clinician has found it in the EHR's chart, rather than wants it sent again */
    List<DeliveryLine> decide(LaunchSession session, RecordClient record, UUID id, boolean seen) {
        if (seen) {
            delivery.confirm(session, id);
            return lines(session);
        }
        boolean refused = delivery.states(session).stream()
                .anyMatch(write -> write.id().equals(id) && write.state() == DeliveryState.State.REFUSED);
        if (refused) {
            delivery.planAnew(session, id);
            drafts.newest(record, VisitModels.encounter(session))
                    .filter(note -> note.signed() || note.withdrawn())
                    .ifPresent(note -> handOver.again(session, record, note.id()));
        }
        // What no plan has taken the place of: its answer was lost, or it is of an earlier note of the visit.
        delivery.retry(session, id);
        return lines(session);
    }

    /** The clinician has looked for what is void, and it is not in the EHR's chart: what is there still is taken back. */
    List<DeliveryLine> absent(LaunchSession session, RecordClient record, UUID id) {
        if (delivery.absent(session, id)) {
            drafts.newest(record, VisitModels.encounter(session))
                    .filter(StoredDraft::withdrawn)
                    .ifPresent(note -> handOver.withdrawn(session, record, note.id()));
        }
        return lines(session);
    }

    /**
     * The state of the whole: still moving, needing the clinician, done, or {@code none} when this EHR takes nothing, or has to wait
     * for another clinician, which no question of the page's own can change.
     */
    static String overall(List<DeliveryLine> lines) {
        return Stream.of("pending", "refused", "unknown", "written")
                .filter(state -> lines.stream()
                        .anyMatch(line -> !line.id().isEmpty() && line.state().equals(state)))
                .findFirst()
                .orElse("none");
    }

    private static DeliveryLine line(DeliveryState write) {
        String state = write.state().name().toLowerCase(Locale.ROOT);
        return new DeliveryLine(write.id().toString(), state, write.what(), detail(write), write.withdrawn());
    }

    private static String detail(DeliveryState write) {
        return switch (write.state()) {
            case PENDING -> write.waitsForSignIn() ? Texts.of("delivery.goes-on") : String.join("\n", write.reasons());
            case WRITTEN -> Words.moment(write.changedAt(), ZoneId.systemDefault());
            case REFUSED -> String.join("\n", write.reasons());
            case UNKNOWN ->
                Stream.concat(
                                Stream.of(Texts.of(
                                        write.withdrawn() ? "delivery.answer-lost-void" : "delivery.answer-lost")),
                                write.reasons().stream())
                        .collect(Collectors.joining("\n"));
        };
    }
}
