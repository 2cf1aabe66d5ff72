package io.chartside.app.hl7v2;

import io.chartside.outbound.OutboundStream;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Blocks of MLLP: VT, the message, FS, CR. However they arrive cut up or run together, each is read once and whole. */
final class MllpFrames {
    static final int LARGEST_ANSWER = 1 << 20;

    private static final byte START = 0x0b;
    private static final byte END = 0x1c;
    private static final byte RETURN = 0x0d;

    /** An answer that does not end. */
    static final class TooLong extends RuntimeException {
        TooLong() {
            super("sent an answer of more than " + LARGEST_ANSWER + " bytes");
        }
    }

    private final OutboundStream stream;
    private final byte[] buffer = new byte[8192];
    private int filled;
    private int next;

    MllpFrames(OutboundStream stream) {
        this.stream = stream;
    }

    void send(byte[] message) {
        byte[] block = new byte[message.length + 3];
        block[0] = START;
        System.arraycopy(message, 0, block, 1, message.length);
        block[block.length - 2] = END;
        block[block.length - 1] = RETURN;
        stream.send(block);
    }

    /** @return the next block's content; empty when the other side closes before there is a whole one */
    Optional<byte[]> next() {
        int skipped = 0;
        int sign = read();
        while (sign >= 0 && sign != START) {
            sign = read();
            if (++skipped > LARGEST_ANSWER) {
                throw new TooLong();
            }
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (sign >= 0) {
            sign = read();
            if (sign == END) {
                int after = read();
                if (after == RETURN) {
                    return Optional.of(content.toByteArray());
                }
                content.write(END);
                sign = after;
            }
            if (sign >= 0) {
                content.write(sign);
            }
            if (content.size() > LARGEST_ANSWER) {
                throw new TooLong();
            }
        }
        return Optional.empty();
    }

    private int read() {
        if (next == filled) {
            filled = stream.read(buffer);
            next = 0;
            if (filled < 0) {
                filled = 0;
                return -1;
            }
        }
        return buffer[next++] & 0xff;
    }
}
