package io.chartside.server.search;

import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.tenancy.TenantId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a search (R4, 3.1.1). What is not understood is refused: a parameter left out would widen the answer. */
final class QueryParser {
    private static final int DEFAULT_COUNT = 50;
    private static final int LARGEST_COUNT = 1000;
    /** What changes how an answer is written, not what is in it. */
    private static final Set<String> OF_THE_ANSWER = Set.of("_format", "_pretty", "_elements", "_summary", "_cursor");
    /** Known names that are no criteria: an unknown modifier of theirs is refused, however lenient the handling. */
    private static final Set<String> CONTROLS = Set.of(
            "_format",
            "_pretty",
            "_elements",
            "_summary",
            "_cursor",
            "_count",
            "_sort",
            "_total",
            "_include",
            "_revinclude",
            "_type");

    private final SearchParameters parameters;
    private final OwnParameters own;
    private final CriterionParser criteria;

    QueryParser(SearchParameters parameters, OwnParameters own, ValueParser values) {
        this.parameters = parameters;
        this.own = own;
        this.criteria = new CriterionParser(parameters, own, values);
    }

    SearchQuery parse(TenantId tenant, SearchRequest request) {
        SearchQuery query = parse(tenant, request, request.type());
        return query.boundTo(binding(tenant, request, query.ignored()));
    }

    /**
     * Of a search over all types the query of each; {@code _type} narrows them (R4, 3.1.1.1.2). Lenient handling passes over
     * what none of them knows: what narrows one and not another would mix hits with all there is.
     */
    List<SearchQuery> parseAll(TenantId tenant, SearchRequest request) {
        Map<String, List<String>> common = new LinkedHashMap<>(request.parameters());
        List<String> asked = common.remove("_type");
        List<String> types = asked == null ? List.copyOf(parameters.types()) : types(asked);
        SearchRequest each = new SearchRequest(
                "", common, request.lenient(), request.subject(), request.compartment(), request.base());
        List<SearchQuery> queries = types.stream()
                .filter(type -> request.compartment().isEmpty()
                        || Criterion.Within.holds(
                                parameters, type, request.compartment().get().type()))
                .map(type -> parse(tenant, each, type))
                .toList();
        if (queries.isEmpty()) {
            throw SearchRefused.invalid("the compartment holds no resources of these types");
        }
        List<String> ignored = queries.get(0).ignored();
        for (SearchQuery query : queries) {
            if (!query.ignored().equals(ignored)) {
                throw SearchRefused.notServed("not all of the types searched know all of the search parameters");
            }
        }
        String binding = binding(tenant, request, ignored);
        return queries.stream().map(query -> query.boundTo(binding)).toList();
    }

    private List<String> types(List<String> asked) {
        List<String> types = asked.stream()
                .flatMap(text -> ValueParser.split(text, ',').stream())
                .distinct()
                .toList();
        if (!types.stream().allMatch(parameters::serves)) {
            throw SearchRefused.notServed("_type names a type that is not searched here");
        }
        return types;
    }

    /** @param ignored parameters that the links to further pages do not have either */
    private static String binding(TenantId tenant, SearchRequest request, List<String> ignored) {
        return "search|" + tenant + "|" + request.subject() + "|" + request.type() + "|"
                + request.compartment().map(Object::toString).orElse("") + "|"
                + canonical(request.parameters(), ignored);
    }

    private SearchQuery parse(TenantId tenant, SearchRequest request, String type) {
        if (!parameters.serves(type)) {
            throw SearchRefused.notServed("the type is not searched here");
        }
        Parsing parsing = new Parsing(tenant, type, request.lenient(), request.base());
        request.parameters().forEach(parsing::parameter);
        request.compartment()
                .ifPresent(compartment -> parsing.criteria.add(
                        Criterion.Within.of(parameters, type, compartment.type(), compartment.id())));
        return new SearchQuery(
                type,
                parsing.criteria,
                parsing.sort,
                Math.max(1, Math.min(parsing.count, LARGEST_COUNT)),
                parsing.countOnly || parsing.count == 0,
                parsing.total,
                parsing.includes,
                parsing.cursor,
                "",
                List.copyOf(parsing.ignored));
    }

    private static String canonical(Map<String, List<String>> parameters, List<String> ignored) {
        TreeMap<String, List<String>> sorted = new TreeMap<>(parameters);
        sorted.remove("_cursor");
        sorted.keySet().removeAll(ignored);
        return sorted.toString();
    }

    /** The criteria of a search string such as {@code identifier=http://x|1&status=active}. */
    List<Criterion> criteria(TenantId tenant, String type, String query) {
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
        Parsing parsing = new Parsing(tenant, type, false, "");
        found.forEach(parsing::parameter);
        if (parsing.criteria.isEmpty()) {
            throw SearchRefused.invalid("the criteria are empty");
        }
        return parsing.criteria;
    }

