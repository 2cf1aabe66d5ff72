package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyedHash;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens of the words of one transaction, each word of a patient hashed once: what is written of a visit says most of its
 * words several times, in the note, in its transcript, in the diagnoses.
 */
final class WordTokens {
    /** Of all patients of a transaction together; beyond, words are hashed each time. */
    private static final int MOST = 20_000;

    private final Map<DataKey, OfPatient> patients = new HashMap<>();
    private int known;

    private record OfPatient(KeyedHash hash, Map<String, Integer> tokens) {}

    int of(DataKey patient, String word) {
        OfPatient ofPatient = patients.computeIfAbsent(patient, key -> new OfPatient(key.hash(), new HashMap<>()));
        Integer token = ofPatient.tokens().get(word);
        if (token == null) {
            token = WritePlanner.patientToken(ofPatient.hash(), word);
            if (known < MOST) {
                known++;
                ofPatient.tokens().put(word, token);
            }
        }
        return token;
    }
}
