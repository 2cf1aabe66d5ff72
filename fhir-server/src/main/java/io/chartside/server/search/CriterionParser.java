package io.chartside.server.search;

import io.chartside.server.index.CompositeShape;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.TextWords;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one criterion: a parameter's name with modifiers and chains, and its values (R4, 3.1.1.4). */
final class CriterionParser {
    private static final int MOST_VALUES = 200;
    private static final int MOST_HOPS = 3;
    private static final int MOST_CHAINED_TYPES = 8;
    private static final List<String> PARENTS = List.of("partof", "part-of", "parent");

    private final SearchParameters parameters;
    private final OwnParameters own;
    private final ValueParser values;

    CriterionParser(SearchParameters parameters, OwnParameters own, ValueParser values) {
        this.parameters = parameters;
        this.own = own;
        this.values = values;
    }

    /**
     * Empty when the type has no such parameter.
     *
     * @param tenant null where the tenant's own parameters do not count
     */
    Optional<Criterion> parse(TenantId tenant, String type, String name, String text) {
        if (hops(name) > MOST_HOPS) {
            throw SearchRefused.invalid("more than " + MOST_HOPS + " references are chained");
        }
        if (name.startsWith("_has:")) {
            return Optional.of(has(type, name, text));
        }
        int dot = name.indexOf('.');
        String head = dot < 0 ? name : name.substring(0, dot);
        int colon = head.indexOf(':');
        String base = colon < 0 ? head : head.substring(0, colon);
        String modifier = colon < 0 ? "" : head.substring(colon + 1);
        Optional<Criterion> special = dot < 0 ? special(type, base, modifier, text) : Optional.empty();
        if (special.isPresent()) {
            return special;
        }
        Optional<SearchParameter> found = parameters.find(type, base);
        if (found.isEmpty() && tenant != null && dot < 0) {
            return own.find(tenant, type, base).map(definition -> own(tenant, definition, modifier, text));
        }
        return found.map(parameter -> dot >= 0
                ? chain(tenant, parameter, modifier, name.substring(dot + 1), text)
                : simple(parameter, modifier, text));
    }

    private Criterion own(TenantId tenant, OwnParameters.Definition definition, String modifier, String text) {
        SearchParameter parameter = definition.parameter();
        if (!definition.ready()) {
            throw SearchRefused.invalid("the search parameter " + parameter.name() + " is still being indexed");
        }
        if (modifier.equals("missing")) {
            return new Criterion.OwnMissing(own, tenant, parameter, isTrue(parameter, text));
        }
        refuseModifier(parameter, modifier);
        if (isTerminological(modifier)) {
            throw SearchRefused.notServed("the modifier of " + parameter.name() + " is not served");
        }
        List<SearchValue> anyOf = ValueParser.split(text, ',').stream()
                .map(part -> values.parse(parameter, modifier, part))
                .toList();
        return new Criterion.OwnValues(own, tenant, parameter, anyOf, modifier.equals("not"));
    }

    private static int hops(String name) {
        int hops = (int) name.chars().filter(c -> c == '.').count();
        for (int at = name.indexOf("_has:"); at >= 0; at = name.indexOf("_has:", at + 1)) {
            hops++;
        }
        return hops;
    }

    private static Optional<Criterion> special(String type, String base, String modifier, String text) {
        if (!base.equals("_text") && !base.equals("_content") && !base.equals("_list")) {
            return Optional.empty();
        }
        if (!modifier.isEmpty()) {
            throw SearchRefused.notServed("the modifier of " + base + " is not served");
        }
        if (base.equals("_list")) {
            String id = text.startsWith("List/") ? text.substring(5) : text;
            if (!LocalReference.isId(id)) {
                throw SearchRefused.notServed("_list is the id of a List; functional lists are not served");
            }
            return Optional.of(new Criterion.InList(type, id));
        }
        List<Set<String>> anyOf = new ArrayList<>();
        for (String part : ValueParser.split(text, ',')) {
            Set<String> words = TextWords.of(ValueParser.unescape(part));
            if (words.isEmpty()) {
                throw SearchRefused.invalid(base + " needs words of two letters or more");
            }
            anyOf.add(words);
        }
        return Optional.of(new Criterion.Words(base.equals("_text"), anyOf));
    }

