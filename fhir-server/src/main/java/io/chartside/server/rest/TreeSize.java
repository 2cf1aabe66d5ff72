package io.chartside.server.rest;

/**
 * What the tree of a large JSON body takes of the heap, at most: it is the small parts that tell, so that of two bodies of the same
 * length one may take 29 times its bytes ({@code [{},{},…]}) and another hardly more than them. Resources take 4 to 6 times theirs,
 * less what the tree keeps once of texts that come again.
 */
final class TreeSize {
    /** Bytes of a node with its place in what contains it, as they are of {@link io.chartside.server.json.JsonTree} in a heap below 32 GB. */
    private static final int OBJECT = 88;

    private static final int ARRAY = 72;
    private static final int FIELD = 8;
    private static final int TEXT = 64;
    private static final int NUMBER = 64;
    private static final int MANY_NAMES = 1 << 20;

    /** Hashes of names that came before, each at the place that its first bits say; null for a body that cannot hold many. */
    private final long[] names;

    private long bytes;

    TreeSize(int length) {
        names = length < MANY_NAMES ? null : new long[1 << 12];
    }

    void object() {
        bytes += OBJECT;
    }

    void array() {
        bytes += ARRAY;
    }

    void number() {
        bytes += NUMBER;
    }

    void text(int length) {
        bytes += TEXT + length;
    }

    /** A name that comes again is kept once. */
    void field(long hash, int length) {
        bytes += FIELD;
        if (names != null) {
            int place = (int) (hash >>> 52);
            if (names[place] != hash) {
                names[place] = hash;
                text(length);
            }
        }
    }

    long bytes() {
        return bytes;
    }
}
