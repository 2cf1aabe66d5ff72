package io.chartside.server.search;

import io.chartside.server.index.AuditParameters;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * What a search of the audit asks beyond the words that its rows are found by: tested on each event once it is opened, with
 * the meaning that R4 gives to parameters and modifiers of any type (3.1.1.4).
 */
@Component
public final class AuditCriteria {
    /** Parameters whose plain values are among the words that rows are found by. */
    public static final Set<String> WORDS =
            Set.of("action", "agent", "entity", "outcome", "patient", "subtype", "type");

    private static final String TYPE = "AuditEvent";
    private static final int MOST_TARGETS = 200;
    private static final int MOST_PAGES = 20;

    private final AuditParameters parameters;
    private final CriterionParser parser;
    private final ResourceSearch search;

    AuditCriteria(AuditParameters parameters, ResourceSearch search, Clock clock) {
        this.parameters = parameters;
        this.parser = new CriterionParser(parameters.withOtherTypes(), null, new ValueParser(clock));
        this.search = search;
    }

    /** One condition on an event. */
    public static final class Condition {
        private final Criterion criterion;

        private Condition(Criterion criterion) {
            this.criterion = criterion;
        }

        /** Whether other resources have to be found before it can be tested ({@link #targets}). */
        public boolean isChain() {
            return criterion instanceof Criterion.Chain;
        }
    }

    /**
     * What a chain means.
     *
     * @param parameter the reference that is chained: {@code patient} of {@code patient.identifier}
     * @param references what it leads to among the resources that the caller may see, as {@code Type/id}
     * @param condition that an event refers to one of them
     */
    public record Targets(String parameter, Set<String> references, Condition condition) {
        public Targets {
            references = Set.copyOf(references);
        }
    }

    /** @param conditions without chains */
    public boolean hold(List<Condition> conditions, StoredResource event) {
        if (conditions.isEmpty()) {
            return true;
        }
        IndexedResource values = parameters.index(JsonTree.ofStored(event.json()));
        return conditions.stream().allMatch(condition -> condition.criterion.holds(event, values));
    }

    /**
     * Empty when AuditEvents have no such parameter.
     *
     * @param name with modifiers
     * @throws SearchRefused when the modifier or the value is not understood, or not served here
     */
    public Optional<Condition> parse(String name, String value) {
        return parser.parse(null, TYPE, name, value).map(criterion -> {
            if (criterion instanceof Criterion.Unresolved && !(criterion instanceof Criterion.Chain)) {
                throw SearchRefused.notServed(
                        "AuditEvents are not searched by _has, _list, value sets or hierarchies of codes");
            }
            return new Condition(criterion);
        });
    }

    /** @throws SearchRefused when it leads to more than 200 */
    public Targets targets(TenantId tenant, Sight sight, String subject, Condition chain) {
        Criterion.Chain asked = (Criterion.Chain) chain.criterion;
        Set<String> references = new TreeSet<>();
        List<SearchValue> links = new ArrayList<>();
        for (String type : asked.targetTypes()) {
            for (String id : ids(tenant, sight, subject, type, asked)) {
                references.add(type + "/" + id);
                links.add(new SearchValue.Link(type, id));
            }
        }
        if (links.size() > MOST_TARGETS) {
            throw tooMany();
        }
        return new Targets(
                asked.reference().name(),
                references,
                new Condition(new Criterion.Values(asked.reference(), links, false)));
    }

    private Set<String> ids(TenantId tenant, Sight sight, String subject, String type, Criterion.Chain chain) {
        Set<String> found = new TreeSet<>();
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            Map<String, List<String>> asked = new TreeMap<>(Map.of(
                    chain.parameter(), List.of(chain.value()), "_count", List.of(Integer.toString(MOST_TARGETS + 1))));
            if (cursor != null) {
                asked.put("_cursor", List.of(cursor));
            }
            SearchPage part = search.search(tenant, sight, new SearchRequest(type, asked, false, subject));
            part.matches().forEach(match -> found.add(match.id()));
            cursor = part.nextCursor();
            if (cursor == null) {
                return found;
            }
        }
        throw tooMany();
    }

    private static SearchRefused tooMany() {
        return SearchRefused.tooCostly(
                "more than " + MOST_TARGETS + " resources are found on the way to what is searched: narrow the search");
    }
}
