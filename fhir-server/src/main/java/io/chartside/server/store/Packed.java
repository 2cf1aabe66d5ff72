package io.chartside.server.store;

import java.nio.ByteBuffer;
import java.util.function.ObjIntConsumer;

/** Lists of numbers as the bytes of a column, one after the other, big-endian: PostgreSQL's arrays begin with 20 bytes of their own. */
public final class Packed {
    private Packed() {}

    static byte[] ofInts(int[] values) {
        return packed(values.length, Integer.BYTES, (bytes, i) -> bytes.putInt(values[i]));
    }

    static byte[] ofLongs(long[] values) {
        return packed(values.length, Long.BYTES, (bytes, i) -> bytes.putLong(values[i]));
    }

    /** @param values from 0 to 65,535 */
    static byte[] ofShorts(int[] values) {
        return packed(values.length, Short.BYTES, (bytes, i) -> bytes.putShort((short) values[i]));
    }

    private static byte[] packed(int length, int width, ObjIntConsumer<ByteBuffer> put) {
        ByteBuffer bytes = ByteBuffer.allocate(length * width);
        for (int i = 0; i < length; i++) {
            put.accept(bytes, i);
        }
        return bytes.array();
    }

    public static int[] ints(byte[] packed) {
        int[] values = new int[packed.length / Integer.BYTES];
        ByteBuffer.wrap(packed).asIntBuffer().get(values);
        return values;
    }

    static long[] longs(byte[] packed) {
        long[] values = new long[packed.length / Long.BYTES];
        ByteBuffer.wrap(packed).asLongBuffer().get(values);
        return values;
    }

    /** @return from 0 to 65,535 */
    public static int[] shorts(byte[] packed) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        int[] values = new int[packed.length / Short.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Short.toUnsignedInt(bytes.getShort());
        }
        return values;
    }
}
