package io.chartside.server.store;

import java.util.List;
import java.util.function.ToIntFunction;

/** Heads as columns of a multi-row statement. */
final class HeadRows {
    private final List<NewVersion> versions;

    HeadRows(List<NewVersion> versions) {
        this.versions = versions;
    }

    long[] rids() {
        return versions.stream().mapToLong(v -> v.head().rid()).toArray();
    }

    /** The lists of all rows, one after the other, then the columns. */
    void addTo(List<Object> parameters) {
        lists(parameters);
        columns(parameters);
    }

    /** As {@link #addTo(List)}, with the tenant between lists and columns. */
    void addTo(List<Object> parameters, String tenant) {
        lists(parameters);
        parameters.add(tenant);
        columns(parameters);
    }

    private void lists(List<Object> parameters) {
        parameters.add(ints(v -> v.patientTokens()));
        parameters.add(longs(v -> v.tokens()));
        parameters.add(ints(v -> v.linkParameters()));
        parameters.add(longs(v -> v.linkTargets()));
    }

    private interface Ints {
        int[] of(NewVersion version);
    }

    private interface Longs {
        long[] of(NewVersion version);
    }

    private int[] ints(Ints list) {
        int[] all = new int[versions.stream().mapToInt(v -> list.of(v).length).sum()];
        int at = 0;
        for (NewVersion v : versions) {
            int[] part = list.of(v);
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private long[] longs(Longs list) {
        long[] all = new long[versions.stream().mapToInt(v -> list.of(v).length).sum()];
        int at = 0;
        for (NewVersion v : versions) {
            long[] part = list.of(v);
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private void columns(List<Object> parameters) {
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
        part(parameters, v -> v.patientTokens().length);
        part(parameters, v -> v.tokens().length);
        part(parameters, v -> v.linkTargets().length);
    }

    /** First and last place of each row's part, counted from 1; the last before the first where it is empty. */
    private void part(List<Object> parameters, ToIntFunction<NewVersion> length) {
        int[] from = new int[versions.size()];
        int[] to = new int[from.length];
        int end = 0;
        for (int i = 0; i < from.length; i++) {
            from[i] = end + 1;
            end += length.applyAsInt(versions.get(i));
            to[i] = end;
        }
        parameters.add(from);
        parameters.add(to);
    }
}
