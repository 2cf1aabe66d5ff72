package io.chartside.server.terminology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;

/**
 * The filters of one include, all of which must be met (FHIR R4, codesystem-filter-operator). Regular expressions are
 * refused, since they come from clients and may never end.
 */
final class Filters {
    private final CodeSource codes;
    private final List<ConceptSetFilterComponent> filters;

    Filters(CodeSource codes, ConceptSetComponent part) {
        this.codes = codes;
        this.filters = part.getFilter();
        filters.forEach(Filters::check);
    }

    private static void check(ConceptSetFilterComponent filter) {
        if (!filter.hasProperty() || filter.getOp() == null || filter.getOp() == FilterOperator.REGEX) {
            throw TerminologyRefused.notSupported("The value set filters codes in a way that is not served");
        }
    }

    boolean meet(Code code) {
        return filters.stream().allMatch(filter -> meets(filter, code));
    }

    /** In hierarchical order below a code, else in the code system's. */
    List<Code> select(Words words, int most) {
        Optional<ConceptSetFilterComponent> below = filters.stream()
                .filter(filter -> filter.getOp() == FilterOperator.ISA || filter.getOp() == FilterOperator.DESCENDENTOF)
                .findFirst();
        if (below.isEmpty() && filters.isEmpty()) {
            return codes.page(words, 0, most);
        }
        List<Code> found = new ArrayList<>();
        if (below.isPresent()) {
            for (String code : descendants(below.get().getValue(), most)) {
                codes.find(code)
                        .filter(this::meet)
                        .filter(one -> words.fit(one.code(), one.display()))
                        .ifPresent(found::add);
            }
            return found;
        }
        for (Code code : codes.page(Words.NONE, 0, Integer.MAX_VALUE)) {
            Code whole = codes.find(code.code()).orElse(code);
            if (meet(whole) && words.fit(code.code(), code.display())) {
                found.add(whole);
                if (found.size() >= most) {
                    return found;
                }
            }
        }
        return found;
    }

    private Set<String> descendants(String code, int most) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>();
        next.push(code);
        while (!next.isEmpty() && seen.size() < most) {
            String at = next.pop();
            if (seen.add(at)) {
                List<String> children = codes.children(at);
                for (int i = children.size() - 1; i >= 0; i--) {
                    next.push(children.get(i));
                }
            }
        }
        return seen;
    }

    private boolean meets(ConceptSetFilterComponent filter, Code code) {
        String value = filter.getValue() == null ? "" : filter.getValue();
        return switch (filter.getOp()) {
            case ISA -> code.code().equals(value) || codes.isBelow(code.code(), value);
            case DESCENDENTOF -> codes.isBelow(code.code(), value);
            case ISNOTA -> !code.code().equals(value) && !codes.isBelow(code.code(), value);
            case GENERALIZES -> code.code().equals(value) || codes.isBelow(value, code.code());
            case EQUAL -> values(filter.getProperty(), code).contains(value);
            case IN -> values(filter.getProperty(), code).stream().anyMatch(listed(value)::contains);
            case NOTIN -> values(filter.getProperty(), code).stream().noneMatch(listed(value)::contains);
            case EXISTS -> !values(filter.getProperty(), code).isEmpty() == value.equals("true");
            default -> throw TerminologyRefused.notSupported("The value set filters codes in a way that is not served");
        };
    }

    private static Set<String> listed(String value) {
        return new LinkedHashSet<>(List.of(value.trim().split("\\s*,\\s*")));
    }

    private List<String> values(String property, Code code) {
        return switch (property) {
            case "concept", "code" -> List.of(code.code());
            case "display" -> List.of(code.display());
            case "parent" -> codes.parents(code.code());
            case "child" -> codes.children(code.code());
            case "inactive" -> List.of(Boolean.toString(!code.active()));
            case "notSelectable" -> List.of(Boolean.toString(!code.selectable()));
            default ->
                code.properties().stream()
                        .filter(one -> one.name().equals(property))
                        .map(one -> text(one.value()))
                        .toList();
        };
    }

    private static String text(Type value) {
        if (value instanceof Coding coding) {
            return coding.getCode() == null ? "" : coding.getCode();
        }
        return value.isPrimitive() ? value.primitiveValue() : "";
    }
}
