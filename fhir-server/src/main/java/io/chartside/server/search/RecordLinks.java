package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * References from one resource of a patient's record to another of the same record. They have no row of reference_link: the
 * patient tokens of what refers tell them (ADR 0075).
 */
final class RecordLinks {
    private final SearchWords words;
    private final KeyRing keys;

    RecordLinks(SearchWords words, KeyRing keys) {
        this.words = words;
        this.keys = keys;
    }

    /**
     * Of each patient's record what has one of that patient's tokens. It may refer to what was asked for, and is to be tested.
     *
     * @param last of the patterns of each patient, counted from 1; the first comes after the last of the patient before
     * @param patterns of {@link SearchTokens#anyOf}
     */
    record Sources(long[] patients, int[] last, byte[][] patterns) {
        static final Sources NONE = new Sources(new long[0], new int[0], new byte[0][]);

        boolean isEmpty() {
            return patients.length == 0;
        }

        /**
         * The records, each to be joined to a subquery on {@code resource r} that the condition begins. Plan: resource_patient.
         */
        static final String RECORDS = "unnest(?, ?, ?) as q(patient, low, high) cross join lateral ";

        static final String CONDITION = "r.tenant = ? and r.patient_rid = q.patient and r.type = ? and r.state = 1 and "
                + SearchTokens.ANY_OF_PATIENT_TOKENS.replace("?", "(?::bytea[])[q.low:q.high]");

        /** What both take, in order. */
        List<Object> values(TenantId tenant, String type) {
            int[] first = new int[last.length];
            for (int i = 0; i < first.length; i++) {
                first[i] = 1 + (i == 0 ? 0 : last[i - 1]);
            }
            return List.of(patients, first, last, tenant.value(), ResourceTypes.number(type), patterns);
        }
    }

    /**
     * @param type of what refers
     * @param references names of parameters by which it may refer
     */
    Sources sources(
            TenantSession session,
            String type,
            Collection<String> references,
            Map<UnitOfWork.Key, KnownNumbers.Number> targets) {
        Map<Long, List<String>> wordsOf = new LinkedHashMap<>();
        targets.forEach((target, number) -> {
            List<String> referring = number.patientRid() == 0 ? List.of() : referring(type, references, target);
            if (!referring.isEmpty()) {
                wordsOf.computeIfAbsent(number.patientRid(), patient -> new ArrayList<>())
                        .addAll(referring);
            }
        });
        if (wordsOf.isEmpty() || !words.mayBePatients(type)) {
            return Sources.NONE;
        }
        Map<Long, DataKey> patientKeys = keys.forReading(session.tenant(), wordsOf.keySet());
        long[] patients = new long[patientKeys.size()];
        int[] last = new int[patients.length];
        List<byte[]> patterns = new ArrayList<>();
        int i = 0;
        for (Map.Entry<Long, DataKey> patient : patientKeys.entrySet()) {
            int[] own = SearchTokens.patient(List.of(patient.getValue()), wordsOf.get(patient.getKey()));
            patterns.addAll(List.of(SearchTokens.anyOf(own)));
            patients[i] = patient.getKey();
            last[i] = patterns.size();
            i++;
        }
        return new Sources(patients, last, patterns.toArray(byte[][]::new));
    }

    private List<String> referring(String type, Collection<String> references, UnitOfWork.Key target) {
        return references.stream()
                .filter(reference -> words.isWorded(type, reference, target.type()))
                .map(reference -> SearchWords.referring(reference, target.type(), target.id()))
                .toList();
    }
}
