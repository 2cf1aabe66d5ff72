package io.chartside.server.sealed;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/**
 * A sealed session as the server knows it.
 *
 * @param id logical id of its Encounter
 * @param opener keyed hash of the subject who opened it
 * @param device the opener's
 * @param single whether it stays on one device
 * @param fingerprint SHA-256 of SHA-256 of the key
 * @param over whether it has ended or its time is up
 */
record SealedSession(String id, byte[] opener, UUID device, boolean single, byte[] fingerprint, boolean over) {
    SealedSession {
        Objects.requireNonNull(id);
        Objects.requireNonNull(device);
    }

    boolean isOpenedBy(byte[] subject) {
        return Arrays.equals(opener, subject);
    }

    @Override
    public String toString() {
        return "Encounter/" + id;
    }
}
