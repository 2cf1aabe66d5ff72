package io.chartside.scribe.note;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation that the surgeon dictated section by section ("estimated blood loss: minimal"): words after a section's name
 * are its, in the surgeon's own wording, until the next name. It begins with a name that only an operation has.
 */
final class OperativeDictation {
    private static final Pattern FILLER =
            Pattern.compile("^(?:[,:.-]|is|are|was|were|the|as follows|then|and|so)(?= |$)\\s*");
    private static final Pattern END =
            Pattern.compile("\\b(?:end of (?:dictation|report|note)|end dictation|any questions|thank you)\\b");
    private final Map<Pattern, SectionKind> names = new LinkedHashMap<>();

    OperativeDictation(LexiconText text) {
        for (String[] row : RuleText.rows(text, "template/operative.tsv")) {
            names.put(Pattern.compile(row[1].replace("~", "\\b")), SectionKind.valueOf(row[0]));
        }
    }

    private record Name(SectionKind kind, int start, int end) {}

    Map<SectionKind, List<Statement>> of(Conversation conversation, Writing writing) {
        Map<SectionKind, List<Statement>> dictated = new EnumMap<>(SectionKind.class);
        SectionKind section = null;
        for (Clause clause : conversation.clauses()) {
            if (!clause.clinician() || END.matcher(clause.text()).find()) {
                section = null;
                continue;
            }
            int from = 0;
            for (Name name : names(clause.text())) {
                put(dictated, section, clause.text().substring(from, name.start()), clause, writing);
                section = name.kind();
                from = name.end();
            }
            put(dictated, section, clause.text().substring(from), clause, writing);
        }
        return dictated;
    }

    private List<Name> names(String text) {
        List<Name> found = new ArrayList<>();
        names.forEach((pattern, kind) -> {
            for (Matcher m = pattern.matcher(text); m.find(); ) {
                boolean within = found.stream().anyMatch(other -> m.start() < other.end() && other.start() < m.end());
                if (!within) {
                    found.add(new Name(kind, m.start(), m.end()));
                }
            }
        });
        found.sort((a, b) -> a.start() - b.start());
        return found;
    }

    private static void put(
            Map<SectionKind, List<Statement>> dictated,
            SectionKind section,
            String words,
            Clause clause,
            Writing writing) {
        String said = words.strip();
        for (Matcher m = FILLER.matcher(said); m.find(); m = FILLER.matcher(said)) {
            said = said.substring(m.end()).strip();
        }
        String sentence = section == null || said.isEmpty() ? "" : writing.sentence(writing.written(said));
        if (!sentence.isEmpty()) {
            dictated.computeIfAbsent(section, kind -> new ArrayList<>())
                    .add(new Statement(sentence, List.of((Evidence) clause.said())));
        }
    }
}
