package io.chartside.server.store;

import io.chartside.server.crypto.ContentKey;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/** The rows of a sealed stream as one channel, of which a row at a time is in memory. Plan: content_chunk_pkey. */
final class SealedChunks implements SeekableByteChannel {
    private static final String SELECT =
            "select bytes from content_chunk where tenant = ? and content = ? and number = ?";

    private final Database database;
    private final TenantId tenant;
    private final long content;
    private final long size;
    private byte[] row;
    private int number = -1;
    private long position;
    private boolean open = true;

    /** @param size of the sealed stream, known from the size of the content and not from the rows */
    SealedChunks(Database database, TenantId tenant, long content, long size) {
        this.database = database;
        this.tenant = tenant;
        this.content = content;
        this.size = size;
    }

    @Override
    public int read(ByteBuffer into) {
        if (position >= size) {
            return -1;
        }
        int wanted = (int) (position / ContentKey.SEGMENT);
        if (wanted != number) {
            row = load(wanted);
            number = wanted;
        }
        int offset = (int) (position % ContentKey.SEGMENT);
        int n = Math.min(into.remaining(), row.length - offset);
        into.put(row, offset, n);
        position += n;
        return n;
    }

    private byte[] load(int wanted) {
        List<byte[]> rows = database.reading(
                tenant, session -> session.query(SELECT, List.of(tenant.value(), content, wanted), r -> r.getBytes(1)));
        long expected = Math.min(ContentKey.SEGMENT, size - (long) wanted * ContentKey.SEGMENT);
        if (rows.isEmpty() || rows.get(0).length != expected) {
            throw new SealBroken("chunk " + wanted + " of content " + content + " is not what was stored");
        }
        return rows.get(0);
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        row = null;
    }
}
