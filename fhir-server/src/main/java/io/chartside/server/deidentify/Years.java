package io.chartside.server.deidentify;

/**
 * Dates without month and day. A year so long ago that who lived then is older than 89 tells of that age and goes too
 * (45 CFR 164.514(b)(2)(i)(C)).
 *
 * @param now the year of the export
 */
record Years(int now) {

    /** Whether it is a date whose year would tell of an age beyond 89. */
    boolean tooLongAgo(String date) {
        return isDate(date) && Integer.parseInt(date.substring(0, 4)) < now - Quantities.OLDEST;
    }

    /** Null for what is no date, and where the year may not be told. */
    String kept(String date) {
        return isDate(date) && !tooLongAgo(date) ? date.substring(0, 4) : null;
    }

    private static boolean isDate(String date) {
        return date.matches("\\d{4}(-\\d{2}.*)?");
    }
}
