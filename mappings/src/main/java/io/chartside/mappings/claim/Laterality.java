package io.chartside.mappings.claim;

/** The side that words tell. */
enum Laterality {
    LEFT,
    RIGHT,
    BOTH,
    UNSTATED;

    /** @param words in small letters */
    static Laterality of(String words) {
        boolean left = words.matches(".*\\bleft\\b.*");
        boolean right = words.matches(".*\\bright\\b.*");
        if (words.matches(".*\\b(bilateral|both)\\b.*") || left && right) {
            return BOTH;
        }
        return left ? LEFT : right ? RIGHT : UNSTATED;
    }

    /** Whether a title leaves open a side that its siblings tell. */
    static boolean isOpen(String title) {
        return title.matches(
                ".*\\bunspecified (\\w+ ){0,3}(side|knee|hip|shoulder|elbow|wrist|hand|finger|ankle|foot|toe|leg|arm|eye|"
                        + "ear|limb|extremity|breast|kidney|ovary|thigh|forearm)\\b.*");
    }
}
