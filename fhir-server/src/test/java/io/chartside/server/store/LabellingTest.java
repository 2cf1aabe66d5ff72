package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.tenancy.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** What was stored before rows bore labels gets them, and is kept back from then on. */
class LabellingTest {
    private static final String LABEL =
            "{'resourceType':'Condition',%s'subject':{'reference':'Patient/%s'},'code':{'text':'x'}}";
    private static final String PART_2 = security("v3-ActCode", "42CFRPart2");
    private static final String RESTRICTED = security("v3-Confidentiality", "R");

    private final TenantId tenant = TestStore.freshTenant();
    private final Labelling labelling = TestStore.bean(Labelling.class);
    private final RestrictionTable restrictions = TestStore.bean(RestrictionTable.class);

    private static String security(String system, String code) {
        return "'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/" + system + "','code':'" + code
                + "'}]},";
    }

    private static Resource parsed(String json, Object... values) {
        return (Resource) TestStore.bean(FhirContext.class)
                .newJsonParser()
                .parseResource(json.formatted(values).replace('\'', '"'));
    }

    private StoredResource stored(String json, Object... values) {
        return TestStore.create(tenant, parsed(json, values));
    }

    private String record() {
        String patient = stored("{'resourceType':'Patient'}").id();
        stored(LABEL, RESTRICTED, patient);
        StoredResource relabelled = stored(LABEL, PART_2, patient);
        TestStore.put(tenant, relabelled.id(), parsed(LABEL, "", patient), 1L);
        StoredResource deleted = stored(LABEL, PART_2, patient);
        TestStore.delete(tenant, "Condition", deleted.id());
        stored(
                "{'resourceType':'Consent','status':'active','scope':{'text':'x'},'category':[{'text':'x'}],"
                        + "'patient':{'reference':'Patient/%s'},'provision':{'type':'deny'}}",
                patient);
        return patient;
    }

    /** Of each head, and of each version with its number, the bits. */
    private Map<String, Integer> labels() {
        return TestStore.asSuperuser("chartside", connection -> {
            Map<String, Integer> found = new TreeMap<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("select 'head ' || rid, label from resource where tenant = ? union all"
                            + " select rid || ' version ' || version, label from resource_version where tenant = ?")) {
                statement.setString(1, tenant.value());
                statement.setString(2, tenant.value());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.put(row.getString(1), row.getInt(2));
                    }
                }
            }
            return found;
        });
    }

    /** As it was stored before there were labels: none, and the head's code without them. */
    private void clear() {
        TenantKeys keys = TestStore.bean(KeyRing.class).tenant(tenant);
        List<StoredRow> heads = TestStore.bean(Database.class)
                .reading(
                        tenant,
                        session -> session.query(
                                "select " + StoredRow.HEAD_COLUMNS + " from resource r where r.tenant = ?",
                                List.of(tenant.value()),
                                StoredRow::readHead));
        TestStore.asSuperuser("chartside", connection -> {
            for (StoredRow head : heads) {
                byte[] code = RowSeal.mac(keys.index().hash(), keys.indexVersion(), head.withLabel(0));
                run(
                        connection.prepareStatement(
                                "update resource set label = 0, mac = ? where tenant = ? and rid = ?"),
                        code,
                        head.rid());
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("update resource_version set label = 0 where tenant = ?")) {
                statement.setString(1, tenant.value());
                return statement.executeUpdate();
            }
        });
        restrictions.changed(tenant);
    }

    private void run(PreparedStatement statement, byte[] code, long rid) throws SQLException {
        try (statement) {
            statement.setBytes(1, code);
            statement.setString(2, tenant.value());
            statement.setLong(3, rid);
            statement.executeUpdate();
        }
    }

    @Test
    void rowsOfBeforeTheLabels_getThem_headsAndVersionsAndWhatIsDeleted() {
        String patient = record();
        Map<String, Integer> asStored = labels();
        clear();
        assertThat(labels().values()).containsOnly(0);
        assertThat(restrictions.read(tenant).labels()).isZero();

        Labelling.Result result = labelling.run(tenant, false);

        assertThat(result.broken()).isEmpty();
        assertThat(result.whole()).isTrue();
        assertThat(labels()).isEqualTo(asStored);
        assertThat(restrictions.read(tenant).labels()).isEqualTo(5);
        assertThat(restrictions.read(tenant).consents()).hasSize(1);
        assertThat(TestStore.read(tenant, "Patient", patient)).isPresent();
        assertThat(labelling.run(tenant, true).labelled()).isZero();
    }

    @Test
    void itIsDoneOnce_andAnewOnlyWhenAsked() {
        record();
        assertThat(labelling.run(tenant, false).labelled()).isZero();
        Map<String, Integer> asStored = labels();
        clear();

        assertThat(labelling.run(tenant, false).labelled()).isZero();
        assertThat(labels().values()).containsOnly(0);
        assertThat(labelling.run(tenant, true).labelled()).isPositive();
        assertThat(labels()).isEqualTo(asStored);
    }

    @Test
    void pagesFollowOneAnother_andWhatWasChangedOutsideIsNamedAndLeft() {
        String patient = stored("{'resourceType':'Patient'}").id();
        List<Change> many = IntStream.range(0, 450)
                .<Change>mapToObj(i -> new Change.Put(
                        "Condition",
                        LogicalIds.next(),
                        TestStore.json(parsed(LABEL, i % 2 == 0 ? RESTRICTED : "", patient)),
                        true,
                        OptionalLong.empty()))
                .toList();
        TestStore.bean(ResourceStore.class).write(tenant, unit -> unit.apply(many));
        Map<String, Integer> asStored = labels();
        clear();
        String changed = many.get(200).id();
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("update resource set sort_at = 7 where tenant = ? and id = ?")) {
                statement.setString(1, tenant.value());
                statement.setString(2, changed);
                return statement.executeUpdate();
            }
        });

        Labelling.Result result = labelling.run(tenant, false);

        assertThat(result.broken()).containsExactly("Condition/" + changed);
        assertThat(result.labelled()).isEqualTo(2 * (225 - 1));
        Map<String, Integer> now = labels();
        assertThat(asStored.keySet().stream().filter(row -> !asStored.get(row).equals(now.get(row))))
                .hasSize(2);
    }
}
