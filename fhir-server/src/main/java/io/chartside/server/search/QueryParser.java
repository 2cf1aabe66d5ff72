package io.chartside.server.search;

import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.tenancy.TenantId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a search (R4, 3.1.1). What is not understood is refused: a parameter left out would widen the answer. */
final class QueryParser {
    private static final int DEFAULT_COUNT = 50;
    private static final int LARGEST_COUNT = 1000;
    private static final int MOST_VALUES = 200;
    /** What changes how an answer is written, not what is in it. */
    private static final Set<String> OF_THE_ANSWER = Set.of("_format", "_pretty", "_elements", "_summary", "_cursor");

    private final SearchParameters parameters;
    private final ValueParser values;

    QueryParser(SearchParameters parameters, ValueParser values) {
        this.parameters = parameters;
        this.values = values;
    }

    SearchQuery parse(TenantId tenant, SearchRequest request) {
        if (!parameters.serves(request.type())) {
            throw SearchRefused.invalid("the type is not searched here");
        }
        Parsing parsing = new Parsing(request.type(), request.lenient());
        request.parameters().forEach(parsing::parameter);
        String binding = "search|" + tenant + "|" + request.subject() + "|" + request.type() + "|"
                + canonical(request.parameters());
        return new SearchQuery(
                request.type(),
                parsing.criteria,
                parsing.sort,
                Math.max(1, Math.min(parsing.count, LARGEST_COUNT)),
                parsing.countOnly || parsing.count == 0,
                parsing.total,
                parsing.includes,
                parsing.reverseIncludes,
                parsing.cursor,
                binding,
                parsing.ignored);
    }

    private static String canonical(Map<String, List<String>> parameters) {
        TreeMap<String, List<String>> sorted = new TreeMap<>(parameters);
        sorted.remove("_cursor");
        return sorted.toString();
    }

