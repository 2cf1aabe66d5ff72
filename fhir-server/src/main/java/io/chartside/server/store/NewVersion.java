package io.chartside.server.store;

/**
 * A version about to be stored, with the head it makes and the index rows of that head.
 *
 * @param before the head it replaces, or null
 * @param words tokens of its text; null when its type keeps none
 * @param json what was sealed into {@code head.body()}
 */
record NewVersion(
        HeadTable.Head before,
        StoredRow head,
        int[] patientTokens,
        long[] tokens,
        int[] linkParameters,
        long[] linkTargets,
        int[] words,
        byte[] json,
        String patientId) {

    @Override
    public String toString() {
        return head.toString();
    }
}
