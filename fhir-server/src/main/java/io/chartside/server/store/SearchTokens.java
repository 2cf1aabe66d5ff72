package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.index.SearchWords;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The keyed tokens that a search looks for: the same as {@link WritePlanner} stores. */
public final class SearchTokens {
    /** A condition on {@code resource r} with one int array; a row with too many tokens may have any. */
    public static final String ANY_OF_PATIENT_TOKENS =
            "(r.ptok && ? or r.ptok = '{" + WritePlanner.OVERFLOW + "}'::integer[])";

    private SearchTokens() {}

    /** A condition on {@code resource r} with one int array: its text has all of these, or its words are not kept. */
    public static final String ALL_OF_TEXT_TOKENS =
            "coalesce((select w.words @> ? or w.words = '{" + WritePlanner.OVERFLOW
                    + "}'::integer[] from resource_words w where w.tenant = r.tenant and w.rid = r.rid), true)";

    /** The column of the words of {@code resource r}, null where none are kept. */
    public static final String TEXT_TOKENS =
            "(select w.words from resource_words w where w.tenant = r.tenant and w.rid = r.rid)";

    /** @param words of {@link SearchWords#patientWord}, any of which may match */
    public static int[] patient(Collection<DataKey> patients, List<String> words) {
        int[] tokens = new int[patients.size() * words.size()];
        int i = 0;
        for (DataKey patient : patients) {
            KeyedHash hash = patient.hash();
            for (String word : words) {
                tokens[i++] = WritePlanner.patientToken(hash, word);
            }
        }
        return tokens;
    }

    /** Whether a row with these tokens may have a word; tokens are sorted. */
    public static boolean mayHaveAny(int[] rowTokens, int[] wanted) {
        if (rowTokens.length == 1 && rowTokens[0] == WritePlanner.OVERFLOW) {
            return true;
        }
        for (int token : wanted) {
            if (Arrays.binarySearch(rowTokens, token) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text with these tokens may have all of the words; null when none are kept. */
    public static boolean mayHaveAll(int[] textTokens, int[] wanted) {
        if (textTokens == null || textTokens.length == 1 && textTokens[0] == WritePlanner.OVERFLOW) {
            return true;
        }
        for (int token : wanted) {
            if (Arrays.binarySearch(textTokens, token) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param indexes the keys that rows may be keyed with ({@link io.chartside.server.crypto.TenantKeys#indexes})
     * @param split over how many tokens each word is spread
     */
    public static long[] population(
            Collection<DataKey> indexes, String type, String parameter, List<String> words, int split) {
        long[] tokens = new long[indexes.size() * words.size() * split];
        int i = 0;
        for (DataKey index : indexes) {
            KeyedHash hash = index.hash();
            for (String value : words) {
                String word = SearchWords.populationWord(type, parameter, value);
                for (int sub = 0; sub < split; sub++) {
                    tokens[i++] = hash.hash64(split == 1 ? word : WritePlanner.subWord(word, sub));
                }
            }
        }
        return Arrays.stream(tokens).distinct().toArray();
    }
}
