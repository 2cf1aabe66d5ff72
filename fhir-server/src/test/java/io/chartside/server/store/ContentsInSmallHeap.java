package io.chartside.server.store;

import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyServices;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.crypto.MasterKey;
import io.chartside.server.crypto.TestKeySettings;
import io.chartside.server.tenancy.TenantId;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Program of {@link ContentsTest}: a content goes in and out through a heap that could not hold it. */
final class ContentsInSmallHeap {

    private ContentsInSmallHeap() {}

    /** @param arguments JDBC URL, data folder, tenant, bytes */
    public static void main(String[] arguments) throws Exception {
        Path keys = Path.of(arguments[1], "keys");
        TenantId tenant = new TenantId(arguments[2]);
        long size = Long.parseLong(arguments[3]);
        DatabaseSettings settings = new DatabaseSettings(arguments[0], "chartside", "chartside_keys", 2);
        Clock clock = Clock.systemUTC();
        KeySettings sharing = TestKeySettings.of(Map.of());
        MasterKey master = KeyServices.open(sharing, keys, clock);
        DatabaseBootstrap bootstrap =
                new DatabaseBootstrap(settings, DatabaseRoles.open(keys.resolve("database.properties")), master);
        Database database = new Database(
                bootstrap.pool(settings.name(), 2, true),
                new ConfinedConnections(bootstrap.pool(settings.name(), 2, true)));
        KeyRing ring = new KeyRing(master, bootstrap.keyPool(settings.keyStoreName(), 2), sharing);
        Contents contents = new Contents(
                database,
                ring.contents(),
                new Rids(),
                clock,
                new ContentSettings(Duration.ofHours(1), 1),
                new ContentSweep(
                        new Keeper(bootstrap.keeperPool(settings.name())),
                        new KeyKeeper(bootstrap.keeperPool(settings.keyStoreName())).contents(),
                        Duration.ofHours(1),
                        clock));

        ContentPointer pointer = contents.receive(tenant, random(size), size, p -> {});
        contents.keepKey(tenant, pointer, 0);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (OpenContent open = contents.open(tenant, pointer, 0, size);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            open.writeTo(out);
        }
        boolean same = pointer.size() == size && Arrays.equals(digest.digest(), pointer.sha256());
        System.exit(same ? 0 : 2);
    }

    private static InputStream random(long size) {
        Random random = new Random(size);
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int n = (int) Math.min(length, left);
                byte[] bytes = new byte[n];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, into, offset, n);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };
    }
}
