package io.chartside.server.crypto;

/**
 * A key as the key store holds it.
 *
 * @param version of the key within its purpose
 * @param kekVersion of the KEK that wraps it; 0 for a KEK, which the master key wraps
 * @param inUse whether new rows are written with it; otherwise it is read with only
 */
record WrappedKey(int version, byte[] wrapped, int kekVersion, boolean inUse) {
    @Override
    public String toString() {
        return "WrappedKey " + version;
    }
}
