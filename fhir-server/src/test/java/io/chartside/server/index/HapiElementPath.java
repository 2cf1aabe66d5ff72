package io.chartside.server.index;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Reference;

/**
 * The part of FHIRPath that R4's search parameters are written in, compiled to HAPI's element accessors: paths of
 * names, {@code [n]}, {@code as}, {@code where(resolve() is T)}, {@code where(name='value')} and unions. A Patient's 28 parameters cost
 * a third of what HAPI's FHIRPath engine needs for them pre-parsed.
 */
final class HapiElementPath {
    private static final Pattern TYPE_FILTER = Pattern.compile("where\\(resolve\\(\\) is ([A-Za-z]+)\\)");
    private static final Pattern VALUE_FILTER = Pattern.compile("where\\(([a-z]+) ?= ?'([^']+)'\\)");
    private static final Pattern CAST = Pattern.compile("as\\(([A-Za-z]+)\\)");
    private static final Pattern NAME = Pattern.compile("([A-Za-z][A-Za-z0-9]*)(\\[\\d\\])?");
    private static final Pattern UNION = Pattern.compile("\\s*\\|\\s*");
    private static final Pattern TRUTH = Pattern.compile("(\\S+)\\.exists\\(\\) and (\\S+) != false");
    private static final Pattern PARENTHESES = Pattern.compile("\\((\\S+) as ([A-Za-z]+)\\)(.*)");

    private final List<List<Step>> alternatives;

    private final boolean truth;

    private HapiElementPath(List<List<Step>> alternatives, boolean truth) {
        this.alternatives = alternatives;
        this.truth = truth;
    }

    private HapiElementPath asTruth() {
        return new HapiElementPath(alternatives, true);
    }

    private interface Step {
        void from(IBase element, List<IBase> into);
    }

    /** Empty when the expression needs more of FHIRPath than is compiled here. */
    static Optional<HapiElementPath> compile(FhirContext fhir, String type, String expression) {
        Matcher truth = TRUTH.matcher(expression);
        if (truth.matches() && truth.group(1).equals(truth.group(2))) {
            return compile(fhir, type, truth.group(1)).map(HapiElementPath::asTruth);
        }
        List<List<Step>> alternatives = new ArrayList<>();
        for (String alternative : alternatives(expression)) {
            Optional<List<Step>> steps = alternative(fhir, type, alternative);
            if (steps.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(steps.get());
        }
        return Optional.of(new HapiElementPath(alternatives, false));
    }

    /** From another element than the resource: {@code relative} is what follows its path; empty is the element itself. */
    static Optional<HapiElementPath> compileRelative(FhirContext fhir, List<String> relative) {
        return compile(
                fhir,
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

    List<IBase> from(IBase resource) {
        List<IBase> found = new ArrayList<>();
        for (List<Step> steps : alternatives) {
            List<IBase> current = List.of(resource);
            for (Step step : steps) {
                List<IBase> next = new ArrayList<>();
                for (IBase element : current) {
                    step.from(element, next);
                }
                current = next;
                if (current.isEmpty()) {
                    break;
                }
            }
            found.addAll(current);
        }
        if (truth) {
            boolean holds = found.stream().anyMatch(e -> !(e instanceof BooleanType b && !b.booleanValue()));
            return List.of(new BooleanType(holds));
        }
        return found;
    }

    private static Optional<List<Step>> alternative(FhirContext fhir, String type, String text) {
        List<String> parts = split(text);
        if (!parts.get(0).equals(type) && !parts.get(0).equals("Resource")) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            Step step = step(fhir, part);
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

    private static Step step(FhirContext fhir, String part) {
        Matcher type = TYPE_FILTER.matcher(part);
        if (type.matches()) {
            String prefix = type.group(1) + "/";
            return filter(e -> e instanceof Reference r
                    && r.hasReference()
                    && r.getReference().startsWith(prefix));
        }
        Matcher value = VALUE_FILTER.matcher(part);
        if (value.matches()) {
            Child child = new Child(fhir, value.group(1));
            String wanted = value.group(2);
            return filter(e -> child.values(e).stream()
                    .anyMatch(found -> found instanceof IPrimitiveType<?> p && wanted.equals(p.getValueAsString())));
        }
        Matcher cast = CAST.matcher(part);
        if (cast.matches()) {
            String name = cast.group(1);
            return filter(e ->
                    e instanceof org.hl7.fhir.r4.model.Base b && b.fhirType().equals(name));
        }
        Matcher name = NAME.matcher(part);
        if (!name.matches()) {
            return null;
        }
        Child child = new Child(fhir, name.group(1));
        return name.group(2) == null ? child : nth(child, name.group(2).charAt(1) - '0');
    }

    private static Step nth(Child child, int index) {
        return (element, into) -> {
            List<IBase> values = child.values(element);
            if (values.size() > index) {
                into.add(values.get(index));
            }
        };
    }

    private static Step filter(Predicate<IBase> test) {
        return (element, into) -> {
            if (test.test(element)) {
                into.add(element);
            }
        };
    }

    private static final class Child implements Step {
        private final FhirContext fhir;
        private final String name;
        private final Map<Class<?>, Optional<BaseRuntimeChildDefinition.IAccessor>> accessors =
                new ConcurrentHashMap<>();

        Child(FhirContext fhir, String name) {
            this.fhir = fhir;
            this.name = name;
        }

        List<IBase> values(IBase element) {
            List<IBase> values = new ArrayList<>();
            from(element, values);
            return values;
        }

        @Override
        public void from(IBase element, List<IBase> into) {
            Optional<BaseRuntimeChildDefinition.IAccessor> accessor = accessors.get(element.getClass());
            if (accessor == null) {
                accessor = accessors.computeIfAbsent(element.getClass(), c -> accessor(element));
            }
            if (accessor.isPresent()) {
                for (IBase value : accessor.get().getValues(element)) {
                    if (value != null && !value.isEmpty()) {
                        into.add(value);
                    }
                }
            }
        }

        private Optional<BaseRuntimeChildDefinition.IAccessor> accessor(IBase element) {
            BaseRuntimeElementDefinition<?> definition = element instanceof org.hl7.fhir.r4.model.Resource resource
                    ? fhir.getResourceDefinition(resource)
                    : fhir.getElementDefinition(element.getClass());
            if (definition instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
                BaseRuntimeChildDefinition child = composite.getChildByName(name);
                if (child == null) {
                    child = composite.getChildByName(name + "[x]");
                }
                return Optional.ofNullable(child).map(BaseRuntimeChildDefinition::getAccessor);
            }
            return Optional.empty();
        }
    }
}
