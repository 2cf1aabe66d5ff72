package io.chartside.scribe.history;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.transcript.Speaker;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A companion's words as an account of the patient: "my son has a fever" and "i noticed he was breathing fast" are, what
 * companions say of themselves or their own is not. Nothing of it may read as the patient's own deed or illness.
 */
final class Relatives {
    private static final Pattern OWN = Pattern.compile("\\b(?:i|me|my|mine|myself)\\b");
    private static final Pattern PATIENT =
            Pattern.compile("\\bmy (?:(?:little|older|younger) )?(?:son|daughter|baby|child|kid|boy|girl)\\b(?!'s)");
    private static final Pattern OF_PATIENT = Pattern.compile("\\b(?:he|she|him|his|her|the patient)\\b");
    private static final Pattern OF_OTHERS = Pattern.compile(
            "\\bmy (?:[a-z]+ )?(?:mother|mom|father|dad|parents|sister|brother|aunt|uncle|cousin|friend|neighbor)s?\\b");
    private static final Pattern NOTICED = Pattern.compile(
            "\\bi (?:also |have |just )*(?:noticed?|think|thought|believe|guess|know|feel like|felt like)(?: that)? (?=(?:he|she|his|her|it|there|the patient)\\b)");

    private static final Pattern SPOUSE = Pattern.compile("\\bmy (?:husband|wife)\\b");
    /** A child is the patient, and the companion a parent. */
    private static final Pattern CHILD = Pattern.compile(
            "^(?:(?:hi|hey|hello|okay|and|so|thanks) ,? ?)*(?:mom|mommy|dad)\\b|\\bhi mom\\b|\\bi am (?:his|her) (?:mom|mother|dad|father)\\b|\\b(?:day ?care|diapers?|breast ?feed\\w*|formula|birth weight|pre-?k|preschool|kindergarten|(?:first|second|third|fourth|fifth|sixth|seventh|eighth) grade|potty|potty trained|car seat|pediatrician)\\b");
    /** What companions tell of the household or of the birth bears on the child. */
    private static final Pattern HOUSEHOLD = Pattern.compile(
            "\\b(?:guns?|smok\\w*|vap\\w*|pets?|cats?|dogs?|pool|formula|bottle|breast\\w*|birth|pregnan\\w*|strep|c-section|delivery|labor)\\b");

    private static final Pattern VERB_ALONE = Pattern.compile(
            "^(?:(?:no|well|but|and|yes|yeah|actually|,) )*((?:my|his|her|our|the patient's|the family's) (?:[a-z]+ )?(?:mother|mom|mum|father|dad|sister|brother|son|daughter|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|parents)) (does|do|did|has|had|is|was)$");
    private static final Pattern ASKED_OF = Pattern.compile(
            "\\b(?:have|has|had|with|history of|got|suffer from)\\b (?:(?:any|a|an|ever|had|history|of|like) )*((?!it\\b|that\\b|this\\b)[a-z].*?)(?: (?:too|as well|before|or anything|at all|in the family))*$");

    private final boolean ofChild;

    /** @param conversation the visit, which tells whether the patient is a child */
    Relatives(Conversation conversation) {
        ofChild = conversation.clauses().stream()
                .anyMatch(clause -> clause.speaker() != Speaker.PATIENT
                                && CHILD.matcher(clause.text()).find()
                        || clause.speaker() == Speaker.GUEST
                                && PATIENT.matcher(clause.text()).find());
    }

    /** "Does he have asthma? No, but his dad does." says whose it is. */
    static String completed(String asked, String told) {
        Matcher verb = VERB_ALONE.matcher(told);
        Matcher having = ASKED_OF.matcher(asked);
        return verb.matches() && having.find()
                ? verb.group(1) + (verb.group(2).matches("did|had|was") ? " had " : " has ") + having.group(1)
                : told;
    }

    /** What a clause tells; the patient's own words as they are. */
    String told(Clause clause) {
        return clause.speaker() == Speaker.GUEST ? told(clause.text()) : clause.text();
    }

    /** In the third person throughout, or empty where nothing is told of the patient. */
    private String told(String said) {
        String clause = family(said);
        if (!OWN.matcher(clause).find()) {
            return clause;
        }
        boolean household = ofChild && HOUSEHOLD.matcher(clause).find();
        if (OF_OTHERS.matcher(clause).find()) {
            return "";
        }
        String told = PATIENT.matcher(clause).replaceAll("the patient");
        told = SPOUSE.matcher(told).replaceAll(ofChild ? "the relative's spouse" : "the patient");
        boolean ofPatient = household || OF_PATIENT.matcher(told).find();
        boolean noticed = NOTICED.matcher(told).find();
        if (!ofPatient && !noticed) {
            return "";
        }
        return NOTICED.matcher(told)
                .replaceAll("")
                .replaceAll("\\bi am\\b", "the relative is")
                .replaceAll("\\bi have\\b", "the relative has")
                .replaceAll("\\bi do\\b", "the relative does")
                .replaceAll("\\b(?:i|me|myself)\\b", "the relative")
                .replaceAll("\\b(?:my|mine)\\b", "the relative's");
    }

    /** "we stopped that over the summer". */
    private static String family(String clause) {
        return clause.replaceAll("\\bwe have\\b", "the family has")
                .replaceAll("\\bwe are\\b", "the family is")
                .replaceAll("\\bwe do\\b", "the family does")
                .replaceAll("\\b(?:we|us)\\b", "the family")
                .replaceAll("\\bour\\b", "the family's");
    }
}
