package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

@OnOldestPostgres
class PostgresResourceStoreTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId tenant = TestStore.freshTenant();

    private static Patient patient(String family) {
        Patient patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }

    private static Encounter encounterOf(StoredResource patient) {
        Encounter encounter = new Encounter();
        encounter.setStatus(Encounter.EncounterStatus.INPROGRESS);
        encounter.setSubject(new Reference("Patient/" + patient.id()));
        return encounter;
    }

    private static String json(StoredResource resource) {
        return new String(resource.json(), StandardCharsets.UTF_8);
    }

    @Test
    void createdResource_isReadBackAsFhirJsonWithVersionOne() {
        StoredResource created = TestStore.create(tenant, patient("Abara"));

        StoredResource read = TestStore.read(tenant, "Patient", created.id()).orElseThrow();

        assertThat(read.version()).isEqualTo(1);
        assertThat(read.patientId()).contains(created.id());
        assertThat(json(read))
                .isEqualTo(json(created))
                .contains("\"id\":\"" + created.id() + "\"", "\"versionId\":\"1\"", "Abara");
    }

    @Test
    void updates_giveVersionsWithoutGapsAndAHistoryNewestFirst() {
        StoredResource patient = TestStore.create(tenant, patient("Berg"));
        TestStore.put(tenant, patient.id(), patient("Castro"), 1L);
        TestStore.put(tenant, patient.id(), patient("Duarte"), 2L);

        ResourceStore.HistoryPage page = store.history(
                tenant,
                TestStore.ALL,
                new ResourceStore.HistoryRequest("Patient", patient.id(), null, null, OptionalInt.of(2), null));
        ResourceStore.HistoryPage rest = store.history(
                tenant,
                TestStore.ALL,
                new ResourceStore.HistoryRequest(
                        "Patient", patient.id(), null, null, OptionalInt.of(2), page.nextCursor()));

        assertThat(page.total()).hasValue(3);
        assertThat(page.versions()).extracting(StoredResource::version).containsExactly(3L, 2L);
        assertThat(rest.versions()).extracting(StoredResource::version).containsExactly(1L);
        assertThat(rest.nextCursor()).isNull();
        assertThat(json(store.readVersion(tenant, TestStore.ALL, "Patient", patient.id(), 2)
                        .orElseThrow()))
                .contains("Castro");
    }

    @Test
    void staleIfMatch_isRefusedAndChangesNothing() {
        StoredResource patient = TestStore.create(tenant, patient("Eriksen"));
        TestStore.put(tenant, patient.id(), patient("Fofana"), 1L);

        assertThatThrownBy(() -> TestStore.put(tenant, patient.id(), patient("Garcia"), 1L))
                .isInstanceOfSatisfying(
                        WriteRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(WriteRefused.Reason.VERSION_MISMATCH));
        assertThat(TestStore.read(tenant, "Patient", patient.id()).orElseThrow().version())
                .isEqualTo(2);
    }

    @Test
    void deletedResource_readsAsDeletionAndItsHistoryKeepsWhatWas() {
        StoredResource patient = TestStore.create(tenant, patient("Haddad"));
        store.write(
                tenant, unit -> unit.apply(List.of(new Change.Delete("Patient", patient.id(), OptionalLong.empty()))));

        StoredResource deletion =
                TestStore.read(tenant, "Patient", patient.id()).orElseThrow();

        assertThat(deletion.deleted()).isTrue();
        assertThat(deletion.version()).isEqualTo(2);
        assertThat(deletion.json()).isEmpty();
        assertThat(store.readVersion(tenant, TestStore.ALL, "Patient", patient.id(), 1)
                        .map(PostgresResourceStoreTest::json)
                        .orElseThrow())
                .contains("Haddad");
    }

    @Test
    void deletingTwice_makesOneVersion_andDeletingWhatNeverWas_isRefused() {
        StoredResource patient = TestStore.create(tenant, patient("Ivanov"));
        Change.Delete delete = new Change.Delete("Patient", patient.id(), OptionalLong.empty());
        store.write(tenant, unit -> unit.apply(List.of(delete)));
        List<StoredResource> again = store.write(tenant, unit -> unit.apply(List.of(delete)));

        assertThat(again).extracting(StoredResource::version).containsExactly(2L);
        assertThatThrownBy(() -> store.write(
                        tenant,
                        unit -> unit.apply(List.of(new Change.Delete("Patient", "nobody", OptionalLong.empty())))))
                .isInstanceOfSatisfying(
                        WriteRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(WriteRefused.Reason.NOT_FOUND));
    }

    @Test
    void failedTransaction_leavesNothing() {
        String first = LogicalIds.next();
        assertThatThrownBy(() -> store.write(
                        tenant,
                        unit -> unit.apply(List.of(
                                new Change.Put(
                                        "Patient",
                                        first,
                                        TestStore.json(patient("Jansen")),
                                        true,
                                        OptionalLong.empty()),
                                new Change.Delete("Patient", "nobody", OptionalLong.empty())))))
                .isInstanceOf(WriteRefused.class);
        assertThat(TestStore.read(tenant, "Patient", first)).isEmpty();
    }

    @Test
    void resourceWithinAPatientsRecord_cannotMoveToAnotherPatient() {
        StoredResource one = TestStore.create(tenant, patient("Kowalski"));
        StoredResource other = TestStore.create(tenant, patient("Lund"));
        StoredResource encounter = TestStore.create(tenant, encounterOf(one));

        assertThat(encounter.patientId()).contains(one.id());
        assertThatThrownBy(() -> TestStore.put(tenant, encounter.id(), encounterOf(other), null))
                .isInstanceOfSatisfying(
                        WriteRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(WriteRefused.Reason.PATIENT_CHANGED));
    }

    @Test
    void referenceToWhatDoesNotExistYet_isHeldForIt() {
        Condition condition = new Condition();
        condition.setSubject(new Reference("Patient/later"));
        StoredResource before = TestStore.create(tenant, condition);

        assertThat(TestStore.read(tenant, "Patient", "later")).isEmpty();
        StoredResource later = TestStore.put(tenant, "later", patient("Mbeki"), null);

        assertThat(later.version()).isEqualTo(1);
        assertThat(before.patientId()).contains("later");
        assertThat(TestStore.read(tenant, "Condition", before.id())).isPresent();
    }

    @Test
    void provenance_belongsToThePatientOfItsTarget() {
        StoredResource patient = TestStore.create(tenant, patient("Nguyen"));
        StoredResource encounter = TestStore.create(tenant, encounterOf(patient));
        Provenance provenance = new Provenance();
        provenance.addTarget(new Reference("Encounter/" + encounter.id() + "/_history/1"));

        StoredResource stored = TestStore.create(tenant, provenance);

        assertThat(stored.patientId()).contains(patient.id());
        assertThat(json(stored)).contains("Encounter/" + encounter.id() + "/_history/1");
    }

    @Test
    void anotherTenant_seesNothing() {
        StoredResource patient = TestStore.create(tenant, patient("Okafor"));
        TenantId other = TestStore.freshTenant();

        assertThat(TestStore.read(other, "Patient", patient.id())).isEmpty();
        TestStore.put(other, patient.id(), patient("Petrov"), null);
        assertThat(json(TestStore.read(tenant, "Patient", patient.id()).orElseThrow()))
                .contains("Okafor");
    }

    @Test
    void sightOfOnePatient_hidesAnothersResourcesAndUnsignedDrafts() {
        StoredResource mine = TestStore.create(tenant, patient("Quist"));
        StoredResource theirs = TestStore.create(tenant, patient("Rossi"));
        Condition draft = new Condition();
        draft.setSubject(new Reference("Patient/" + mine.id()));
        draft.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "AIAST", null);
        draft.getVerificationStatus().addCoding().setCode("unconfirmed");
        StoredResource drafted = TestStore.create(tenant, draft);
        Sight sight = type -> new Sight.Extent.Narrowed(java.util.Set.of(mine.id()), List.of(), false);

        assertThat(store.read(tenant, sight, "Patient", mine.id())).isPresent();
        assertThat(store.read(tenant, sight, "Patient", theirs.id())).isEmpty();
        assertThat(store.read(tenant, sight, "Condition", drafted.id())).isEmpty();
        assertThat(store.readVersion(tenant, sight, "Condition", drafted.id(), 1))
                .isEmpty();
        assertThat(TestStore.read(tenant, "Condition", drafted.id())).isPresent();
    }
}
