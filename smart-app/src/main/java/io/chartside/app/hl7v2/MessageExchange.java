package io.chartside.app.hl7v2;

import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.mappings.hl7v2.Acknowledgment;
import io.chartside.mappings.hl7v2.Acknowledgment.Code;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundFailed.Reach;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundStream;
import io.chartside.outbound.StreamRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Sends one message and waits for its answer, over a connection of its own: so an answer that comes late can never be taken
 * for that of another message. Never sends twice.
 */
@Component
public final class MessageExchange {
    /** The answers of MLLP Release 2 itself, a block of one byte each. */
    private static final byte TRANSPORT_TAKEN = 0x06;

    private static final byte TRANSPORT_NOT_TAKEN = 0x15;

    private final Outbound outbound;

    public MessageExchange(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * @param controlId MSH-10 of the message
     * @param message in ER7
     */
    public Answer send(Hl7v2Interface to, String controlId, String message) {
        Conversation conversation = new Conversation(to, controlId);
        try (OutboundStream stream = outbound.connect(request(to))) {
            return conversation.hold(new MllpFrames(stream), message);
        } catch (OutboundRefused | UnreadableFiles notConnected) {
            return new Answer.NotTaken(notConnected.getMessage(), false);
        } catch (OutboundFailed failed) {
            return failed.reach() == Reach.NOT_SENT
                    ? new Answer.NotTaken(failed.getMessage(), false)
                    : conversation.lost(failed.getMessage());
        } catch (MllpFrames.TooLong endless) {
            return conversation.lost(to.address() + " " + endless.getMessage());
        }
    }

    /**
     * Connects, with TLS where the address says so, and says nothing.
     *
     * @return why it cannot be had; empty when it can
     */
    public Optional<String> reach(Hl7v2Interface to) {
        try (OutboundStream stream = outbound.connect(request(to))) {
            return Optional.empty();
        } catch (OutboundRefused | OutboundFailed | UnreadableFiles notConnected) {
            return Optional.of(notConnected.getMessage());
        }
    }

    private static StreamRequest request(Hl7v2Interface to) {
        try {
            return new StreamRequest(
                    to.address(), PemTls.context(to.tls()), to.tls().certificateName(), to.timeout());
        } catch (IOException | RuntimeException unreadable) {
            // Without a cause: its text may quote the file, which may be a key.
            throw new UnreadableFiles(to);
        }
    }

    private static final class UnreadableFiles extends RuntimeException {
        UnreadableFiles(Hl7v2Interface to) {
            super("the certificate files of " + to.address() + " cannot be read");
        }
    }

    /** What has been said so far about one message. */
    private static final class Conversation {
        private final Hl7v2Interface to;
        private final String controlId;
        private boolean stored;

        Conversation(Hl7v2Interface to, String controlId) {
            this.to = to;
            this.controlId = controlId;
        }

        Answer hold(MllpFrames frames, String message) {
            Charset charset = to.receiver().header().charset().charset();
            frames.send(message.getBytes(charset));
            while (true) {
                Optional<byte[]> block = frames.next();
                if (block.isEmpty()) {
                    return lost(to.address() + " closed the connection without an answer");
                }
                Optional<Answer> answer = heard(block.get(), charset);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }

        /** @return empty while more is to come */
        private Optional<Answer> heard(byte[] block, Charset charset) {
            if (block.length == 1 && block[0] == TRANSPORT_TAKEN) {
                return Optional.empty();
            }
            if (block.length == 1 && block[0] == TRANSPORT_NOT_TAKEN) {
                return Optional.of(new Answer.NotTaken(to.address() + " did not take the message (MLLP NAK)", true));
            }
            Optional<Acknowledgment> read = Acknowledgment.read(new String(block, charset));
            if (read.isEmpty()) {
                return Optional.of(lost(to.address() + " answered with what is no acknowledgment"));
            }
            Acknowledgment acknowledgment = read.get();
            if (!acknowledgment.controlId().equals(controlId)) {
                return Optional.of(lost(to.address() + " answered another message"));
            }
            Code code = acknowledgment.code();
            if (code == Code.CA && to.receiver().header().answers() != Answers.COMMIT) {
                stored = true;
                return Optional.empty();
            }
            if (code == Code.AA || code == Code.CA) {
                return Optional.of(new Answer.Accepted());
            }
            return Optional.of(
                    acknowledgment.isPassing()
                            ? new Answer.NotTaken(String.join("\n", acknowledgment.reasons()), true)
                            : new Answer.Refused(acknowledgment));
        }

        Answer lost(String reason) {
            return new Answer.Lost(
                    stored
                            ? to.address() + " has stored the message (CA) and has not said whether it was filed"
                            : reason);
        }
    }
}
