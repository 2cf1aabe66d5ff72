package io.chartside.server.store;

import java.util.List;
import java.util.function.Function;

/** Heads as columns of a multi-row statement. */
final class HeadRows {
    private final List<NewVersion> versions;

    HeadRows(List<NewVersion> versions) {
        this.versions = versions;
    }

    long[] rids() {
        return versions.stream().mapToLong(v -> v.head().rid()).toArray();
    }

    void addTo(List<Object> parameters) {
        int n = versions.size();
        int[] types = new int[n];
        String[] ids = new String[n];
        int[] numbers = new int[n];
        int[] states = new int[n];
        boolean[] drafts = new boolean[n];
        int[] labels = new int[n];
        long[] patients = new long[n];
        long[] sortAt = new long[n];
        long[] sortEnd = new long[n];
        long[] updatedAt = new long[n];
        byte[][] macs = new byte[n][];
        for (int i = 0; i < n; i++) {
            StoredRow head = versions.get(i).head();
            types[i] = head.type();
            ids[i] = head.id();
            numbers[i] = head.version();
            states[i] = head.state();
            drafts[i] = head.draft();
            labels[i] = head.label();
            patients[i] = head.patientRid();
            sortAt[i] = head.sortAt();
            sortEnd[i] = head.sortEnd();
            updatedAt[i] = head.updatedAt();
            macs[i] = head.mac();
        }
        parameters.addAll(List.of(rids(), types, ids, numbers, states, drafts, labels, patients));
        parameters.addAll(List.of(sortAt, sortEnd, updatedAt, macs));
        parameters.add(packed(v -> Packed.ofInts(v.patientTokens())));
        parameters.add(packed(v -> Packed.ofLongs(v.tokens())));
        parameters.add(packed(v -> Packed.ofInts(v.linkParameters())));
        parameters.add(packed(v -> Packed.ofLongs(v.linkTargets())));
    }

    private byte[][] packed(Function<NewVersion, byte[]> list) {
        return versions.stream().map(list).toArray(byte[][]::new);
    }
}
