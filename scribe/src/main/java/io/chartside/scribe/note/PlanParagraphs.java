package io.chartside.scribe.note;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.plan.PlanKind;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.WellFormed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Each problem with its reasoning, tests, treatment, referral and advice; the results that bear on it stand in its reasoning. */
final class PlanParagraphs {
    /** Salience below which a thought is talk; what is to be done is never left out. */
    private static final double FLOOR = -0.3;

    private static final Pattern OWNER = Pattern.compile("^(?i:the patient's|their|his|her|the) ");
    private static final int RESULTS_CITED = 3;
    private static final Set<PlanKind> WHOLE = EnumSet.complementOf(EnumSet.of(PlanKind.FOLLOW_UP));
    private static final Set<PlanKind> TO_DO = EnumSet.complementOf(EnumSet.of(PlanKind.FOLLOW_UP, PlanKind.REASONING));

    private final Map<Pattern, Pattern> related = new LinkedHashMap<>();

    private final NoteWords words;

    PlanParagraphs(LexiconText text, NoteWords words) {
        this.words = words;
        for (String[] row : RuleText.rows(text, "results/related.tsv")) {
            related.put(Pattern.compile(row[0].replace("~", "\\b")), Pattern.compile(row[1].replace("~", "\\b")));
        }
    }

    List<Paragraph> assessmentAndPlan(Facts facts) {
        List<Paragraph> paragraphs = problems(facts, WHOLE);
        if (paragraphs.isEmpty()) {
            return paragraphs;
        }
        List<Statement> summary = facts.history().introduction();
        if (summary.stream().anyMatch(s -> s.text().matches(".*\\b(?:who|with|here|presents?|presenting|for)\\b.*"))) {
            paragraphs.add(0, new Paragraph("", false, summary));
        }
        facts.agreement().ifPresent(a -> paragraphs.add(new Paragraph("", false, List.of(a))));
        return paragraphs;
    }

    /** Each problem with the reasoning about it. */
    List<Paragraph> assessment(Facts facts) {
        return problems(facts, EnumSet.of(PlanKind.REASONING));
    }

    /** Each problem with what is to be done about it. */
    List<Paragraph> plan(Facts facts) {
        return problems(facts, TO_DO);
    }

    /** What is to be done, without problems and kinds. */
    List<Statement> toDo(Facts facts) {
        return Repeats.without(
                facts.problems().stream()
                        .flatMap(problem -> problem.items().stream())
                        .filter(item -> TO_DO.contains(item.kind()))
                        .map(Problem.Item::statement)
                        .toList(),
                Statement::text);
    }

    private List<Paragraph> problems(Facts facts, Set<PlanKind> kinds) {
        List<Paragraph> paragraphs = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (Problem problem : facts.problems()) {
            List<Statement> bullets = bullets(problem, facts, kinds, written);
            if (!bullets.isEmpty()) {
                paragraphs.add(new Paragraph(
                        problem.name().isEmpty() ? "" : Prose.capital(problem.name()) + ".", true, bullets));
            }
        }
        return paragraphs;
    }

    List<Paragraph> instructions(Facts facts) {
        List<Statement> followUp = Repeats.without(
                facts.problems().stream()
                        .flatMap(p -> p.items().stream())
                        .filter(i -> i.kind() == PlanKind.FOLLOW_UP)
                        .map(Problem.Item::statement)
                        .toList(),
                Statement::text);
        return List.of(new Paragraph("", false, followUp));
    }

    private List<Statement> bullets(Problem problem, Facts facts, Set<PlanKind> kinds, Set<String> written) {
        List<Problem.Item> kept = Repeats.without(
                problem.items().stream()
                        .filter(i -> i.kind() != PlanKind.REASONING || i.salience() >= FLOOR)
                        .toList(),
                i -> i.statement().text());
        List<Statement> bullets = new ArrayList<>();
        for (PlanKind kind : kinds) {
            List<Statement> said = new ArrayList<>();
            if (kind == PlanKind.REASONING && !kept.isEmpty()) {
                said.addAll(results(problem, facts));
            }
            for (Problem.Item item : kept) {
                boolean dangling = said.isEmpty()
                        && kind != PlanKind.REASONING
                        && WellFormed.leans(item.statement().text());
                if (item.kind() == kind
                        && !dangling
                        && said.stream().noneMatch(s -> same(s, item.statement()))
                        && written.add(item.statement().text())) {
                    said.add(item.statement());
                }
            }
            if (!said.isEmpty()) {
                Set<Evidence> evidence = new LinkedHashSet<>();
                said.forEach(s -> evidence.addAll(s.evidence()));
                bullets.add(new Statement(
                        words.of(kind.key(), said.stream().map(Statement::text).collect(Collectors.joining(" "))),
                        List.copyOf(evidence)));
            }
        }
        return bullets;
    }

    /** "Blood sugar was high" and "his blood sugar was high". */
    private static boolean same(Statement a, Statement b) {
        return OWNER.matcher(a.text())
                .replaceFirst("")
                .equalsIgnoreCase(OWNER.matcher(b.text()).replaceFirst(""));
    }

    /** Results of the tests that bear on the problem; with a single problem all do. */
    private List<Statement> results(Problem problem, Facts facts) {
        boolean single = facts.problems().size() == 1;
        String name = problem.name().toLowerCase(Locale.ROOT);
        List<Statement> cited = new ArrayList<>();
        for (List<Statement> test : facts.results()) {
            String told = test.get(0).text().toLowerCase(Locale.ROOT);
            boolean bears = single
                    || related.entrySet().stream()
                            .anyMatch(e -> e.getKey().matcher(name).find()
                                    && e.getValue().matcher(told).find());
            if (bears && cited.size() + test.size() <= RESULTS_CITED) {
                cited.addAll(test);
            }
        }
        return cited;
    }
}
