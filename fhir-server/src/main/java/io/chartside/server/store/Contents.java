package io.chartside.server.store;

import io.chartside.server.crypto.ContentKey;
import io.chartside.server.crypto.ContentKeys;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Contents that are kept apart from their resources, in chunks. One that has arrived is pending, and its key in memory only,
 * until the version that names it is written; then {@link UnitOfWork#keep} makes both last.
 */
public final class Contents {
    /** What is no larger stays in its resource's body. */
    public static final int INLINE_AT_MOST = 64 << 10;

    private static final int PADDED_TO = 64;
    private static final long SECONDS_TO_WAIT = 10;

    private final Database database;
    private final ContentKeys keys;
    private final Rids rids;
    private final Clock clock;
    private final ContentSettings settings;
    private final ContentSweep sweep;
    private final Semaphore streams;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

    private record Pending(TenantId tenant, ContentPointer pointer, ContentKey key) {}

    Contents(
            Database database, ContentKeys keys, Rids rids, Clock clock, ContentSettings settings, ContentSweep sweep) {
        this.database = database;
        this.keys = keys;
        this.rids = rids;
        this.clock = clock;
        this.settings = settings;
        this.sweep = sweep;
        this.streams = new Semaphore(settings.streams(), true);
    }

    /**
     * Takes in a content as it comes. Nobody can read it until a version names it; {@link #settle} must be called once it is
     * known whether one does.
     *
     * @param most bytes
     * @param check refuses, by an exception, what arrived and is not what was announced
     * @throws IOException of the stream; nothing readable is left
     * @throws ContentRefused likewise
     */
    public ContentPointer receive(TenantId tenant, InputStream in, long most, Consumer<ContentPointer> check)
            throws IOException {
        long number = rids.next(clock.millis());
        acquire();
        try {
            ContentKey key = keys.fresh();
            ContentPointer pointer = receive(tenant, number, key, in, most);
            check.accept(pointer);
            pending.put(number, new Pending(tenant, pointer, key));
            return pointer;
        } catch (IOException | RuntimeException | Error e) {
            sweep.dropUnnamed(tenant, number);
            throw e;
        } finally {
            streams.release();
        }
    }

    private ContentPointer receive(TenantId tenant, long number, ContentKey key, InputStream in, long most)
            throws IOException {
        long end = clock.millis() + settings.uploadTime().toMillis();
        MessageDigest digest = sha256();
        WritableByteChannel sealed = key.sealing(new ChunkRows(database, tenant, number), place(tenant, number));
        byte[] buffer = new byte[PADDED_TO << 10];
        long size = 0;
        int n;
        while ((n = in.read(buffer)) >= 0) {
            size += n;
            if (size > most) {
                throw new ContentRefused(ContentRefused.Reason.TOO_LARGE);
            }
            if (clock.millis() > end) {
                throw new ContentRefused(ContentRefused.Reason.TOO_SLOW);
            }
            digest.update(buffer, 0, n);
            write(sealed, buffer, n);
        }
        write(sealed, new byte[PADDED_TO], (int) (padded(size) - size));
        sealed.close();
        return new ContentPointer(number, size, digest.digest());
    }

    private static void write(WritableByteChannel into, byte[] bytes, int length) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes, 0, length);
        while (from.hasRemaining()) {
            into.write(from);
        }
    }

    /** Whether it has arrived in this process and waits for its version. */
    public boolean isPending(TenantId tenant, ContentPointer pointer) {
        Pending waiting = pending.get(pointer.number());
        return waiting != null
                && waiting.tenant().equals(tenant)
                && waiting.pointer().equals(pointer);
    }

    /** Commits the key of a pending content, before the version that names it. */
    void keepKey(TenantId tenant, ContentPointer pointer, long patientRid) {
        keys.keep(
                tenant,
                pointer.number(),
                patientRid,
                pending.get(pointer.number()).key());
    }

    /**
     * Ends what was pending.
     *
     * @param written those that a committed version names
     * @param certain whether the others are surely named by none; otherwise the sweep finds out
     */
    public void settle(
            TenantId tenant, Collection<ContentPointer> pointers, Set<ContentPointer> written, boolean certain) {
        for (ContentPointer pointer : pointers) {
            if (pending.remove(pointer.number()) != null && certain && !written.contains(pointer)) {
                sweep.dropUnnamed(tenant, pointer.number());
            }
        }
    }

    /**
     * Opens a part of a content.
     *
     * @throws io.chartside.server.crypto.KeyErased when it was erased
     * @throws SealBroken when it was changed
     * @throws ContentRefused when too many are open
     */
    public OpenContent open(TenantId tenant, ContentPointer pointer, long from, long length) {
        acquire();
        try {
            ContentKey key = keys.find(tenant, pointer.number());
            long sealedSize = key.sealedSize(padded(pointer.size()));
            SealedChunks chunks = new SealedChunks(database, tenant, pointer.number(), sealedSize);
            SeekableByteChannel plain = key.opening(chunks, place(tenant, pointer.number()));
            return new OpenContent(pointer, plain, from, length, streams::release);
        } catch (IOException e) {
            streams.release();
            throw new SealBroken(e);
        } catch (RuntimeException | Error e) {
            streams.release();
            throw e;
        }
    }

    private void acquire() {
        try {
            if (!streams.tryAcquire(SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                throw new ContentRefused(ContentRefused.Reason.BUSY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContentRefused(ContentRefused.Reason.BUSY);
        }
    }

    /** The rows that make contents count, in the transaction of the versions that name them. */
    static void name(TenantSession session, long rid, long patientRid, ContentPointer pointer) throws SQLException {
        session.update(
                "insert into content (tenant, content, rid, patient_rid) values (?, ?, ?, ?)",
                List.of(session.tenant().value(), pointer.number(), rid, patientRid));
    }

    /** Sizes are told in steps of 64 bytes, as those of bodies. */
    private static long padded(long size) {
        return (size + PADDED_TO - 1) / PADDED_TO * PADDED_TO;
    }

    private static String place(TenantId tenant, long number) {
        return tenant + "|content|" + number;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
