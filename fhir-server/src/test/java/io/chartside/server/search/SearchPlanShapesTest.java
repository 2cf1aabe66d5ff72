package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.Database;
import io.chartside.server.store.OnOldestPostgres;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.Sight;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.TestPlans;
import io.chartside.server.store.TestStatistics;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every shape of statement keeps its index under row-level security, also at its tenth run, dense and empty. */
@OnOldestPostgres
@ParameterizedClass
@EnumSource(TestStatistics.class)
class SearchPlanShapesTest {
    private static final TenantId TENANT = TestStore.freshTenant();
    private static final int ROWS = 20_000;

    @Parameter
    TestStatistics statistics;

    @BeforeParameterizedClassInvocation
    static void believe(TestStatistics statistics) {
        statistics.set();
    }

    @BeforeAll
    static void fill() {
        TestStore.bean(Database.class);
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : List.of(
                        """
                        insert into resource select '%1$s', g, %3$d, 'e' || g, 1, 1, false, g / 100, g, g + 5, g, '1', 0,
                            int4send(g %% 7) || int4send(1000 + g %% 500), '', '', '', '' from generate_series(100, %2$d) g""",
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
        return new SearchPlan(
                anchor, filter, List.of(parameters), List.of(), SearchPlan.WalkWords.NONE, List.of(), List.of());
    }

    private static String explain(SearchPlan plan, Sight.Extent extent, CandidateSql.Order order, int limit) {
        return explain(sql(plan, extent, order).page(null, limit));
    }

    private static CandidateSql sql(SearchPlan plan, Sight.Extent extent, CandidateSql.Order order) {
        return new CandidateSql(TENANT, "Encounter", plan, SightSql.of(TENANT, extent), order, true);
    }

    private static String explain(CandidateSql.Statement page) {
        return TestPlans.explain(TENANT, page.sql(), page.parameters());
    }

    private static final Sight.Extent ALL = new Sight.Extent.All(true);

    @Test
    void onePatientsRecord_readsItsOwnRowsNewestFirst() {
        SearchPlan dense = plan(new Anchor.Patients(new long[] {50}), "");
        SearchPlan filtered = plan(
                new Anchor.Patients(new long[] {50}), " and " + SearchTokens.ANY_OF_PATIENT_TOKENS, (Object) tokens(3));
        SearchPlan empty =
                plan(new Anchor.Patients(new long[] {50}), " and " + SearchTokens.ANY_OF_PATIENT_TOKENS, (Object)
                        tokens(-9));

        TestPlans.assertPlan(explain(dense, ALL, CandidateSql.Order.CLINICAL, 11), 40, "resource_patient");
        TestPlans.assertPlan(explain(filtered, ALL, CandidateSql.Order.CLINICAL, 11), 250, "resource_patient");
        TestPlans.assertPlan(explain(empty, ALL, CandidateSql.Order.CLINICAL, 11), 250, "resource_patient");
    }

    @Test
    void populationToken_isReadInResultOrder_aloneAndMergedFromSeveral() {
        SearchPlan one = plan(new Anchor.Tokens(new long[] {7}), "");
        SearchPlan split = plan(new Anchor.Tokens(new long[] {7, 8, 9, 10}), "");
        SearchPlan empty = plan(new Anchor.Tokens(new long[] {-7}), "");

        TestPlans.assertPlan(
                explain(one, ALL, CandidateSql.Order.CLINICAL, 20), 300, "search_token_pkey", "resource_pkey");
        TestPlans.assertPlan(
                explain(split, ALL, CandidateSql.Order.CLINICAL, 20), 120, "search_token_pkey", "resource_pkey");
        TestPlans.assertPlan(explain(empty, ALL, CandidateSql.Order.CLINICAL, 20), 20, "search_token_pkey");
    }

    @Test
    void whatRefersToAResource_isReadFromItsLinks() {
        SearchPlan plan = plan(new Anchor.Links(7, new long[] {77}, RecordLinks.Sources.NONE), "");

        TestPlans.assertPlan(
                explain(plan, ALL, CandidateSql.Order.CLINICAL, 50), 300, "reference_link_pkey", "resource_pkey");
    }

    @Test
    void whatRefersInsideARecord_isReadFromThatRecordInOrder() {
        SearchPlan plan = plan(new Anchor.Links(7, new long[] {77}, inside(50, 3)), "");
        SearchPlan several = plan(new Anchor.Links(7, new long[] {77, 78}, inside(50, 3)), " and r.sort_at > ?", 0L);
        SearchPlan empty = plan(new Anchor.Links(7, new long[] {-77}, inside(-50, 3)), "");

        String explained = explain(plan, ALL, CandidateSql.Order.CLINICAL, 50);
        TestPlans.assertPlan(explained, 500, "reference_link_pkey", "Index Only Scan Backward using resource_patient");
        TestPlans.assertPlan(
                explain(several, ALL, CandidateSql.Order.CLINICAL, 50), 800, "reference_link_pkey", "resource_patient");
        byte[][] patterns =
                Stream.of(tokens(3), tokens(4, 5)).flatMap(Stream::of).toArray(byte[][]::new);
        RecordLinks.Sources two = new RecordLinks.Sources(new long[] {50, 51}, new int[] {2, 5}, patterns);
        TestPlans.assertPlan(
                explain(
                        plan(new Anchor.Links(7, new long[] {77, 78, 79}, two), ""),
                        ALL,
                        CandidateSql.Order.CLINICAL,
                        50),
                900,
                "reference_link_pkey",
                "resource_patient");
        TestPlans.assertPlan(
                explain(plan, ALL, CandidateSql.Order.UPDATED, 50), 800, "reference_link_pkey", "resource_patient");
        TestPlans.assertPlan(
                explain(empty, ALL, CandidateSql.Order.CLINICAL, 50), 30, "reference_link_pkey", "resource_patient");
    }

    private static RecordLinks.Sources inside(long patient, int token) {
        return new RecordLinks.Sources(new long[] {patient}, new int[] {2}, tokens(token));
    }

    private static byte[][] tokens(int... tokens) {
        return SearchTokens.anyOf(tokens);
    }

    @Test
    void walkAlongTheType_stopsAtItsLimit() {
        SearchPlan plan = plan(new Anchor.Walk(), "");

        TestPlans.assertPlan(explain(plan, ALL, CandidateSql.Order.CLINICAL, 20), 250, "resource_order");
        TestPlans.assertPlan(explain(plan, ALL, CandidateSql.Order.UPDATED, 20), 250, "resource_updated");
    }

    @Test
    void walkThatTestsTokens_readsTheIndexAlone() {
        SearchPlan.WalkWords words = new SearchPlan.WalkWords(List.of(List.of("status=x")), List.of());
        SearchPlan plan = new SearchPlan(new Anchor.Walk(), "", List.of(), List.of(), words, List.of(), List.of());
        SearchPlan.WalkWords text = new SearchPlan.WalkWords(List.of(), List.of(List.of(List.of("_content=x"))));
        SearchPlan onText = new SearchPlan(new Anchor.Walk(), "", List.of(), List.of(), text, List.of(), List.of());

        String walked = explain(
                sql(plan, ALL, CandidateSql.Order.CLINICAL).narrow(new CandidateSql.Position(15_000L, 15_000L), 2_000));
        TestPlans.assertPlan(walked, 120, "Index Only Scan Backward using resource_order");
        TestPlans.assertPlan(
                explain(sql(onText, ALL, CandidateSql.Order.CLINICAL).narrow(null, 200)),
                900,
                "resource_order",
                "resource_words_pkey");
        TestPlans.assertPlan(
                explain(sql(plan, ALL, CandidateSql.Order.CLINICAL).byNumber(new long[] {500, 700, 900})),
                20,
                "resource_pkey");
        TestPlans.assertPlan(
                explain(sql(plan, ALL, CandidateSql.Order.CLINICAL).byNumber(new long[] {-1})), 10, "resource_pkey");
    }

    @Test
    void compartment_isReadFromItsLinksAndItsPatient() {
        SearchPlan plan = plan(new Anchor.Compartment(77, true, new int[] {7, 8}, inside(50, 3)), "");
        SearchPlan empty = plan(new Anchor.Compartment(-77, true, new int[] {7, 8}, inside(-50, 3)), "");

        TestPlans.assertPlan(
                explain(plan, ALL, CandidateSql.Order.CLINICAL, 20),
                900,
                "reference_link_pkey",
                "resource_patient",
                "resource_pkey");
        TestPlans.assertPlan(explain(empty, ALL, CandidateSql.Order.CLINICAL, 20), 30, "reference_link_pkey");
    }

    @Test
    void numbersOfResources_areReadEachByItsIndex() {
        List<Object> parameters =
                List.of(new int[] {ResourceTypes.number("Encounter")}, new String[] {"e500"}, TENANT.value());

        TestPlans.assertPlan(TestPlans.explain(TENANT, KnownNumbers.FIND, parameters), 6, "resource_id");
    }

    @Test
    void reverseIncludes_areReadFromTheirLinks() {
        SightSql see = SightSql.of(TENANT, ALL);

        TestPlans.assertPlan(
                explain(Includes.linked(TENANT, "Encounter", see, new long[] {77, 78}, new int[] {7, 8})),
                300,
                "reference_link_pkey",
                "resource_pkey");
        TestPlans.assertPlan(
                explain(Includes.linked(TENANT, "Encounter", see, new long[] {-77}, new int[] {7})),
                30,
                "reference_link_pkey");
    }

    @Test
    void sightOfCertainPatients_standsInTheStatement() {
        SearchPlan plan = plan(new Anchor.Tokens(new long[] {7}), "");
        Sight.Extent narrowed = new Sight.Extent.Narrowed(Set.of("e150"), List.of(), false);

        String explained = explain(plan, narrowed, CandidateSql.Order.CLINICAL, 20);

        assertThat(explained).doesNotContain("Seq Scan").contains("patient_rid", "NOT", "draft");
    }
}
