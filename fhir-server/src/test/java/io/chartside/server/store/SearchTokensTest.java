package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** PostgreSQL finds a packed list by the patterns of its tokens, whatever bytes those have. */
class SearchTokensTest {
    private static final long SEED = 20261201;
    /** Those that LIKE reads otherwise, and their neighbours. */
    private static final int[] BYTES = {'%', '_', '\\', 0, 1, 0x7f, 0x80, 0xff};

    private static final byte[] TOO_MANY = Packed.ofInts(new int[] {WritePlanner.OVERFLOW});

    private final Random random = new Random(SEED);

    private int token(int width) {
        int token = 0;
        for (int i = 0; i < width; i++) {
            token = token << 8 | BYTES[random.nextInt(BYTES.length)];
        }
        return token;
    }

    private int[] tokens(int width, int most) {
        return IntStream.range(0, random.nextInt(most + 1))
                .map(i -> token(width))
                .sorted()
                .distinct()
                .toArray();
    }

    private static boolean matches(Connection connection, String condition, byte[] list, byte[][] patterns)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select " + condition)) {
            query.setBytes(1, list);
            query.setObject(2, patterns);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether the bytes stand in the list, across two tokens too. */
    private static boolean holds(byte[] list, byte[] token) {
        return IntStream.rangeClosed(0, list.length - token.length)
                .anyMatch(at -> Arrays.equals(list, at, at + token.length, token, 0, token.length));
    }

    @Test
    void anyOf_isWhatHoldsOneOfTheTokens_orHasTooMany() {
        TestStore.asSuperuser("postgres", connection -> {
            for (int i = 0; i < 2_000; i++) {
                byte[] list = Packed.ofInts(tokens(4, 6));
                int[] wanted = tokens(4, 3);
                boolean expected = Arrays.equals(list, TOO_MANY)
                        || Arrays.stream(wanted).anyMatch(token -> holds(list, Packed.ofInts(new int[] {token})));
                assertThat(matches(connection, "?::bytea like any(?)", list, SearchTokens.anyOf(wanted)))
                        .as("%s in %s", Arrays.toString(wanted), Arrays.toString(Packed.ints(list)))
                        .isEqualTo(expected);
                assertThat(expected || !SearchTokens.mayHaveAny(Packed.ints(list), wanted))
                        .isTrue();
            }
            assertThat(matches(connection, "?::bytea like any(?)", TOO_MANY, SearchTokens.anyOf(new int[] {7})))
                    .isTrue();
            return null;
        });
    }

    @Test
    void allOf_isWhatHoldsEachOfTheWords() {
        TestStore.asSuperuser("postgres", connection -> {
            for (int i = 0; i < 2_000; i++) {
                byte[] list = Packed.ofShorts(tokens(2, 12));
                int[] wanted = tokens(2, 3);
                boolean expected =
                        Arrays.stream(wanted).allMatch(token -> holds(list, Packed.ofShorts(new int[] {token})));
                assertThat(matches(connection, "?::bytea like all(?)", list, SearchTokens.allOf(wanted)))
                        .as("%s in %s", Arrays.toString(wanted), Arrays.toString(Packed.shorts(list)))
                        .isEqualTo(expected);
            }
            return null;
        });
    }

    @Test
    void packed_isReadBack() {
        int[] ints = tokens(4, 20);
        long[] longs = random.longs(9).toArray();
        int[] shorts = tokens(2, 20);

        assertThat(Packed.ints(Packed.ofInts(ints))).isEqualTo(ints);
        assertThat(Packed.longs(Packed.ofLongs(longs))).isEqualTo(longs);
        assertThat(Packed.shorts(Packed.ofShorts(shorts))).isEqualTo(shorts);
    }
}
