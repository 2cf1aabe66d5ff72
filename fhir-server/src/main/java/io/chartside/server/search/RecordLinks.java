package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import java.util.ArrayList;
import java.util.Collection;
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

    /** What has one of the tokens in these patients' records. It may refer to what was asked for, and is to be tested. */
    record Sources(long[] patients, int[] tokens) {
        static final Sources NONE = new Sources(new long[0], new int[0]);

        /** On {@code resource r}, after tenant and type. Plan: resource_patient. */
        static final String CONDITION = " and r.patient_rid = any(?) and " + SearchTokens.ANY_OF_PATIENT_TOKENS;

        boolean isEmpty() {
            return patients.length == 0;
        }

        /** What the condition takes. */
        List<Object> values() {
            return List.of(patients, tokens);
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
        List<Long> patients = targets.entrySet().stream()
                .filter(target -> target.getValue().patientRid() != 0)
                .filter(target -> references.stream()
                        .anyMatch(reference ->
                                words.isWorded(type, reference, target.getKey().type())))
                .map(target -> target.getValue().patientRid())
                .distinct()
                .toList();
        if (patients.isEmpty() || !words.mayBePatients(type)) {
            return Sources.NONE;
        }
        Map<Long, DataKey> patientKeys = keys.forReading(session.tenant(), patients);
        List<Integer> tokens = new ArrayList<>();
        targets.forEach((target, number) -> {
            DataKey key = patientKeys.get(number.patientRid());
            if (key != null) {
                for (int token : SearchTokens.patient(List.of(key), referring(type, references, target))) {
                    tokens.add(token);
                }
            }
        });
        return new Sources(
                patients.stream().mapToLong(Long::longValue).toArray(),
                tokens.stream().mapToInt(Integer::intValue).distinct().toArray());
    }

    private List<String> referring(String type, Collection<String> references, UnitOfWork.Key target) {
        return references.stream()
                .filter(reference -> words.isWorded(type, reference, target.type()))
                .map(reference -> SearchWords.referring(reference, target.type(), target.id()))
                .toList();
    }
}
