package io.chartside.server.store;

import io.chartside.server.crypto.ContentKey;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a sealed stream into rows of content_chunk, each committed by itself: no transaction is open while a client sends.
 * The rows need not be durable before the version that names them, whose commit writes the log up to itself.
 */
final class ChunkRows implements WritableByteChannel {
    private static final String INSERT = """
            select set_config('synchronous_commit', 'off', true);
            insert into content_chunk (tenant, content, number, bytes) values (?, ?, ?, ?)""";

    private final Database database;
    private final TenantId tenant;
    private final long content;
    private final byte[] row = new byte[ContentKey.SEGMENT];
    private int filled;
    private int number;
    private boolean open = true;

    ChunkRows(Database database, TenantId tenant, long content) {
        this.database = database;
        this.tenant = tenant;
        this.content = content;
    }

    @Override
    public int write(ByteBuffer from) {
        int length = from.remaining();
        while (from.hasRemaining()) {
            int n = Math.min(from.remaining(), row.length - filled);
            from.get(row, filled, n);
            filled += n;
            if (filled == row.length) {
                insert(row);
            }
        }
        return length;
    }

    private void insert(byte[] bytes) {
        database.reading(tenant, session -> session.update(INSERT, List.of(tenant.value(), content, number, bytes)));
        number++;
        filled = 0;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open && filled > 0) {
            insert(Arrays.copyOf(row, filled));
        }
        open = false;
    }
}
