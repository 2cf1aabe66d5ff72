package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.Database;
import io.chartside.server.store.Sight;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every shape of statement keeps its index under row-level security, also at its tenth run, dense and empty. */
class SearchPlanShapesTest {
    private static final TenantId TENANT = TestStore.freshTenant();
    private static final int ROWS = 20_000;
    private static final Pattern HITS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    @BeforeAll
    static void fill() {
        TestStore.bean(Database.class);
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : List.of(
                        """
                        insert into resource select '%1$s', g, %3$d, 'e' || g, 1, 1, false, g / 100, g, g + 5, g, '1', 0,
                            array[g %% 7, 1000 + g %% 500], '{}', '{}', '{}', '' from generate_series(100, %2$d) g""",
                        """
                        insert into resource_version select '%1$s', g, 1, %3$d, false, false, g / 100, g, '1', 0, 1,
                            decode(repeat('00', 400), 'hex') from generate_series(100, %2$d) g""",
                        "insert into search_token select '%1$s', g %% 50, g, g from generate_series(100, %2$d) g",
                        "insert into reference_link select '%1$s', g %% 2000, 7, g, g from generate_series(100, %2$d) g",
                        "vacuum analyze resource, resource_version, search_token, reference_link")) {
                    statement.execute(sql.formatted(TENANT, ROWS, ResourceTypes.number("Encounter")));
                }
                return null;
            }
        });
    }

    private static SearchPlan plan(Anchor anchor, String filter, Object... parameters) {
        return new SearchPlan(anchor, filter, List.of(parameters), List.of(), List.of(), List.of());
    }

    /** The plan of the tenth run of one prepared statement, as the server's own connections keep it. */
    private static String explain(SearchPlan plan, Sight.Extent extent, CandidateSql.Order order, int limit) {
        SightSql see = SightSql.of(TENANT, extent);
        CandidateSql.Statement page = new CandidateSql(TENANT, "Encounter", plan, see, order, true).page(null, limit);
        Matcher parameter = Pattern.compile("\\?").matcher(page.sql());
        AtomicInteger number = new AtomicInteger();
        String prepared = parameter.replaceAll(match -> Matcher.quoteReplacement(
                "$" + number.incrementAndGet() + "::" + type(page.parameters().get(number.get() - 1))));
        String values =
                page.parameters().stream().map(SearchPlanShapesTest::literal).collect(Collectors.joining(", "));
        return TestStore.bean(Database.class).reading(TENANT, session -> {
            session.query("prepare shape as " + prepared + "; select 1", List.of(), row -> 1);
            String last = "";
            for (int run = 0; run < 10; run++) {
                last = String.join(
                        "\n",
                        session.query(
                                "explain (analyze, buffers, costs off, timing off) execute shape(" + values + ")",
                                List.of(),
                                row -> row.getString(1)));
            }
            session.query("deallocate shape; select 1", List.of(), row -> 1);
            return last;
        });
    }

    private static String type(Object value) {
        return value instanceof int[]
                ? "int[]"
                : value instanceof long[]
                        ? "bigint[]"
                        : value instanceof String[]
                                ? "text[]"
                                : value instanceof Integer ? "int" : value instanceof Long ? "bigint" : "text";
    }

    private static String literal(Object value) {
        if (value instanceof int[] numbers) {
            return "'" + Arrays.toString(numbers).replace('[', '{').replace(']', '}') + "'";
        }
        if (value instanceof long[] numbers) {
            return "'" + Arrays.toString(numbers).replace('[', '{').replace(']', '}') + "'";
        }
        if (value instanceof String[] texts) {
            return "'{" + String.join(",", texts) + "}'";
        }
        return "'" + value + "'";
    }

    private static void assertPlan(String explained, int mostBuffers, String... indexes) {
        assertThat(explained).doesNotContain("Seq Scan").contains(indexes);
        Matcher hits = HITS.matcher(explained);
        assertThat(hits.find()).as(explained).isTrue();
        int touched = Integer.parseInt(hits.group(1)) + (hits.group(2) == null ? 0 : Integer.parseInt(hits.group(2)));
        assertThat(touched).as(explained).isLessThan(mostBuffers);
    }

    private static final Sight.Extent ALL = new Sight.Extent.All(true);

    @Test
    void onePatientsRecord_readsItsOwnRowsNewestFirst() {
        SearchPlan dense = plan(new Anchor.Patients(new long[] {50}), "");
        SearchPlan filtered = plan(new Anchor.Patients(new long[] {50}), " and r.ptok && ?", (Object) new int[] {3});
        SearchPlan empty = plan(new Anchor.Patients(new long[] {50}), " and r.ptok && ?", (Object) new int[] {-9});

        assertPlan(
                explain(dense, ALL, CandidateSql.Order.CLINICAL, 11), 120, "resource_patient", "resource_version_pkey");
        assertPlan(explain(filtered, ALL, CandidateSql.Order.CLINICAL, 11), 250, "resource_patient");
        assertPlan(explain(empty, ALL, CandidateSql.Order.CLINICAL, 11), 250, "resource_patient");
    }

    @Test
    void populationToken_isReadInResultOrder_aloneAndMergedFromSeveral() {
        SearchPlan one = plan(new Anchor.Tokens(new long[] {7}), "");
        SearchPlan split = plan(new Anchor.Tokens(new long[] {7, 8, 9, 10}), "");
        SearchPlan empty = plan(new Anchor.Tokens(new long[] {-7}), "");

        assertPlan(explain(one, ALL, CandidateSql.Order.CLINICAL, 20), 300, "search_token_pkey", "resource_pkey");
        assertPlan(explain(split, ALL, CandidateSql.Order.CLINICAL, 20), 800, "search_token_pkey", "resource_pkey");
        assertPlan(explain(empty, ALL, CandidateSql.Order.CLINICAL, 20), 20, "search_token_pkey");
    }

    @Test
    void whatRefersToAResource_isReadFromItsLinks() {
        SearchPlan plan = plan(new Anchor.Links(7, new long[] {77}), "");

        assertPlan(explain(plan, ALL, CandidateSql.Order.CLINICAL, 50), 300, "reference_link_pkey", "resource_pkey");
    }

    @Test
    void walkAlongTheType_stopsAtItsLimit() {
        SearchPlan plan = plan(new Anchor.Walk(), "");

        assertPlan(explain(plan, ALL, CandidateSql.Order.CLINICAL, 20), 250, "resource_order");
        assertPlan(explain(plan, ALL, CandidateSql.Order.UPDATED, 20), 250, "resource_updated");
    }

    @Test
    void sightOfCertainPatients_standsInTheStatement() {
        SearchPlan plan = plan(new Anchor.Tokens(new long[] {7}), "");
        Sight.Extent narrowed = new Sight.Extent.Narrowed(Set.of("e150"), List.of(), false);

        String explained = explain(plan, narrowed, CandidateSql.Order.CLINICAL, 20);

        assertThat(explained).doesNotContain("Seq Scan").contains("patient_rid", "NOT", "draft");
    }
}