    /** The criteria of a search string such as {@code identifier=http://x|1&status=active}. */
    List<Criterion> criteria(String type, String query) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        String text = query.startsWith("?") ? query.substring(1) : query;
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw SearchRefused.invalid("a criterion is name=value");
            }
            found.computeIfAbsent(decode(pair.substring(0, equals)), name -> new ArrayList<>())
                    .add(decode(pair.substring(equals + 1)));
        }
        Parsing parsing = new Parsing(type, false);
        found.forEach(parsing::parameter);
        if (parsing.criteria.isEmpty()) {
            throw SearchRefused.invalid("the criteria are empty");
        }
        return parsing.criteria;
    }

    /** One criterion by its name with modifiers, as it stands after the dot of a chain. */
    List<Criterion> criterion(String type, String name, String value) {
        Parsing parsing = new Parsing(type, false);
        parsing.criterion(name, value);
        return parsing.criteria;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SearchRefused.invalid("the criteria are not URL-encoded");
        }
    }

    private final class Parsing {
        private final String type;
        private final boolean lenient;
        private final List<Criterion> criteria = new ArrayList<>();
        private final List<SearchQuery.SortKey> sort = new ArrayList<>();
        private final List<SearchQuery.Include> includes = new ArrayList<>();
        private final List<SearchQuery.Include> reverseIncludes = new ArrayList<>();
        private final List<String> ignored = new ArrayList<>();
        private int count = DEFAULT_COUNT;
        private boolean countOnly;
        private boolean total;
        private String cursor;

        Parsing(String type, boolean lenient) {
            this.type = type;
            this.lenient = lenient;
        }

        void parameter(String name, List<String> repeats) {
            for (String text : repeats) {
                if (!control(name, text)) {
                    criterion(name, text);
                }
            }
        }

        private boolean control(String name, String text) {
            switch (name) {
                case "_count" -> count = number(text);
                case "_sort" -> sort(text);
                case "_total" -> total = total(text);
                case "_include" -> includes.add(include(name, text));
                case "_revinclude" -> reverseIncludes.add(include(name, text));
                default -> {
                    if (!OF_THE_ANSWER.contains(name)) {
                        return false;
                    }
                    cursor = name.equals("_cursor") ? text : cursor;
                    countOnly |= name.equals("_summary") && text.equals("count");
                }
            }
            return true;
        }

        private int number(String text) {
            if (!text.matches("\\d{1,9}")) {
                throw SearchRefused.invalid("_count is no number");
            }
            return Integer.parseInt(text);
        }

        private boolean total(String text) {
            return switch (text) {
                case "none" -> false;
                case "estimate", "accurate" -> true;
                default -> throw SearchRefused.invalid("_total is none, estimate or accurate");
            };
        }

        private void sort(String text) {
            for (String key : text.split(",")) {
                boolean descending = key.startsWith("-");
                String name = descending ? key.substring(1) : key;
                if (parameters.find(type, name).isEmpty()) {
                    throw SearchRefused.invalid("_sort names no parameter of " + type);
                }
                sort.add(new SearchQuery.SortKey(name, descending));
            }
        }

        private SearchQuery.Include include(String name, String text) {
            String[] parts = text.split(":");
            if (parts.length < 2 || parts.length > 3 || !parameters.serves(parts[0])) {
                throw SearchRefused.invalid(name + " is Type:parameter or Type:parameter:Target");
            }
            String target = parts.length == 3 ? parts[2] : null;
            if (target != null && !ValueParser.isType(target)) {
                throw SearchRefused.invalid(name + " names no resource type");
            }
            if (parts[1].equals("*") && name.equals("_include")) {
                return new SearchQuery.Include(parts[0], null, target);
            }
            return new SearchQuery.Include(parts[0], reference(parts[0], parts[1], name), target);
        }

        private SearchParameter reference(String of, String parameter, String where) {
            return parameters
                    .find(of, parameter)
                    .filter(p -> p.kind() == SearchParameter.Kind.REFERENCE)
                    .orElseThrow(() -> SearchRefused.invalid(where + " names no reference parameter of " + of));
        }

        private void criterion(String name, String text) {
            if (name.startsWith("_has:")) {
                criteria.add(has(name, text));
                return;
            }
            int dot = name.indexOf('.');
            String head = dot < 0 ? name : name.substring(0, dot);
            int colon = head.indexOf(':');
            String base = colon < 0 ? head : head.substring(0, colon);
            String modifier = colon < 0 ? "" : head.substring(colon + 1);
            SearchParameter parameter = parameters.find(type, base).orElse(null);
            if (parameter == null) {
                if (!lenient) {
                    throw SearchRefused.invalid("unknown search parameter " + shown(name) + " of " + type);
                }
                ignored.add(shown(name));
            } else if (dot >= 0) {
                criteria.add(chain(parameter, modifier, name.substring(dot + 1), text));
            } else {
                criteria.add(simple(parameter, modifier, text));
            }
        }

        private Criterion has(String name, String text) {
            String[] parts = name.split(":", 4);
            if (parts.length < 4 || !parameters.serves(parts[1]) || parts[3].contains("_has")) {
                throw SearchRefused.invalid("_has is _has:Type:reference:parameter");
            }
            return new Criterion.Has(type, parts[1], reference(parts[1], parts[2], "_has"), parts[3], text);
        }

        private Criterion chain(SearchParameter parameter, String modifier, String rest, String text) {
            if (parameter.kind() != SearchParameter.Kind.REFERENCE || rest.contains(".")) {
                throw SearchRefused.invalid("only one reference can be chained in " + shown(parameter.name()));
            }
            String target = parameter.name().equals("patient") ? "Patient" : modifier;
            if (target.isEmpty()) {
                List<String> possible = parameter.targets().stream()
                        .filter(parameters::serves)
                        .filter(t -> parameters.find(t, rest.split(":")[0]).isPresent())
                        .toList();
                if (possible.size() != 1) {
                    throw SearchRefused.invalid("name the type: " + parameter.name() + ":Type." + shown(rest));
                }
                target = possible.get(0);
            }
            if (!parameters.serves(target)) {
                throw SearchRefused.invalid("the chained type is not searched here");
            }
            return new Criterion.Chain(parameter, target, rest, text);
        }

        private Criterion simple(SearchParameter parameter, String modifier, String text) {
            if (modifier.equals("missing")) {
                if (!text.equals("true") && !text.equals("false")
                        || parameter.name().startsWith("_")) {
                    throw SearchRefused.invalid(parameter.name() + ":missing is true or false");
                }
                return new Criterion.Missing(parameter, text.equals("true"));
            }
            refuseModifier(parameter, modifier);
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
            return new Criterion.Values(
                    parameter,
                    parts.stream()
                            .map(part -> values.parse(parameter, modifier, part))
                            .toList(),
                    modifier.equals("not"));
        }

        private void refuseModifier(SearchParameter parameter, String modifier) {
            boolean known = modifier.isEmpty()
                    || switch (parameter.kind()) {
                        case STRING -> modifier.equals("exact") || modifier.equals("contains");
                        case TOKEN ->
                            (modifier.equals("not") || modifier.equals("text"))
                                    && !parameter.name().equals("_id");
                        case REFERENCE -> ValueParser.isType(modifier);
                        case DATE, QUANTITY, NUMBER, URI -> false;
                    };
            if (!known) {
                throw SearchRefused.invalid("the modifier of " + parameter.name() + " is not served");
            }
        }

        /** A parameter's name comes from the client: only what looks like one is repeated to it. */
        private static String shown(String name) {
            return name.matches("[A-Za-z0-9_:.-]{1,80}") ? name : "(unreadable)";
        }
    }
}
