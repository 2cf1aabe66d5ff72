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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Results of tests that were read out in the visit. Once a test is named, the findings said after it are its results until
 * the talk moves on; tests yet to be done belong to the plan.
 */
public final class ResultsSection {
    private static final int REACH_CLAUSES = 7;
    private static final int FOLLOWS_CLAUSES = 3;
    private static final Pattern FUTURE = Pattern.compile(
            "\\b(?:i am going to|we will|i will|let us|want to|order|ordering|repeat|recheck|schedule|need|would like|if (?:you|it|the|your)|do you|have you|can|could|should|once|after we|going to|sent you|we can|might want|prescribe|continue|wait for)\\b");
    private static final Pattern READ_OUT = Pattern.compile(
            "\\b(?:shows?|showed|showing|reveal\\w*|demonstrat\\w*|came back|come back|is|are|was|were|looks?|looked|suggests?|see|has)\\b");
    private static final Pattern VALUE = Pattern.compile("\\b\\d+(?:\\.\\d+)?%?(?= |$)");
    private final Pattern finding;
    private final Pattern test;
    private final Pattern named;
    private final Pattern imaging;
    private final Pattern imagingOfPart;
    private final Phrases phrases;

    public ResultsSection(LexiconText text) {
        StringBuilder all = new StringBuilder();
        String imaging = "";
        for (String[] row : RuleText.rows(text, "results/tests.tsv")) {
            all.append(all.isEmpty() ? "" : "|").append(row[1]);
            imaging = row[0].equals("IMAGING") ? row[1] : imaging;
        }
        Map<String, Set<String>> words = RuleText.lists(text, "results/vocabulary.txt");
        finding = Pattern.compile("\\b(?:" + String.join("|", words.get("findings")) + ")\\b|\\b\\d[\\d./]*%?(?= |$)");
        String parts = String.join("|", words.get("body parts"));
        test = Pattern.compile("\\b(?:" + all + ")\\b");
        named = Pattern.compile("((?:(?:" + parts
                + "|left|right|bilateral|lumbar|cervical|thoracic|recent|barium swallow|bone|lab) )*)\\b(" + all
                + ")\\b((?: results?)?(?: of (?:the|your|his|her|that|this) (?:(?:" + parts
                + "|left|right|both|great|big|middle|index) ?)+)?)");
        this.imaging = Pattern.compile(
                "\\b(?:" + imaging
                        + "|ekg|ecg|electrocardiogram|emg|biopsy|pathology|spirometry|pfts?|pulmonary function tests?|sleep study)\\b");
        imagingOfPart = Pattern.compile("(?:(?:recent) )?((?:[a-z]+ )+)(" + imaging + ")");
        phrases = new Phrases(text, "results/phrases.tsv");
    }

    /** A test that the talk is about, and the last clause that told of it. */
    private record Topic(String name, Evidence.Said said, int at) {}

    /** One paragraph for each test, in the order they were read out. */
    public List<List<Statement>> of(Conversation conversation, Writing writing, Pronouns pronouns) {
        Map<String, List<Statement>> byTest = new LinkedHashMap<>();
        Set<String> told = new LinkedHashSet<>();
        Topic topic = null;
        List<Clause> clauses = conversation.clauses();
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (!clause.clinician()) {
                continue;
            }
            String text = clause.text();
            boolean command = text.contains("dragon");
            boolean future = !command && FUTURE.matcher(text).find();
            Matcher m = named.matcher(text);
            boolean names = m.find();
            if (names && !future && (!clause.question() || command)) {
                topic = new Topic(name(m), clause.said(), i);
            } else if (topic != null
                    && (i - topic.at() > REACH_CLAUSES || clause.phase() == Phase.PLAN && future || moved(text))) {
                topic = null;
            }
            boolean read = names && READ_OUT.matcher(text.substring(m.start())).find();
            boolean valued = read && VALUE.matcher(text.substring(m.start())).find();
            boolean tells = topic != null
                    && (clause.phase() == Phase.RESULTS
                            || clause.phase() == Phase.EXAM
                            || read && clause.phase() == Phase.PLAN
                            || read && clause.phase() == Phase.HISTORY && (valued || !text.contains("you ")));
            if (!tells
                    || future
                    || command
                    || clause.question()
                    || !finding.matcher(text).find()) {
                continue;
            }
            boolean follows = i - topic.at() <= FOLLOWS_CLAUSES
                    && imaging.matcher(topic.name()).find();
            if (!names && !follows) {
                continue;
            }
            List<Statement> before = byTest.getOrDefault(topic.name(), List.of());
            String result = Reading.of(phrases.apply(text), topic.name(), names, !before.isEmpty(), test);
            result = writing.wellFormed().listed(writing.written(writing.third(result, false, pronouns)));
            String sentence = finding.matcher(result).find() ? writing.sentence(result) : "";
            if (!sentence.isEmpty() && told.add(sentence)) {
                List<Evidence> evidence = new ArrayList<>(List.of(clause.said()));
                if (!topic.said().equals(clause.said())) {
                    evidence.add(topic.said());
                }
                byTest.computeIfAbsent(topic.name(), k -> new ArrayList<>()).add(new Statement(sentence, evidence));
                topic = new Topic(topic.name(), topic.said(), i);
            }
        }
        return List.copyOf(byTest.values());
    }

    private static boolean moved(String text) {
        return text.matches(".*\\b(?:on your [a-z]+ exam|assessment|problem|questions)\\b.*");
    }

    private String name(Matcher m) {
        String part = m.group(1)
                .strip()
                .replaceAll("^recent ", "")
                .replaceAll("^abdominal$", "abdomen")
                .replaceAll("^pelvic$", "pelvis")
                .replaceAll("(?<=^|left |right )(?:renal)$", "kidneys")
                .replaceAll("^(cervical|lumbar|thoracic)$", "$1 spine");
        String name = m.group(2)
                + m.group(3)
                        .replaceAll("\\b(?:your|his|her|that|this)\\b", "the")
                        .replaceAll(" results?", "");
        Matcher imaging = imagingOfPart.matcher(part + " " + m.group(2));
        return part.isEmpty()
                ? name
                : imaging.matches() && m.group(3).isEmpty() ? m.group(2) + " of the " + part : part + " " + name;
    }

    /** Whether the words name a test. */
    public boolean namesTest(String text) {
        return test.matcher(text).find();
    }
}