    private Criterion has(String type, String name, String text) {
        String[] parts = name.split(":", 4);
        if (parts.length < 4) {
            throw SearchRefused.invalid("_has is _has:Type:reference:parameter");
        } else if (parts[1].equals("AuditEvent")) {
            throw SearchRefused.notServed(
                    "_has does not look through AuditEvents: search AuditEvent by patient or entity, which names them");
        } else if (!parameters.serves(parts[1])) {
            throw SearchRefused.notServed("the type that _has names is not searched here");
        }
        return new Criterion.Has(type, parts[1], reference(parts[1], parts[2], "_has"), parts[3], text);
    }

    SearchParameter reference(String of, String parameter, String where) {
        return parameters
                .find(of, parameter)
                .filter(p -> p.kind() == SearchParameter.Kind.REFERENCE)
                .orElseThrow(() -> SearchRefused.invalid(where + " names no reference parameter of " + of));
    }

    private Criterion chain(TenantId tenant, SearchParameter parameter, String modifier, String rest, String text) {
        if (parameter.kind() != SearchParameter.Kind.REFERENCE) {
            throw SearchRefused.invalid("only references can be chained, and " + parameter.name() + " is none");
        }
        String named = parameter.name().equals("patient") ? "Patient" : modifier;
        Collection<String> possible = !named.isEmpty()
                ? List.of(named)
                : parameter.targets().isEmpty() ? parameters.types() : parameter.targets();
        List<String> targets = possible.stream()
                .filter(parameters::serves)
                .filter(target -> !named.isEmpty() || knows(tenant, target, rest))
                .sorted()
                .toList();
        if (targets.isEmpty()) {
            throw SearchRefused.notServed("the chained type is not searched here, or has no such parameter");
        }
        if (targets.size() > MOST_CHAINED_TYPES) {
            throw SearchRefused.invalid("name the type of what is chained: " + parameter.name() + ":Type");
        }
        return new Criterion.Chain(parameter, targets, rest, text);
    }

    private boolean knows(TenantId tenant, String type, String rest) {
        String base = rest.split("[.:]", 2)[0];
        return base.startsWith("_")
                || parameters.find(type, base).isPresent()
                || tenant != null && own.find(tenant, type, base).isPresent();
    }

    private Criterion simple(SearchParameter parameter, String modifier, String text) {
        if (modifier.equals("missing")) {
            return missing(parameter, text);
        }
        refuseModifier(parameter, modifier);
        if (parameter.kind() == SearchParameter.Kind.REFERENCE
                && (modifier.equals("above") || modifier.equals("below"))) {
            return hierarchy(parameter, modifier, text);
        }
        if (parameter.kind() == SearchParameter.Kind.TOKEN && isTerminological(modifier)) {
            return new Criterion.OfTerminology(parameter, modifier, text);
        }
        List<String> parts = ValueParser.split(text, ',');
        if (parts.size() > MOST_VALUES) {
            throw SearchRefused.invalid(parameter.name() + " has more than " + MOST_VALUES + " values");
        }
        if (parameter.name().equals("_id")) {
            return new Criterion.Ids(new LinkedHashSet<>(parts));
        }
        if (parameter.name().equals("_lastUpdated")) {
            return new Criterion.Updated(parts.stream()
                    .map(part -> values.date("_lastUpdated", part))
                    .toList());
        }
        if (parameter.kind() == SearchParameter.Kind.COMPOSITE) {
            return composite(parameter, parts);
        }
        return new Criterion.Values(
                parameter,
                parts.stream()
                        .map(part -> values.parse(parameter, modifier, part))
                        .toList(),
                modifier.equals("not"));
    }

