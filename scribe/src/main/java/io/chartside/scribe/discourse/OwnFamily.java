package io.chartside.scribe.discourse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The clinician's own family: "my mother had that too , she took it for years" is about nobody who is treated here. */
final class OwnFamily {
    private static final Pattern RELATIVE = Pattern.compile(
            "\\bmy (?:own |older |younger |little |big )?(?:mother|mom|father|dad|wife|husband|partner|sons?|daughters?|brothers?|sisters?|kids?|child|children|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|mother-in-law|father-in-law)\\b");
    private static final Pattern GOES_ON = Pattern.compile("^(?:(?:and|so|but|,) )*(?:he|she|they|it|that|his|her)\\b");
    private static final Pattern PATIENT =
            Pattern.compile("\\b(?:you|your|yours|patient|let me|i will|i am going to)\\b");

    private OwnFamily() {}

    static boolean tellsOf(Clause clause) {
        return RELATIVE.matcher(clause.text()).find()
                && !PATIENT.matcher(clause.text()).find();
    }

    /** The clauses without those, as long as the clinician goes on about the same person. */
    static List<Clause> leftOut(List<Clause> clauses) {
        List<Clause> out = new ArrayList<>(clauses.size());
        int telling = -1;
        for (Clause clause : clauses) {
            boolean goesOn = telling == clause.turn()
                    && GOES_ON.matcher(clause.text()).find()
                    && !PATIENT.matcher(clause.text()).find();
            if (clause.clinician() && (tellsOf(clause) || goesOn)) {
                telling = clause.turn();
            } else {
                telling = -1;
                out.add(clause);
            }
        }
        return out;
    }
}
