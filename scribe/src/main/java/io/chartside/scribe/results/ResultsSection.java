package io.chartside.scribe.results;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Phrases;
import io.chartside.scribe.wording.Pronouns;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Results of tests that were read out in the visit. Tests yet to be done belong to the plan. */
public final class ResultsSection {
    private static final Pattern FUTURE = Pattern.compile(
            "\\b(?:i am going to|we will|i will|let us|i want to|order|ordering|repeat|recheck|schedule|need to get|would like to|go ahead|if (?:you|it|the)|do you|have you|can|could|should|once|after we|going to)\\b");
    private static final Pattern READ = Pattern.compile(
            "\\b(?:show|shows|showed|showing|reveal\\w*|normal|abnormal|negative|positive|elevated|high|low|within|good|fine|great|okay|unremarkable|stable|evidence|fracture\\w*|alignment|improved|decreased|increased|up|down|came back|come back|consistent|no|not|there is|is|are|was|were|see|has|tear|spur|opacit\\w+|stone|arthritis|\\d[\\d.]*%?)\\b");
    private static final Pattern FINDING = Pattern.compile(
            "\\b(?:normal|abnormal|negative|positive|elevated|high|low|limits|good|fine|great|unremarkable|stable|fractures?|alignment|improved|decreased|increased|tear|torn|spurs?|opacit\\w+|stones?|arthrit\\w+|regurgitation|stenosis|effusion|fluid|mass|nodule|degenerat\\w+|disc|herniat\\w+|narrowing|swelling|inflammation|infiltrate|pneumonia|abnormalit\\w+|displac\\w+|rupture|dislocation|infection|anemia|\\d[\\d./]*%?|controlled|enlarged|enlargement|cartilage|bulge|bulging|cyst|acute|intact|blockage|calcifi\\w+|joint|bone|bony|function|changes|thickening|polyp\\w*|benign|up|down)\\b");
    private final Pattern tests;
    private final Phrases phrases;

    public ResultsSection(LexiconText text) {
        StringBuilder all = new StringBuilder();
        for (String[] row : RuleText.rows(text, "results/tests.tsv")) {
            all.append(all.isEmpty() ? "" : "|").append(row[1]);
        }
        tests = Pattern.compile("\\b(?:" + all + ")\\b");
        phrases = new Phrases(text, "results/phrases.tsv");
    }

    public List<Statement> of(Conversation conversation, Writing writing, Pronouns pronouns) {
        List<Statement> statements = new ArrayList<>();
        boolean following = false;
        for (Clause clause : conversation.clauses()) {
            if (!clause.clinician()) {
                continue;
            }
            String text = clause.text();
            boolean command = text.contains("dragon");
            boolean test = tests.matcher(text).find();
            boolean results = clause.phase() == Phase.RESULTS;
            if (clause.question()
                    || command
                    || clause.phase() == Phase.PLAN
                    || clause.phase() == Phase.HISTORY && !results) {
                following = command && test;
                continue;
            }
            boolean eligible =
                    results && (test || following) || clause.phase() == Phase.EXAM && test && !text.contains("exam");
            if (!eligible
                    || FUTURE.matcher(text).find()
                    || !READ.matcher(text).find()
                    || !FINDING.matcher(text).find()) {
                following = results && (following || test);
                continue;
            }
            following = results;
            String said = phrases.apply(text);
            String sentence = writing.sentence(writing.written(writing.third(said, false, pronouns)));
            if (sentence.split(" ").length >= 3) {
                statements.add(new Statement(sentence, List.of((Evidence) clause.said())));
            }
        }
        return statements;
    }

    /** Whether the words name a test. */
    public boolean namesTest(String text) {
        Matcher m = tests.matcher(text);
        return m.find();
    }
}
