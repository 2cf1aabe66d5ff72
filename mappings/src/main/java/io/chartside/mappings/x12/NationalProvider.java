package io.chartside.mappings.x12;

/** The National Provider Identifier: ten digits of which the last is a check digit (45 CFR 162.406). */
public final class NationalProvider {
    /** What the Luhn sum of the prefix 80840, which stands before an NPI on a card, adds. */
    private static final int PREFIX_SUM = 24;

    private NationalProvider() {}

    public static boolean isValid(String npi) {
        if (npi == null || !npi.matches("[12]\\d{9}")) {
            return false;
        }
        int sum = PREFIX_SUM;
        for (int i = 0; i < npi.length(); i++) {
            int digit = npi.charAt(i) - '0';
            int doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
