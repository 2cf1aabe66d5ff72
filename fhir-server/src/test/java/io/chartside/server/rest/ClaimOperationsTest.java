package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.mappings.x12.ClaimExport;
import io.chartside.mappings.x12.ProfessionalClaim;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.TenantId;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Claims checked and exported over HTTP, and the service codes that an operator loads (MH5, MH6, MS6). */
class ClaimOperationsTest extends RestTest {
    private static final String HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    private static final String CPT = "http://www.ama-assn.org/go/cpt";
    private static final Signer OKAFOR = new Signer("Practitioner/demo-practitioner-1", "Dr. Maya Okafor");
    private static final String NO_PARAMETERS = "{\"resourceType\":\"Parameters\"}";

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    /** Ids of what a claim refers to, of a patient of its own. */
    private record Party(String patient, String practice, String clinician, String coverage, String encounter) {}

    private static Party party() {
        String address =
                "\"address\":[{\"line\":[\"1 Elm Street\"],\"city\":\"Springfield\",\"state\":\"IL\",\"postalCode\":\"62704-1234\"}]";
        String patient = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Claimant\",\"given\":[\"Una\"]}],\"gender\":\"female\","
                        + "\"birthDate\":\"1980-02-29\"," + address + "}");
        String practice = created(
                "Organization",
                "{\"resourceType\":\"Organization\",\"name\":\"Elm Street Family Medicine\",\"identifier\":["
                        + "{\"system\":\"http://hl7.org/fhir/sid/us-npi\",\"value\":\"1234567893\"},"
                        + "{\"system\":\"urn:oid:2.16.840.1.113883.4.4\",\"value\":\"12-3456789\"}],"
                        + "\"telecom\":[{\"system\":\"phone\",\"value\":\"217-555-0100\"}]," + address + "}");
        String payer = created(
                "Organization",
                "{\"resourceType\":\"Organization\",\"name\":\"Prairie Health Plan\",\"identifier\":[{\"type\":{\"coding\":[{"
                        + "\"code\":\"payerid\"}]},\"value\":\"PHP01\"}]}");
        String clinician = created(
                "Practitioner",
                "{\"resourceType\":\"Practitioner\",\"name\":[{\"family\":\"Okafor\",\"given\":[\"Maya\"]}],\"identifier\":[{"
                        + "\"system\":\"http://hl7.org/fhir/sid/us-npi\",\"value\":\"1245319599\"}]}");
        String coverage = created(
                "Coverage",
                "{\"resourceType\":\"Coverage\",\"status\":\"active\",\"subscriberId\":\"W1234\",\"beneficiary\":{\"reference\":"
                        + "\"Patient/" + patient + "\"},\"relationship\":{\"coding\":[{\"code\":\"self\"}]},"
                        + "\"payor\":[{\"reference\":\"Organization/" + payer + "\"}]}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"AMB\"},\"subject\":{\"reference\":"
                        + "\"Patient/" + patient + "\"},\"serviceProvider\":{\"reference\":\"Organization/" + practice
                        + "\"}}");
        return new Party(patient, practice, clinician, coverage, encounter);
    }

    private static String claim(Party party, String status, String items) {
        return "{\"resourceType\":\"Claim\",\"status\":\"" + status + "\",\"use\":\"claim\",\"created\":\"2026-03-04\","
                + "\"type\":{\"coding\":[{\"code\":\"professional\"}]},\"priority\":{\"coding\":[{\"code\":\"normal\"}]},"
                + "\"patient\":{\"reference\":\"Patient/" + party.patient()
                + "\"},\"provider\":{\"reference\":\"Practitioner/"
                + party.clinician()
                + "\"},\"insurance\":[{\"sequence\":1,\"focal\":true,\"coverage\":{\"reference\":\"Coverage/"
                + party.coverage()
                + "\"}}],\"diagnosis\":[{\"sequence\":1,\"diagnosisCodeableConcept\":{\"coding\":[{\"system\":"
                + "\"http://hl7.org/fhir/sid/icd-10-cm\",\"code\":\"I10\",\"display\":\"Essential hypertension\"}]}}],"
                + "\"item\":[" + items + "]}";
    }

    private static String item(Party party, int sequence, String system, String code, String more) {
        return "{\"sequence\":" + sequence + ",\"productOrService\":{\"coding\":[{\"system\":\"" + system
                + "\",\"code\":\""
                + code + "\"}]},\"servicedDate\":\"2026-03-04\",\"encounter\":[{\"reference\":\"Encounter/"
                + party.encounter()
                + "\"}]" + more + "}";
    }

    private static final String PRICED =
            ",\"diagnosisSequence\":[1],\"net\":{\"value\":185},\"locationCodeableConcept\":{\"coding\":[{"
                    + "\"system\":\"http://terminology.hl7.org/CodeSystem/ex-serviceplace\",\"code\":\"11\"}]}";

    @Test
    void signedClaim_isAnInterchange_eachWithANumberOfItsOwn() {
        Party party = party();
        String id = created("Claim", claim(party, "active", item(party, 1, CPT, "99213", PRICED)));
        HttpResponse<String> first = post("/Claim/" + id + "/$x12-837p", NO_PARAMETERS);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/edi-x12"));
        ProfessionalClaim back = ClaimExport.read(first.body());
        assertThat(back.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.code()).isEqualTo("99213"));
        assertThat(back.header().control())
                .isEqualTo(id.replace("-", "")
                        .substring(0, Math.min(20, id.replace("-", "").length())));
        String second = post("/Claim/" + id + "/$x12-837p", NO_PARAMETERS).body();
        assertThat(number(second)).isEqualTo(number(first.body()) + 1);
        assertThat(first.body()).contains("*0*T*:");
        assertThat(get("/Claim/" + id + "/$x12-837p").statusCode()).isEqualTo(405);
    }

    private static int number(String interchange) {
        return Integer.parseInt(interchange.split("\\*")[13]);
    }

    @Test
    void whatIsMissing_isToldAllAtOnceWithItsPath() {
        Party party = party();
        String draft = created("Claim", claim(party, "draft", item(party, 1, CPT, "99213", PRICED)));
        HttpResponse<String> unsigned = post("/Claim/" + draft + "/$x12-837p", NO_PARAMETERS);
        assertOutcome(unsigned, 422);
        assertThat(unsigned.body()).contains("Claim.status");

        String bare = created("Claim", claim(party, "active", item(party, 1, CPT, "99213", "")));
        HttpResponse<String> refused = post("/Claim/" + bare + "/$x12-837p", NO_PARAMETERS);
        assertOutcome(refused, 422);
        List<String> paths = new ArrayList<>();
        json(refused)
                .path("issue")
                .forEach(issue -> paths.add(issue.at("/expression/0").asText()));
        assertThat(paths).contains("Claim.item[0].net", "Claim.item[0].location", "Claim.item[0].diagnosisSequence");
        assertOutcome(post("/Claim/" + bare + "/$x12-837p", parameter("usage", "\"valueCode\":\"real\"")), 400);
        assertOutcome(post("/Claim/" + bare + "/$x12-837p", parameter("price", "\"valueDecimal\":1")), 400);
        assertOutcome(
                post("/Claim/" + bare + "/$x12-837p", parameter("charge", "\"part\":[{\"name\":\"item\"}]")), 400);
        assertThat(post("/Claim/nothing/$x12-837p", NO_PARAMETERS).statusCode()).isEqualTo(404);
    }

    private static String parameter(String name, String value) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"" + name + "\"," + value + "}]}";
    }

    /** The whole way: a visit is drafted, signed with a service that was given, and billing adds what nobody said. */
    @Test
    void draftedAndSignedVisit_becomesAnInterchangeWithWhatBillingAdds() {
        Party party = party();
        created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + party.patient() + "\"},\"period\":{\"start\":\""
                        + Instant.now().minusSeconds(8_000_000)
                        + "\"}}");
        HttpResponse<String> drafted = post(
                "/Encounter/" + party.encounter() + "/$draft-note",
                parameter(
                        "transcript",
                        "\"valueString\":\"[doctor] hi una, how is the migraine?\\n[patient] it is bad today, the same as always."
                                + "\\n[doctor] okay. so for your migraine, i'll give you a shot of toradol now, thirty milligrams. i will"
                                + " prescribe sumatriptan 50 mg as needed. come back if it gets worse.\""));
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        String note = json(drafted).at("/entry/0/resource/id").asText();
        List<Resource> parts = fhir
                .newJsonParser()
                .parseResource(
                        Bundle.class, get("/Composition/" + note + "/$document").body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .map(part -> Set.of("Condition", "ChargeItem").contains(part.fhirType())
                        ? DraftEdit.decide((DomainResource) part, new Decision(Decision.State.ACCEPTED, ""))
                        : part)
                .map(Resource.class::cast)
                .toList();
        Optional<Encounter> visit = parts.stream()
                .filter(Encounter.class::isInstance)
                .map(Encounter.class::cast)
                .findFirst();
        transactions.execute(
                new RequestContext(
                        new Caller(
                                new TenantId("demo"),
                                OKAFOR.practitioner(),
                                "chartside-app",
                                "token-1",
                                Scopes.parse("user/*.cruds drafts"),
                                Optional.of(OKAFOR.practitioner()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.now())),
                        new Origin("claim-test", "127.0.0.1", BASE)),
                SigningBundle.of(parts, visit, OKAFOR, Instant.now(), BASE));
        JsonNode claim =
                json(get("/Claim?encounter=Encounter/" + party.encounter())).at("/entry/0/resource");
        assertThat(claim.path("status").asText()).isEqualTo("active");
        assertThat(claim.at("/item/1/productOrService/coding/0/code").asText()).isEqualTo("J1885");
        assertThat(claim.at("/item/1/quantity/value").asInt()).isEqualTo(2);

        HttpResponse<String> sent = post(
                "/Claim/" + claim.path("id").asText() + "/$x12-837p",
                "{\"resourceType\":\"Parameters\",\"parameter\":[" + charge(1, "120") + "," + charge(2, "15.5")
                        + ",{\"name\":\"place-of-service\",\"valueCode\":\"11\"},{\"name\":\"usage\",\"valueCode\":\"production\"}]}");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        ProfessionalClaim back = ClaimExport.read(sent.body());
        assertThat(back.header().total()).isEqualByComparingTo("135.5");
        assertThat(back.lines().get(1).units()).isEqualByComparingTo("2");
    }

    private static String charge(int item, String amount) {
        return "{\"name\":\"charge\",\"part\":[{\"name\":\"item\",\"valuePositiveInt\":" + item
                + "},{\"name\":\"amount\",\"valueMoney\":{\"value\":" + amount + ",\"currency\":\"USD\"}}]}";
    }

    @Test
    void check_tellsTheEditItsSourceItsDenialAndItsElement() {
        Party party = party();
        String lines = item(party, 1, CPT, "99213", PRICED) + "," + item(party, 2, CPT, "20610", PRICED);
        String id = created("Claim", claim(party, "active", lines));
        HttpResponse<String> stored = get("/Claim/" + id + "/$check");
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        JsonNode issue = issue(stored, "modifier-25-missing");
        assertThat(issue.path("severity").asText()).isEqualTo("warning");
        assertThat(issue.at("/expression/0").asText()).isEqualTo("Claim.item[0].modifier");
        assertThat(issue.at("/details/text").asText()).contains("NCCI Policy Manual");
        assertThat(issue.at("/details/coding/1/code").asText()).isEqualTo("97");

        HttpResponse<String> sent = post("/Claim/$check", claim(party, "draft", item(party, 1, CPT, "99213", "")));
        assertThat(issue(sent, "line-pointer").path("severity").asText()).isEqualTo("error");
        HttpResponse<String> inOrder =
                post("/Claim/$check", claim(party, "active", item(party, 1, CPT, "99213", PRICED)));
        assertThat(inOrder.body()).contains("Nothing was found against it");
        assertOutcome(post("/Claim/$check", "{\"resourceType\":\"Patient\"}"), 400);
        assertOutcome(post("/Claim/$check", NO_PARAMETERS), 400);
    }

    private static JsonNode issue(HttpResponse<String> answer, String edit) {
        for (JsonNode issue : json(answer).path("issue")) {
            if (issue.at("/details/coding/0/code").asText().equals(edit)) {
                return issue;
            }
        }
        throw new AssertionError(edit + " is not in " + answer.body());
    }

    @Test
    void serviceCodes_ofDraftsFirst_thenAsLoaded_andCptOnlyWhenLoaded() throws Exception {
        String lookup = "/CodeSystem/$lookup?system=" + encode(HCPCS) + "&code=";
        assertThat(get(lookup + "J1885").body()).contains("ketorolac");
        assertOutcome(get(lookup + "A0021"), 422);
        assertOutcome(get("/CodeSystem/$lookup?system=" + encode(CPT) + "&code=99213"), 404);
        Path folder = TestDatabase.dataDir().resolve("terminology");
        Path file = Files.createTempFile("cpt", ".txt");
        try {
            Files.writeString(file, "99213\tInvented words for a visit\n");
            ServiceReleases.load(ServiceSystem.CPT, file, folder, "2026");
            assertThat(get("/CodeSystem/$lookup?system=" + encode(CPT) + "&code=99213")
                            .body())
                    .contains("Invented words for a visit");
            assertThat(get("/CodeSystem/$validate-code?url=" + encode(CPT) + "&code=99999")
                            .body())
                    .contains("\"valueBoolean\":false");
            assertThat(get("/ValueSet/$expand?url=" + encode(CPT + "?fhir_vs") + "&filter=invented")
                            .body())
                    .contains("99213");
        } finally {
            delete(folder.resolve("cpt"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
