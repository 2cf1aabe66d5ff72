package io.chartside.server.leakage;

import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Stores invented patients by the store's own door, one transaction each. */
final class PatientWriter {
    private final List<Change> changes = new ArrayList<>();

    private PatientWriter() {}

    static void write(TenantId tenant, List<InventedPatient> patients) {
        ResourceStore store = TestStore.bean(ResourceStore.class);
        for (InventedPatient patient : patients) {
            PatientWriter writer = new PatientWriter();
            writer.patient(patient);
            store.write(tenant, unit -> unit.apply(writer.changes));
        }
    }

    private void put(String type, String id, String json, Object... values) {
        byte[] body = json.replace('\'', '"').formatted(values).getBytes(StandardCharsets.UTF_8);
        changes.add(new Change.Put(type, id, JsonTree.of(body).orElseThrow(), true, OptionalLong.empty()));
    }

    private void patient(InventedPatient p) {
        put(
                "Patient",
                p.id(),
                """
                {'resourceType':'Patient','extension':[{'url':'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race','extension':[{'url':'ombCategory',
                'valueCoding':{'system':'urn:oid:2.16.840.1.113883.6.238','code':'%s'}},{'url':'text','valueString':'%s'}]}],
                'identifier':[{'system':'https://clinic.example/mrn','value':'%s'}],'active':true,'name':[{'use':'official','family':'%s','given':['%s']}],
                'telecom':[{'system':'phone','value':'%s','use':'home'}],'gender':'%s','birthDate':'%s',
                'address':[{'line':['%s'],'city':'Springfield','state':'IL','postalCode':'62701'}]}
                """,
                p.race(),
                p.race(),
                p.identifier(),
                p.family(),
                p.given(),
                p.phone(),
                p.gender(),
                p.birthDate(),
                p.street());
        for (InventedPatient.Visit visit : p.visits()) {
            put(
                    "Encounter",
                    visit.id(),
                    """
                    {'resourceType':'Encounter','status':'%s','class':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'%s'},
                    'subject':{'reference':'Patient/%s'},'period':{'start':'%s','end':'%s'}}
                    """,
                    visit.status(),
                    visit.kind(),
                    p.id(),
                    at(visit.day(), 9),
                    at(visit.day(), 10));
            visit.diagnoses().forEach(diagnosis -> condition(p, visit, diagnosis));
        }
        for (InventedPatient.Allergy allergy : p.allergies()) {
            put(
                    "AllergyIntolerance",
                    allergy.id(),
                    """
                    {'resourceType':'AllergyIntolerance','clinicalStatus':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical','code':'active'}]},
                    'code':{'coding':[{'system':'http://snomed.info/sct','code':'%s','display':'%s'}]},
                    'patient':{'reference':'Patient/%s'},'recordedDate':'%s'}
                    """,
                    allergy.code(),
                    InventedAllergies.DISPLAYS.get(allergy.code()),
                    p.id(),
                    at(allergy.day(), 9));
        }
    }

    private void condition(InventedPatient p, InventedPatient.Visit visit, InventedPatient.Diagnosis diagnosis) {
        put(
                "Condition",
                diagnosis.id(),
                """
                {'resourceType':'Condition','clinicalStatus':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/condition-clinical','code':'active'}]},
                'category':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/condition-category','code':'encounter-diagnosis'}]}],
                'code':{'coding':[{'system':'http://hl7.org/fhir/sid/icd-10-cm','code':'%s','display':'%s'}]},
                'subject':{'reference':'Patient/%s'},'encounter':{'reference':'Encounter/%s'},'recordedDate':'%s'}
                """,
                diagnosis.code(),
                InventedPopulation.display(diagnosis.code()).replace('\'', ' '),
                p.id(),
                visit.id(),
                at(visit.day(), 9));
    }

    private static String at(LocalDate day, int hour) {
        return "%sT%02d:00:00Z".formatted(day, hour);
    }
}