    /** One criterion by its name with modifiers, as it stands after the dot of a chain. */
    List<Criterion> criterion(TenantId tenant, String type, String name, String value) {
        Parsing parsing = new Parsing(tenant, type, false, "");
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
        private final TenantId tenant;
        private final String type;
        private final boolean lenient;
        private final String base;
        private final List<Criterion> criteria = new ArrayList<>();
        private final List<SearchQuery.SortKey> sort = new ArrayList<>();
        private final List<SearchQuery.Include> includes = new ArrayList<>();
        private final Set<String> ignored = new TreeSet<>();
        private int count = DEFAULT_COUNT;
        private boolean countOnly;
        private SearchQuery.Total total = SearchQuery.Total.NONE;
        private String cursor;

        Parsing(TenantId tenant, String type, boolean lenient, String base) {
            this.base = base;
            this.tenant = tenant;
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
                case "_include", "_include:iterate", "_include:recurse" -> includes.add(include(name, text, false));
                case "_revinclude", "_revinclude:iterate", "_revinclude:recurse" ->
                    includes.add(include(name, text, true));
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

        private SearchQuery.Total total(String text) {
            return switch (text) {
                case "none" -> SearchQuery.Total.NONE;
                case "estimate" -> SearchQuery.Total.ESTIMATE;
                case "accurate" -> SearchQuery.Total.ACCURATE;
                default -> throw SearchRefused.invalid("_total is none, estimate or accurate");
            };
        }

        private void sort(String text) {
            for (String key : text.split(",")) {
                boolean descending = key.startsWith("-");
                String name = descending ? key.substring(1) : key;
                SearchParameter known = parameters.find(type, name).orElse(null);
                SearchParameter ofTenant = known == null && tenant != null ? ownParameter(name) : null;
                SearchParameter parameter = known == null ? ofTenant : known;
                if (parameter == null || !SortOrder.isSortable(parameter.kind())) {
                    throw SearchRefused.invalid("_sort names no parameter of " + type + " that orders");
                }
                sort.add(new SearchQuery.SortKey(name, descending, ofTenant));
            }
        }

        /** Null when the tenant has none, or it is not indexed yet. */
        private SearchParameter ownParameter(String name) {
            return own.find(tenant, type, name)
                    .filter(OwnParameters.Definition::ready)
                    .map(OwnParameters.Definition::parameter)
                    .orElse(null);
        }

        /** {@code Type:parameter}, {@code Type:parameter:Target}, {@code Type:*}, {@code *}. */
        private SearchQuery.Include include(String name, String text, boolean reverse) {
            boolean iterate = name.endsWith(":iterate") || name.endsWith(":recurse");
            if (text.equals("*")) {
                return new SearchQuery.Include(null, null, null, reverse, iterate);
            }
            String[] parts = text.split(":");
            if (parts.length < 2 || parts.length > 3 || !parameters.serves(parts[0])) {
                throw SearchRefused.invalid(name + " is Type:parameter or Type:parameter:Target");
            }
            String target = parts.length == 3 ? parts[2] : null;
            if (target != null && !ValueParser.isType(target)) {
                throw SearchRefused.invalid(name + " names no resource type");
            }
            return new SearchQuery.Include(
                    parts[0],
                    parts[1].equals("*") ? null : QueryParser.this.criteria.reference(parts[0], parts[1], name),
                    target,
                    reverse,
                    iterate);
        }

        private void criterion(String name, String text) {
            Optional<Criterion> parsed = QueryParser.this.criteria.parse(tenant, type, name, relative(name, text));
            int colon = name.indexOf(':');
            if (parsed.isPresent()) {
                criteria.add(parsed.get());
            } else if (colon > 0 && CONTROLS.contains(name.substring(0, colon))) {
                throw SearchRefused.notServed("the modifier of " + name.substring(0, colon) + " is not served");
            } else if (lenient) {
                ignored.add(name);
            } else {
                throw SearchRefused.notServed("unknown search parameter " + shown(name) + " of " + type);
            }
        }

        /** References by this server's own address are relative ones (R4, 3.1.1.4.12). */
        private String relative(String name, String text) {
            if (base.isEmpty() || !text.contains(base + "/")) {
                return text;
            }
            boolean references = parameters
                    .find(type, name.split(":", 2)[0])
                    .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                    .isPresent();
            return !references
                    ? text
                    : ValueParser.split(text, ',').stream()
                            .map(part -> part.startsWith(base + "/") ? part.substring(base.length() + 1) : part)
                            .collect(Collectors.joining(","));
        }

        /** A parameter's name comes from the client: only what looks like one is repeated to it. */
        private static String shown(String name) {
            return name.matches("[A-Za-z0-9_:.-]{1,80}") ? name : "(unreadable)";
        }
    }
}
