package io.chartside.server.store;

import io.chartside.server.crypto.SealBroken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Content on its way out. Its first bytes have been opened, so that what cannot be read is known before an answer begins. */
public final class OpenContent implements AutoCloseable {
    private final ContentPointer pointer;
    private final SeekableByteChannel plain;
    private final Runnable released;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private long left;

    /** @throws SealBroken when the first segment does not open */
    OpenContent(ContentPointer pointer, SeekableByteChannel plain, long from, long length, Runnable released) {
        this.pointer = pointer;
        this.plain = plain;
        this.left = length;
        this.released = released;
        try {
            plain.position(from);
            fill();
        } catch (IOException e) {
            throw new SealBroken(e);
        }
    }

    private void fill() throws IOException {
        buffer.clear();
        buffer.limit((int) Math.min(buffer.capacity(), left));
        while (buffer.hasRemaining() && plain.read(buffer) >= 0) {
            // A channel may give less than asked for.
        }
        buffer.flip();
        left -= buffer.limit();
    }

    /** @throws IOException when the client has gone, or a later segment does not open: the answer is then cut short */
    public void writeTo(OutputStream out) throws IOException {
        while (buffer.hasRemaining()) {
            out.write(buffer.array(), 0, buffer.limit());
            try {
                fill();
            } catch (IOException | SealBroken e) {
                throw new IOException(pointer + " does not open to its end", e);
            }
        }
        if (left > 0) {
            throw new IOException(pointer + " ended early");
        }
    }

    @Override
    public void close() {
        released.run();
    }
}