    /** A reference to a resource, or to what lies above or below it (R4, 3.1.1.4.13). */
    private Criterion hierarchy(SearchParameter parameter, String modifier, String text) {
        Set<String> possible = parameter.targets().isEmpty() ? parameters.types() : parameter.targets();
        Map<String, SearchParameter> parents = new TreeMap<>();
        possible.forEach(type -> parent(type).ifPresent(parent -> parents.put(type, parent)));
        List<SearchValue.Link> named = new ArrayList<>();
        for (String part : ValueParser.split(text, ',')) {
            if (!(values.parse(parameter, "", part) instanceof SearchValue.Link link)) {
                throw SearchRefused.invalid("the value of " + parameter.name() + ":" + modifier + " is a reference");
            }
            List<String> types = link.type().isEmpty() ? List.copyOf(parents.keySet()) : List.of(link.type());
            if (types.isEmpty() || !parents.keySet().containsAll(types)) {
                throw SearchRefused.notServed(
                        "what " + parameter.name() + " refers to does not lie above or below anything");
            }
            types.forEach(type -> named.add(new SearchValue.Link(type, link.id())));
        }
        return new Criterion.OfHierarchy(parameter, modifier.equals("below"), named, parents);
    }

    /** By what resources of the type are parts of others of it. */
    private Optional<SearchParameter> parent(String type) {
        return PARENTS.stream()
                .flatMap(name -> parameters.find(type, name).stream())
                .filter(parent -> parent.targets().isEmpty() || parent.targets().contains(type))
                .findFirst();
    }

    private Criterion missing(SearchParameter parameter, String text) {
        boolean missing = isTrue(parameter, text);
        if (parameter.name().equals("_id") || parameter.name().equals("_lastUpdated")) {
            return missing ? new Criterion.Ids(Set.of()) : new Criterion.Anything();
        }
        List<String> whole = parameter.kind() == SearchParameter.Kind.COMPOSITE
                ? shape(parameter).whole()
                : List.of();
        return new Criterion.Missing(parameter, whole, missing);
    }

    private static boolean isTrue(SearchParameter parameter, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw SearchRefused.invalid(parameter.name() + ":missing is true or false");
        }
        return text.equals("true");
    }

    private CompositeShape shape(SearchParameter composite) {
        return parameters.shape(composite);
    }

    private Criterion composite(SearchParameter parameter, List<String> texts) {
        List<SearchParameter> components = parameter.components().stream()
                .map(name -> parameters.find(parameter.type(), name).orElseThrow())
                .toList();
        List<SearchValue.Composite> anyOf = new ArrayList<>();
        for (String text : texts) {
            List<String> parts = ValueParser.split(text, '$');
            if (parts.size() != components.size()) {
                throw SearchRefused.invalid(parameter.name() + " has " + components.size() + " parts, joined by $");
            }
            List<SearchValue> asked = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                asked.add(values.parse(components.get(i), "", parts.get(i)));
            }
            anyOf.add(new SearchValue.Composite(asked));
        }
        CompositeShape shape = shape(parameter);
        return new Criterion.Composites(
                parameter, shape.whole(), !shape.tuples().isEmpty(), anyOf);
    }

    private static boolean isTerminological(String modifier) {
        return modifier.equals("in")
                || modifier.equals("not-in")
                || modifier.equals("above")
                || modifier.equals("below");
    }

    private static void refuseModifier(SearchParameter parameter, String modifier) {
        if (!modifier.isEmpty() && (parameter.name().equals("_id") || !isServed(parameter.kind(), modifier))) {
            throw SearchRefused.notServed("the modifier of " + parameter.name() + " is not served");
        }
    }

    /** Besides {@code :missing}, which all have. */
    static boolean isServed(SearchParameter.Kind kind, String modifier) {
        return switch (kind) {
            case STRING -> Set.of("exact", "contains", "text").contains(modifier);
            case TOKEN ->
                Set.of("not", "text", "in", "not-in", "above", "below", "of-type")
                        .contains(modifier);
            case REFERENCE -> Set.of("identifier", "above", "below").contains(modifier) || ValueParser.isType(modifier);
            case URI -> modifier.equals("above") || modifier.equals("below");
            case DATE, QUANTITY, NUMBER, COMPOSITE, SPECIAL -> false;
        };
    }
}
