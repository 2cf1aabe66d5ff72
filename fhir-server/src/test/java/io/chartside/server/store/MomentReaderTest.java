package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Organization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A type as it was at a moment. */
class MomentReaderTest {
    private final TenantId tenant = TestStore.freshTenant();
    private final MomentReader reader = TestStore.bean(MomentReader.class);

    private static Organization named(String name) {
        return new Organization().setName(name);
    }

    private List<String> names(Instant at, Instant since) {
        MomentReader.Asked asked =
                new MomentReader.Asked("Organization", new Sight.Extent.All(true), at, since, Set.of(), false);
        return TestStore.bean(Database.class).reading(tenant, session -> {
            List<String> names = new ArrayList<>();
            String after = "";
            while (after != null) {
                MomentReader.Page page = reader.page(session, asked, after, 2);
                for (RowSeal.Opened opened : page.resources()) {
                    String json = new String(opened.resource().json(), StandardCharsets.UTF_8);
                    names.add(
                            opened.resource().deleted()
                                    ? "deleted"
                                    : TestStore.bean(FhirContext.class)
                                            .newJsonParser()
                                            .parseResource(Organization.class, json)
                                            .getName());
                }
                after = page.lastId();
            }
            return names;
        });
    }

    @Test
    void laterVersionsDeletionsAndResources_areNotSeen() {
        StoredResource changed = TestStore.create(tenant, named("old"));
        StoredResource gone = TestStore.create(tenant, named("going"));
        StoredResource kept = TestStore.create(tenant, named("kept"));
        Instant moment = kept.lastUpdated();
        while (!Instant.now().isAfter(moment.plusMillis(1))) {
            Thread.onSpinWait();
        }
        TestStore.put(tenant, changed.id(), named("new"), 1L);
        TestStore.delete(tenant, "Organization", gone.id());
        StoredResource last = TestStore.create(tenant, named("later"));

        assertThat(names(moment, null)).containsExactlyInAnyOrder("old", "going", "kept");
        assertThat(names(last.lastUpdated(), null)).containsExactlyInAnyOrder("new", "kept", "later");
        assertThat(names(last.lastUpdated(), moment)).containsExactlyInAnyOrder("new", "deleted", "later");
    }

    /** Sealed they are small or large: what is in memory at once is their JSON. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pageOfLargeResources_endsAfterFourMegabytes_andAllPagesHaveAll(boolean deflates) {
        Random random = new Random(4);
        Set<String> written = new TreeSet<>();
        for (int i = 0; i < 9; i++) {
            byte[] noise = new byte[700_000];
            if (!deflates) {
                random.nextBytes(noise);
            }
            written.add(TestStore.create(tenant, named(Base64.getEncoder().encodeToString(noise)))
                    .id());
        }
        MomentReader.Asked asked = new MomentReader.Asked(
                "Organization", new Sight.Extent.All(true), Instant.now(), null, Set.of(), false);
        List<String> read = new ArrayList<>();

        String after = "";
        while (after != null) {
            String from = after;
            MomentReader.Page page =
                    TestStore.bean(Database.class).reading(tenant, session -> reader.page(session, asked, from, 500));
            assertThat(page.resources().stream()
                            .mapToInt(opened -> opened.resource().json().length)
                            .sum())
                    .isLessThan(6 << 20);
            page.resources().forEach(opened -> read.add(opened.resource().id()));
            after = page.lastId();
        }

        assertThat(read).containsExactlyElementsOf(written);
    }

    @Test
    void page_isReadAlongTheIds() {
        for (int i = 0; i < 40; i++) {
            TestStore.create(tenant, named("x" + i));
        }
        Sight.Extent all = new Sight.Extent.All(true);
        MomentReader.Asked asked = new MomentReader.Asked("Organization", all, Instant.now(), null, Set.of(), false);
        MomentReader.Statement statement = MomentReader.statement(tenant, asked, SightSql.of(tenant, all), "", 10);

        String plan = TestPlans.explain(tenant, statement.sql(), statement.parameters());

        TestPlans.assertPlan(plan, 200, "resource_id", "resource_version_pkey");
    }
}
