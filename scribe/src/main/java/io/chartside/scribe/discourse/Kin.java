package io.chartside.scribe.discourse;

import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.wording.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom "she" and "he" stand for where a patient tells of a relative: in "my mother has lupus, she is on prednisone" it is the
 * mother who takes it. Companions' words are read so only where the patient is their child; elsewhere their own mother may
 * be the patient.
 */
final class Kin {
    private static final String HER = "mother|mom|mum|sister|grandmother|grandma|aunt|niece|stepmother|stepmom";
    private static final String HIM = "father|dad|brother|grandfather|grandpa|uncle|nephew|stepfather|stepdad";
    private static final Pattern NAMED = Pattern.compile(
            "(?:^|\\b(?:and|but|so|because|no|yes|yeah|then|that is|it is|like|,) )((?:my|his|her|our) (?:(?:older|younger|big|little|twin|half|own) )?("
                    + HER + "|" + HIM + "))(?= )(?! (?:and|or|in law|side)\\b)");
    private static final Set<String> FEMALE = Set.of(HER.split("\\|"));
    private static final Pattern GOES_ON =
            Pattern.compile("^(?:(?:and|but|so|because|now|then|,) )*(she|he) (?=[a-z])");
    private static final Pattern PARENT = Pattern.compile(
            "\\bi am (?:his|her) (?:mom|mother|dad|father)\\b|\\bmy (?:(?:little|older|younger) )?(?:son|daughter|baby|child|kid)\\b|^(?:(?:hi|hey|hello|okay|and|so|thanks) ,? ?)*(?:mom|mommy|dad)\\b");
    /** Own relatives besides, after whom "she" is no longer sure. */
    private static final Pattern ANOTHER =
            Pattern.compile("\\b(?:doctor|nurse|wife|husband|girlfriend|boyfriend|son|daughter|boss|friend|baby)\\b");

    private Kin() {}

    /** The clauses, each relative named where a pronoun goes on about them within the turn. */
    static List<Clause> named(List<Clause> clauses) {
        boolean ofChild = clauses.stream()
                .anyMatch(clause -> clause.speaker() != Speaker.PATIENT
                        && PARENT.matcher(clause.text()).find());
        List<Clause> out = new ArrayList<>(clauses.size());
        String relative = "";
        boolean female = false;
        int turn = -1;
        for (Clause clause : clauses) {
            boolean tells = clause.speaker() == Speaker.PATIENT || clause.speaker() == Speaker.GUEST && ofChild;
            if (!tells
                    || clause.turn() != turn
                    || ANOTHER.matcher(clause.text()).find()) {
                relative = "";
            }
            turn = clause.turn();
            Matcher goesOn = GOES_ON.matcher(clause.text());
            if (!relative.isEmpty() && goesOn.find() && goesOn.group(1).equals("she") == female) {
                out.add(with(clause, relative));
                continue;
            }
            Matcher named = NAMED.matcher(clause.text());
            while (tells && named.find()) {
                relative = named.group(1);
                female = FEMALE.contains(named.group(2));
            }
            out.add(clause);
        }
        return out;
    }

    private static Clause with(Clause clause, String relative) {
        List<Word> words = new ArrayList<>();
        boolean done = false;
        for (Word word : clause.words()) {
            if (!done && (word.is("she") || word.is("he"))) {
                for (String part : relative.split(" ")) {
                    words.add(new Word(part, word.start(), word.end()));
                }
                done = true;
            } else {
                words.add(word);
            }
        }
        return clause.of(words);
    }
}
