package io.chartside.scribe.service;

import io.chartside.scribe.lexicon.Token;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An amount before its measure, in digits or spoken: {@code 62.5}, {@code two hundred fifty}, {@code two fifty}. */
final class SpokenAmount {
    private static final int MOST_WORDS = 5;
    private static final Map<String, Integer> TENS = Map.ofEntries(
            Map.entry("thirteen", 13),
            Map.entry("fourteen", 14),
            Map.entry("fifteen", 15),
            Map.entry("sixteen", 16),
            Map.entry("seventeen", 17),
            Map.entry("eighteen", 18),
            Map.entry("nineteen", 19),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("forty", 40),
            Map.entry("fifty", 50),
            Map.entry("sixty", 60),
            Map.entry("seventy", 70),
            Map.entry("eighty", 80),
            Map.entry("ninety", 90));

    private SpokenAmount() {}

    /** @param at of the measure; the number ends right before it */
    static Optional<BigDecimal> before(List<Token> words, int at) {
        int first = at;
        while (first > 0
                && at - first < MOST_WORDS
                && isNumber(words.get(first - 1).word())) {
            first--;
        }
        BigDecimal amount = BigDecimal.ZERO;
        for (int i = first; i < at; i++) {
            String word = words.get(i).word();
            if (word.equals("hundred") || word.equals("thousand")) {
                amount = amount.max(BigDecimal.ONE).multiply(BigDecimal.valueOf(word.equals("hundred") ? 100 : 1000));
            } else if (TENS.containsKey(word)) {
                // "two fifty" is 250.
                boolean shorthand = amount.signum() > 0 && amount.compareTo(BigDecimal.TEN) < 0;
                amount = (shorthand ? amount.multiply(BigDecimal.valueOf(100)) : amount)
                        .add(BigDecimal.valueOf(TENS.get(word)));
            } else {
                amount = amount.add(new BigDecimal(word.replace(",", "")));
            }
        }
        return amount.signum() > 0 ? Optional.of(amount) : Optional.empty();
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,7}(,\\d{3})*(\\.\\d{1,3})?")
                || TENS.containsKey(word)
                || word.equals("hundred")
                || word.equals("thousand");
    }
}
