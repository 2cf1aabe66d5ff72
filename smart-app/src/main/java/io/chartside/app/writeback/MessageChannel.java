package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrJournal.Fate;
import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.hl7v2.Answer;
import io.chartside.app.hl7v2.MessageExchange;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.hl7v2.Acknowledgment;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * HL7 version 2 over MLLP. Needs no clinician's token: the interface knows the installation by its address or certificate.
 * The message is the same at every attempt, its control id with it.
 */
@Component
final class MessageChannel implements Channel {

    private final MessageExchange exchange;

    MessageChannel(MessageExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean takes(Content content) {
        return content instanceof Content.Message;
    }

    @Override
    public boolean asClinician() {
        return false;
    }

    @Override
    public Attempt send(Errand errand, PlannedWrite write) {
        Content.Message message = (Content.Message) write.content();
        String controlId = MessageWrites.controlId(message);
        Optional<Hl7v2Interface> to = errand.profile().hl7v2();
        if (to.isEmpty()) {
            return new Attempt.NotSent(Texts.kept("ledger.no-messages"));
        }
        Answer answer = exchange.send(to.get(), controlId, message.text());
        fate(answer)
                .ifPresent(fate -> errand.journal()
                        .message(message.type(), controlId, to.get().address().getHost(), fate));
        return attempt(answer, write.repeat() == Repeat.SAFE && errand.perhapsThere(), controlId);
    }

    /** @return empty when nothing left */
    private static Optional<Fate> fate(Answer answer) {
        if (answer instanceof Answer.NotTaken notTaken) {
            return notTaken.arrived() ? Optional.of(Fate.REFUSED) : Optional.empty();
        }
        return Optional.of(
                answer instanceof Answer.Accepted
                        ? Fate.ACCEPTED
                        : answer instanceof Answer.Refused ? Fate.REFUSED : Fate.UNKNOWN);
    }

    /** @param repeated whether an earlier attempt may have arrived, at a receiver that knows its messages again */
    private static Attempt attempt(Answer answer, boolean repeated, String controlId) {
        if (answer instanceof Answer.Accepted) {
            return new Attempt.Done(controlId);
        }
        if (answer instanceof Answer.Refused refused) {
            Acknowledgment said = refused.acknowledgment();
            // A first message that is called a duplicate is one of something else, and was not filed.
            return repeated && said.saysDuplicate() ? new Attempt.Done(controlId) : new Attempt.Refused(words(said));
        }
        if (answer instanceof Answer.NotTaken notTaken) {
            return new Attempt.NotSent(notTaken.reason());
        }
        return new Attempt.AnswerLost(((Answer.Lost) answer).reason());
    }

    private static List<String> words(Acknowledgment said) {
        return said.reasons().isEmpty() ? List.of(Texts.kept("ledger.no-reason", said.code())) : said.reasons();
    }

    @Override
    public Attempt ask(Errand errand, PlannedWrite write) {
        return new Attempt.OnlyALookTells(Texts.kept("ledger.cannot-be-asked"));
    }
}
