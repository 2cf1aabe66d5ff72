package io.chartside.server.rest;

import java.io.InputStream;
import java.util.Random;

/** So many bytes of a seeded generator, made as they are read. */
class PseudoRandomStream extends InputStream {
    private final Random random;
    private long left;

    PseudoRandomStream(long seed, long size) {
        this.random = new Random(seed);
        this.left = size;
    }

    @Override
    public int read() {
        if (left == 0) {
            return -1;
        }
        left--;
        return random.nextInt(256);
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        int n = (int) Math.min(length, left);
        for (int i = 0; i < n; i++) {
            into[offset + i] = (byte) read();
        }
        return n;
    }
}
