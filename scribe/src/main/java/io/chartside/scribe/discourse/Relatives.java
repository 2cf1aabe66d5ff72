package io.chartside.scribe.discourse;

import io.chartside.scribe.transcript.Speaker;
import java.util.regex.Pattern;

/** Whether words are about a relative of the patient's. */
public final class Relatives {
    private static final Pattern RELATIVE = Pattern.compile(
            "\\b(?:mother|mom|mum|father|dad|parents?|brothers?|sisters?|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|husband|wife|partner|friend|family)\\b(?!.*\\b(?:i|me|you)\\b)");

    private Relatives() {}

    /**
     * A companion may speak of the patient as "my mother", so that their words are never taken as a relative's.
     *
     * @param words of the clause up to what is said of somebody
     */
    public static boolean areMeant(Clause clause, String words) {
        return clause.speaker() != Speaker.GUEST && RELATIVE.matcher(words).find();
    }
}
