package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads and writes by number and id keep their index as kept plans, like the searches. */
@OnOldestPostgres
@ParameterizedClass
@EnumSource(TestStatistics.class)
class StorePlanShapesTest {
    private static final TenantId TENANT = TestStore.freshTenant();
    private static final int TYPE = ResourceTypes.number("Encounter");

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
                for (String sql : List.of("""
                        insert into resource select '%1$s', g, %2$d, 'e' || g, 1, 1, false, g / 100, g, g + 5, g, '1', 0,
                            int4send(g %% 7), '', '', '', '' from generate_series(100, 20000) g""", """
                        insert into resource_version select '%1$s', g, 1, %2$d, false, false, g / 100, g, '1', 0, 1,
                            decode(repeat('00', 400), 'hex') from generate_series(100, 20000) g""", "vacuum analyze resource, resource_version")) {
                    statement.execute(sql.formatted(TENANT, TYPE));
                }
                return null;
            }
        });
    }

    @Test
    void severalIds_areReadEachByItsIndex() {
        String sql = RowReader.MANY.formatted("");
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        sql,
                        List.of(
                                new String[] {TENANT.value(), TENANT.value()},
                                new int[] {TYPE, TYPE},
                                new String[] {"e500", "e9000"},
                                new int[2])),
                20,
                "resource_id",
                "resource_version_pkey");
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        sql,
                        List.of(new String[] {TENANT.value()}, new int[] {TYPE}, new String[] {"none"}, new int[] {0})),
                6,
                "resource_id");
    }

    /** What transactions lock, references are looked up by and the audit is held against: of all heads only those asked for. */
    @Test
    void severalHeads_areReadEachByItsIndex() {
        int[] types = {TYPE, TYPE, TYPE};
        String[] ids = {"e500", "e9000", "none"};
        List<Object> parameters = List.of(types, ids, TENANT.value());

        TestPlans.assertPlan(TestPlans.explain(TENANT, HeadTable.FIND, parameters), 20, "resource_id");
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, AuditedVersions.HEADS, parameters),
                30,
                "resource_id",
                "withheld_version_pkey",
                "resource_version_pkey");
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, HeadTable.LOCK_HEADS, List.of(types, ids, TENANT.value(), TENANT.value())),
                30,
                "resource_id",
                "resource_pkey");
    }

    @Test
    void aKnownVersion_isNotLookedUp() {
        String sql = RowReader.MANY.formatted("");
        List<Object> known =
                List.of(new String[] {TENANT.value()}, new int[] {TYPE}, new String[] {"e500"}, new int[] {1});
        TestPlans.assertPlan(TestPlans.explain(TENANT, sql, known), 6, "resource_id");
    }

    @Test
    void severalHistories_areReadEachByItsIndex() {
        String sql = SharedHistories.MANY.formatted("", "");
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        sql,
                        List.of(new int[] {TYPE, TYPE}, new String[] {"e500", "e9000"}, new int[2], TENANT.value())),
                20,
                "resource_id",
                "resource_version_pkey");
    }

    @Test
    void countsOfSeveralPatients_areCountedInTheIndexAlone() {
        List<PatientCount> asked = List.of(
                new PatientCount("Encounter", 50, true),
                new PatientCount("Encounter", 150, false),
                new PatientCount("Encounter", 9_999, true));
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, PatientCount.MANY, PatientCount.parameters(TENANT, asked)),
                40,
                "Index Only Scan using resource_patient");
    }

    @Test
    void knownHeads_areComparedEachByItsIndex() {
        List<Object> parameters = List.of(
                new int[] {1, 2},
                new String[] {TENANT.value(), TENANT.value()},
                new int[] {TYPE, TYPE},
                new String[] {"e500", "e9000"},
                new String[] {"other", "other"});
        TestPlans.assertPlan(TestPlans.explain(TENANT, KnownVersion.CHANGED, parameters), 15, "resource_id");
    }

    @Test
    void bodiesOfAPage_areReadEachByItsKey() {
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        RowSeal.BODIES,
                        List.of(new long[] {500, 9000, 700}, new int[] {1, 1, 1}, TENANT.value())),
                20,
                "resource_version_pkey");
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, RowSeal.BODIES, List.of(new long[] {-500}, new int[] {1}, TENANT.value())),
                6,
                "resource_version_pkey");
    }

    @Test
    void changedHeads_areFoundByTheirNumber() {
        List<Object> parameters = new ArrayList<>();
        StoredRow row = new StoredRow(
                700, TYPE, "e700", 2, 1, false, 0, 7, 700, 705, 900, new byte[16], 2, false, 7, 900, new byte[0]);
        HeadRows rows = new HeadRows(List.of(new NewVersion(
                null, row, new int[] {3, 4}, new long[0], new int[] {1}, new long[] {9}, null, new byte[0], "")));
        rows.addTo(parameters);
        parameters.add(TENANT.value());
        parameters.add(rows.rids());

        TestPlans.assertPlan(TestPlans.explain(TENANT, ChangeWriter.CHANGED_HEADS, parameters), 60, "resource_pkey");
    }

    /**
     * What Subscriptions read: a page of a tenant's changes, and that there is nothing more. Reading all changes would touch more
     * than a thousand pages; what rows of other tests leave dead in the index may be some of a page's.
     */
    @Test
    void feedOfChanges_isReadAlongItsOwnIndex() {
        String tenant = TENANT.value();
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, ChangeFeed.END, List.of(tenant, "1", 500L, 1)), 40, "resource_version_tx");
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, ChangeFeed.END, List.of(tenant, "2", 0L, 0)), 10, "resource_version_tx");
        String rows = ChangeFeed.ROWS.formatted("r.type = ? and not r.draft and not v.draft");
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        rows,
                        List.of(tenant, "1", 500L, 1, "1", 510L, 1, new int[] {TYPE}, tenant, tenant, tenant, TYPE)),
                400,
                "resource_version_tx",
                "resource_version_pkey",
                "resource_pkey");
        TestPlans.assertPlan(
                TestPlans.explain(
                        TENANT,
                        "select 1 where " + ChangeFeed.WAITING.formatted("?::xid8, ?::bigint, ?::int"),
                        List.of(tenant, "1", 500L, 1)),
                10,
                "resource_version_tx");
    }

    @Test
    void restrictions_areFoundByTheirOwnIndexes() {
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, RestrictionTable.LABELS, List.of(TENANT.value())),
                80,
                "resource_version_labels");
        TestPlans.assertPlan(
                TestPlans.explain(TENANT, RestrictionTable.CONSENTS, List.of(TENANT.value(), Long.MIN_VALUE, 500)),
                20,
                "resource_consents",
                "resource_version_pkey");
    }
}
