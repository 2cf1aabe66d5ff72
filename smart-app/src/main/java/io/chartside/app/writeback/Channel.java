package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrJournal;
import io.chartside.app.ehr.EhrProfile;
import java.util.Optional;

/**
 * One way into an EHR, as a Spring bean. {@link WritePlan} chooses it by the kind of content, {@link DeliveryWorker} alone
 * calls it, one write at a time, and turns every {@code FhirFailure} that it throws into an {@link Attempt}.
 */
interface Channel {

    /**
     * What a channel may use.
     *
     * @param ehr the clinician's hands; there whenever {@link Channel#asClinician()}
     * @param journal takes what has left, for the record's audit trail; the one of {@code ehr} where that is there
     * @param before where the write that this one follows has arrived: {@code Type/id} at the EHR, with {@code /_history/} and
     *     the version that it left where the EHR tells it
     * @param decided whether a person has looked at the EHR and wants it sent
     * @param perhapsThere whether the answer to an attempt before was lost
     */
    record Errand(
            EhrProfile profile,
            Optional<EhrClient> ehr,
            EhrJournal journal,
            Optional<String> before,
            boolean decided,
            boolean perhapsThere) {

        /** @throws IllegalStateException for a channel that has not asked for a clinician */
        EhrClient hands() {
            return ehr.orElseThrow(() -> new IllegalStateException("this channel acts without a clinician"));
        }
    }

    boolean takes(PlannedWrite.Content content);

    /** Whether it speaks with the clinician's token: its writes wait for a launch that has one. */
    boolean asClinician();

    /**
     * Sends once, and never again by itself: what may have reached the EHR and was not answered is
     * {@link Attempt.AnswerLost}.
     */
    Attempt send(Errand errand, PlannedWrite write);

    /**
     * Asks after a lost answer whether the EHR has it: {@link Attempt.Done} or {@link Attempt.Absent}. Called where sending again
     * could do harm: for {@link PlannedWrite.Repeat#ASK_FIRST}, and for what is void meanwhile.
     */
    Attempt ask(Errand errand, PlannedWrite write);
}
