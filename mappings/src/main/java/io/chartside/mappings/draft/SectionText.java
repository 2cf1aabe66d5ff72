package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the text of an edited section back into paragraphs of statements. */
final class SectionText {
    private static final String BULLET = "- ";

    private final SectionView before;
    /** Statements of the section that the new text has not used yet, by their words. */
    private final Map<String, StatementView> left = new LinkedHashMap<>();

    private int next;

    SectionText(List<SectionView> sections, int index) {
        this.before = sections.get(index);
        before.paragraphs().stream()
                .flatMap(paragraph -> paragraph.statements().stream())
                .forEach(statement -> left.putIfAbsent(statement.text(), statement));
        this.next = nextOwnNumber(sections);
    }

    /** First number that no statement {@code c1}, {@code c2} … written by a clinician has yet. */
    static int nextOwnNumber(List<SectionView> sections) {
        return 1
                + sections.stream()
                        .flatMap(section -> section.paragraphs().stream())
                        .flatMap(paragraph -> paragraph.statements().stream())
                        .map(StatementView::id)
                        .filter(id -> id.matches("c\\d{1,6}"))
                        .mapToInt(id -> Integer.parseInt(id.substring(1)))
                        .max()
                        .orElse(0);
    }

    List<ParagraphView> read(String text) {
        List<String> lines = text.strip()
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty() && !line.equals("-"))
                .toList();
        List<ParagraphView> paragraphs = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            String line = lines.get(i);
            boolean label = !isBullet(line) && i + 1 < lines.size() && isBullet(lines.get(i + 1)) && isLabel(line);
            if (!label && !isBullet(line)) {
                paragraphs.add(prose(line));
                i++;
                continue;
            }
            List<StatementView> bullets = new ArrayList<>();
            for (i += label ? 1 : 0; i < lines.size() && isBullet(lines.get(i)); i++) {
                bullets.add(statement(lines.get(i).substring(BULLET.length()).strip()));
            }
            paragraphs.add(new ParagraphView(label ? line : "", true, bullets));
        }
        return paragraphs;
    }

    private static boolean isBullet(String line) {
        return line.startsWith(BULLET);
    }

    /** A line above bullets is their label when it was one before, or is no sentence. */
    private boolean isLabel(String line) {
        boolean known = before.paragraphs().stream()
                .anyMatch(paragraph -> paragraph.bullets() && paragraph.label().equals(line));
        return known || !line.matches(".*[.!?]") && !line.contains(": ");
    }

    /** A line of prose: its label when it had one, and the statements that begin it word for word. */
    private ParagraphView prose(String line) {
        String label = before.paragraphs().stream()
                .filter(paragraph -> !paragraph.bullets() && !paragraph.label().isEmpty())
                .map(ParagraphView::label)
                .filter(known -> line.startsWith(known + ": "))
                .findFirst()
                .orElse("");
        String rest = label.isEmpty() ? line : line.substring(label.length() + 2);
        return new ParagraphView(label, false, statements(rest));
    }

    private List<StatementView> statements(String line) {
        List<StatementView> statements = new ArrayList<>();
        StringBuilder own = new StringBuilder();
        String rest = line;
        while (!rest.isEmpty()) {
            String known = longestKnownAtStartOf(rest);
            if (known.isEmpty()) {
                int cut = rest.indexOf(' ') < 0 ? rest.length() : rest.indexOf(' ') + 1;
                own.append(rest, 0, cut);
                rest = rest.substring(cut);
            } else {
                flush(own, statements);
                statements.add(left.remove(known));
                rest = rest.substring(known.length()).stripLeading();
            }
        }
        flush(own, statements);
        return statements;
    }

    private String longestKnownAtStartOf(String text) {
        return left.keySet().stream()
                .filter(known -> !known.isEmpty()
                        && text.startsWith(known)
                        && (text.length() == known.length() || text.charAt(known.length()) == ' '))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private void flush(StringBuilder own, List<StatementView> statements) {
        String text = own.toString().strip();
        if (!text.isEmpty()) {
            statements.add(written(text));
        }
        own.setLength(0);
    }

    private StatementView statement(String text) {
        StatementView known = left.remove(text);
        return known == null ? written(text) : known;
    }

    private StatementView written(String text) {
        return new StatementView("c" + next++, text, List.of(), true, true);
    }
}
