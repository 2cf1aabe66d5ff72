package io.chartside.scribe.coding;

import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.wording.Prose;
import io.chartside.terminology.CodeCatalog;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** From a finding to its code: axes by what was said, then the catalogue of the year, where one is loaded. */
final class CodeResolver {
    private static final int CODE_AND_SEVENTH = 8;
    private final Axes axes;
    private final CodeEditions editions;
    private final CodeCatalog catalog;
    private final Optional<LocalDate> day;

    CodeResolver(Axes axes, CodeEditions editions, CodeCatalog catalog, Optional<LocalDate> day) {
        this.axes = axes;
        this.editions = editions;
        this.catalog = catalog;
        this.day = day;
    }

    /** One code, or two for both sides of a family without a bilateral code (guideline I.B.13). */
    List<Resolved> resolve(Finding finding, Side.Tally tally, VisitText text) {
        Concept concept = finding.concept();
        if (concept.code().isEmpty()) {
            return List.of();
        }
        List<Side> sides = List.of(Side.UNSTATED);
        if (concept.code().indexOf('{') >= 0) {
            Side side = tally.of(concept.site(), finding.support(), text);
            boolean split = side == Side.BOTH && !axes.knows(concept.code(), Side.BOTH);
            sides = split && axes.knows(concept.code(), Side.RIGHT) ? List.of(Side.RIGHT, Side.LEFT) : List.of(side);
        }
        List<List<Token>> near = near(finding, text);
        List<Resolved> out = new ArrayList<>();
        for (Side side : sides) {
            String said = Encounter.character(concept, axes.resolve(concept.code(), side, near), text);
            current(said).ifPresent(code -> out.add(new Resolved(code, display(concept, said, code, side))));
        }
        return out;
    }

    /** The code as it was on the day and as the loaded year has it: itself, its predecessor, or the unspecified one of its subdivisions. */
    private Optional<String> current(String newest) {
        String code = editions.on(newest, day);
        if (catalog.version().equals(CodeCatalog.empty().version())) {
            return Optional.of(code);
        }
        Optional<io.chartside.terminology.Concept> known = catalog.find(code);
        while (known.isEmpty() && editions.before(code).isPresent()) {
            code = editions.before(code).get();
            known = catalog.find(code);
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        return known.get().billable() ? Optional.of(code) : completed(code);
    }

    private Optional<String> completed(String code) {
        List<io.chartside.terminology.Concept> children = catalog.children(code);
        Optional<String> seventh = seventh(children);
        if (seventh.isPresent()) {
            return seventh;
        }
        for (io.chartside.terminology.Concept child : children) {
            if (child.display().toLowerCase(Locale.ROOT).contains("unspecified")) {
                return child.billable() ? Optional.of(child.code()) : completed(child.code());
            }
        }
        return children.size() == 1 && children.get(0).billable()
                ? Optional.of(children.get(0).code())
                : Optional.empty();
    }

    /** Where only the seventh character is left (I.A.5): the initial encounter, else the one for no further detail. */
    private static Optional<String> seventh(List<io.chartside.terminology.Concept> children) {
        boolean left = !children.isEmpty()
                && children.stream().allMatch(child -> child.code().length() == CODE_AND_SEVENTH && child.billable());
        return !left
                ? Optional.empty()
                : children.stream()
                        .map(io.chartside.terminology.Concept::code)
                        .filter(child -> child.endsWith("A") || child.endsWith("0"))
                        .findFirst();
    }

    private String display(Concept concept, String newest, String code, Side side) {
        return catalog.find(code)
                .map(io.chartside.terminology.Concept::display)
                .or(() -> code.equals(newest)
                        ? Optional.empty()
                        : editions.titleOfReplaced(code).map(Prose::capital))
                .orElseGet(() -> ownDisplay(concept, side));
    }

    static String ownDisplay(Concept concept, Side side) {
        String word = switch (side) {
            case RIGHT -> "right ";
            case LEFT -> "left ";
            case BOTH -> "bilateral ";
            case UNSTATED -> "";
        };
        String text = concept.display().replace("{side} ", word);
        return text.isEmpty() ? concept.id() : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static List<List<Token>> near(Finding finding, VisitText text) {
        Set<Integer> turns = new LinkedHashSet<>();
        finding.support().forEach(m -> turns.add(m.mention().turn()));
        return turns.stream().map(text::turn).toList();
    }

    /** A code with its title. */
    record Resolved(String code, String display) {}
}
