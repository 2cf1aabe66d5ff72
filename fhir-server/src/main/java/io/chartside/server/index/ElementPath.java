package io.chartside.server.index;

import io.chartside.server.json.Element;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of FHIRPath that R4's search parameters are written in, compiled to steps through a JSON tree:
 * paths of names, {@code [n]}, {@code as}, {@code where(resolve() is T)}, {@code where(name='value')} and unions.
 */
final class ElementPath {
    private static final Pattern TYPE_FILTER = Pattern.compile("where\\(resolve\\(\\) is ([A-Za-z]+)\\)");
    private static final Pattern VALUE_FILTER = Pattern.compile("where\\(([a-z]+) ?= ?'([^']+)'\\)");
    private static final Pattern CAST = Pattern.compile("as\\(([A-Za-z]+)\\)");
    private static final Pattern NAME = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(\\[\\d\\])?");
    private static final Pattern UNION = Pattern.compile("\\s*\\|\\s*");
    private static final Pattern TRUTH = Pattern.compile("(\\S+)\\.exists\\(\\) and (\\S+) != false");
    private static final Pattern PARENTHESES = Pattern.compile("\\((\\S+) as ([A-Za-z]+)\\)(.*)");

    private final List<List<Step>> alternatives;

    private final boolean truth;
    private final ElementDefinitions definitions;

    private ElementPath(ElementDefinitions definitions, List<List<Step>> alternatives, boolean truth) {
        this.definitions = definitions;
        this.alternatives = alternatives;
        this.truth = truth;
    }

    private ElementPath asTruth() {
        return new ElementPath(definitions, alternatives, true);
    }

    private interface Step {
        void from(Element element, Consumer<Element> into);
    }

    /** Empty when the expression needs more of FHIRPath than is compiled here. */
    static Optional<ElementPath> compile(ElementDefinitions definitions, String type, String expression) {
        Matcher truth = TRUTH.matcher(expression);
        if (truth.matches() && truth.group(1).equals(truth.group(2))) {
            return compile(definitions, type, truth.group(1)).map(ElementPath::asTruth);
        }
        List<List<Step>> alternatives = new ArrayList<>();
        for (String alternative : alternatives(expression)) {
            Optional<List<Step>> steps = alternative(definitions, type, alternative);
            if (steps.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(steps.get());
        }
        return Optional.of(new ElementPath(definitions, alternatives, false));
    }

    /** From another element than the resource: {@code relative} is what follows its path; empty is the element itself. */
    static Optional<ElementPath> compileRelative(ElementDefinitions definitions, List<String> relative) {
        return compile(
                definitions,
                "Resource",
                String.join(
                        " | ",
                        relative.stream()
                                .map(r -> r.isEmpty() ? "Resource" : "Resource." + r)
                                .toList()));
    }

    /** The members of a union, each with its casts written {@code a.as(T)}. */
    static List<String> alternatives(String expression) {
        List<String> all = new ArrayList<>();
        for (String text : UNION.split(expression.trim())) {
            Matcher cast = PARENTHESES.matcher(text);
            all.add(cast.matches() ? cast.group(1) + ".as(" + cast.group(2) + ")" + cast.group(3) : text);
        }
        return all;
    }

    List<Element> from(Element resource) {
        List<Element> found = new ArrayList<>();
        for (List<Step> steps : alternatives) {
            List<Element> current = List.of(resource);
            for (Step step : steps) {
                List<Element> next = new ArrayList<>(4);
                for (Element element : current) {
                    step.from(element, next::add);
                }
                current = next;
                if (current.isEmpty()) {
                    break;
                }
            }
            found.addAll(current);
        }
        if (truth) {
            boolean holds = found.stream()
                    .anyMatch(e -> !(e.type().shape() == ElementType.Shape.BOOLEAN
                            && e.value().isBoolean()
                            && !e.value().booleanValue()));
            return List.of(Element.ofBoolean(definitions, holds));
        }
        return found;
    }

    private static Optional<List<Step>> alternative(ElementDefinitions definitions, String type, String text) {
        List<String> parts = split(text);
        if (!parts.get(0).equals(type) && !parts.get(0).equals("Resource")) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            Step step = step(definitions, part);
            if (step == null) {
                return Optional.empty();
            }
            steps.add(step);
        }
        return Optional.of(steps);
    }

    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '.' && depth == 0) {
                parts.add(path.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(path.substring(from));
        return parts;
    }

    private static Step step(ElementDefinitions definitions, String part) {
        Matcher type = TYPE_FILTER.matcher(part);
        if (type.matches()) {
            String prefix = type.group(1) + "/";
            return filter(e -> e.type().shape() == ElementType.Shape.REFERENCE
                    && e.text("reference").startsWith(prefix));
        }
        Matcher value = VALUE_FILTER.matcher(part);
        if (value.matches()) {
            Step child = child(definitions, value.group(1));
            String wanted = value.group(2);
            return filter(
                    e -> values(child, e).stream().anyMatch(found -> found.hasText() && wanted.equals(found.text())));
        }
        Matcher cast = CAST.matcher(part);
        if (cast.matches()) {
            String name = cast.group(1);
            return filter(e -> e.type().name().equals(name));
        }
        Matcher name = NAME.matcher(part);
        if (!name.matches()) {
            return null;
        }
        Step child = child(definitions, name.group(1));
        return name.group(2) == null ? child : nth(child, name.group(2).charAt(1) - '0');
    }

    private static Step child(ElementDefinitions definitions, String name) {
        return (element, into) -> element.forEach(definitions, name, into);
    }

    private static List<Element> values(Step child, Element of) {
        List<Element> values = new ArrayList<>();
        child.from(of, values::add);
        return values;
    }

    private static Step nth(Step child, int index) {
        return (element, into) -> {
            List<Element> values = values(child, element);
            if (values.size() > index) {
                into.accept(values.get(index));
            }
        };
    }

    private static Step filter(Predicate<Element> test) {
        return (element, into) -> {
            if (test.test(element)) {
                into.accept(element);
            }
        };
    }
}
