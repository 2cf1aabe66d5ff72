package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.index.SearchWords;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** The keyed tokens that a search looks for: the same as {@link WritePlanner} stores. */
public final class SearchTokens {
    /** A condition on {@code resource r} with the patterns of {@link #anyOf}. */
    public static final String ANY_OF_PATIENT_TOKENS = "r.ptok like any(?)";

    /** A condition on {@code resource r} with the patterns of {@link #allOf}: its text has all of these, or its words are not kept. */
    public static final String ALL_OF_TEXT_TOKENS = "coalesce((select w.words like all(?) or w.words = '\\x"
            + HexFormat.of().formatHex(Packed.ofShorts(new int[] {WritePlanner.TEXT_OVERFLOW}))
            + "' from resource_words w where w.tenant = r.tenant and w.rid = r.rid), true)";

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

    /** The tokens of words of a text, of which all are asked for: from 0 to 65,535. */
    public static int[] text(DataKey patient, List<String> words) {
        KeyedHash hash = patient.hash();
        return words.stream()
                .mapToInt(word -> WritePlanner.textToken(WritePlanner.patientToken(hash, word)))
                .toArray();
    }

    /**
     * Patterns of packed tokens, of which a row that has one of these has at least one, and one with too many tokens has the
     * last. Rows that have such bytes across two tokens are found too, as are those of other words with the same token.
     */
    public static byte[][] anyOf(int[] tokens) {
        byte[][] patterns = new byte[tokens.length + 1][];
        for (int i = 0; i < tokens.length; i++) {
            patterns[i] = containing(Packed.ofInts(new int[] {tokens[i]}));
        }
        patterns[tokens.length] = Packed.ofInts(new int[] {WritePlanner.OVERFLOW});
        return patterns;
    }

    /** Patterns that the packed words of a text with these tokens match, all of them. */
    public static byte[][] allOf(int[] textTokens) {
        return Arrays.stream(textTokens)
                .mapToObj(token -> containing(Packed.ofShorts(new int[] {token})))
                .toArray(byte[][]::new);
    }

    private static byte[] containing(byte[] token) {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream(2 + 2 * token.length);
        pattern.write('%');
        for (byte b : token) {
            if (b == '%' || b == '_' || b == '\\') {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.write('%');
        return pattern.toByteArray();
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
        if (textTokens == null || textTokens.length == 1 && textTokens[0] == WritePlanner.TEXT_OVERFLOW) {
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
