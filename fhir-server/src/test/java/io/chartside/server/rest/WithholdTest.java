package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.Operations;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TestDatabase;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What the clinician puts off the record after it was stored is in no version of the record any more (MA16, MA17). Over 400
 * lines because every case looks for the same words in every version of the same visit.
 */
class WithholdTest extends RestTest {
    private static final List<String> SECRETS = List.of("alcoholi", "naltrexone", "zqvxylograph");
    private static final List<String> TYPES = List.of(
            "Composition",
            "DocumentReference",
            "Condition",
            "ChargeItem",
            "Claim",
            "MedicationRequest",
            "ServiceRequest",
            "Provenance");
    private static final String VISIT = "[doctor] What brings you in?\\n"
            + "[patient] My left knee has hurt for three days.\\n"
            + "[doctor] okay, on exam your left knee is tender.\\n"
            + "[patient] I am an alcoholic, zqvxylograph.\\n"
            + "[doctor] So for your second problem, the alcoholism, I am going to start you on naltrexone 50 mg once a"
            + " day and order a liver panel.\\n"
            + "[doctor] So for your knee pain, I am going to start you on naproxen 500 mg twice a day.";

    private static String clinician;
    private static String member;

    @Autowired
    private Operations operations;

    @Autowired
    private Transactions transactions;

    @Autowired
    private AccessPolicy policy;

    @Autowired
    private ResourceStore store;

    @Autowired
    private FhirContext fhir;

    private Instant begin;
    private String encounter;

    private static synchronized void people() {
        if (clinician != null) {
            return;
        }
        clinician = Desk.of("Practitioner/withholding", "clinician").token("openid fhirUser user/*.cruds");
        member = Desk.of("Practitioner/not-withholding", "member").token("openid fhirUser user/*.cruds");
    }

    @BeforeEach
    void visit() {
        people();
        begin = Instant.now();
        String patient = id(sent("POST", "/Patient", "{\"resourceType\":\"Patient\",\"active\":true}"));
        encounter = id(sent(
                "POST",
                "/Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}"));
    }

    private static HttpResponse<String> sent(String method, String path, String body) {
        return send(request(STAFFED + path)
                .header("Content-Type", FHIR_JSON)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).path("id").asText();
    }

    private static HttpResponse<String> read(String path) {
        return send(request(STAFFED + path));
    }

    private void drafted(String transcript) {
        HttpResponse<String> draft = sent(
                "POST",
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":["
                        + (transcript.isEmpty()
                                ? ""
                                : "{\"name\":\"transcript\",\"valueString\":\"" + transcript + "\"}")
                        + "]}");
        assertThat(draft.statusCode()).as(draft.body()).isEqualTo(200);
    }

    private HttpResponse<String> withhold(String token, String... utterances) {
        StringBuilder parameters = new StringBuilder();
        for (String utterance : utterances) {
            parameters
                    .append(parameters.length() == 0 ? "" : ",")
                    .append("{\"name\":\"utterance\",\"valueString\":\"")
                    .append(utterance)
                    .append("\"}");
        }
        return send(HttpRequest.newBuilder(URI.create(STAFFED + "/Encounter/" + encounter + "/$withhold"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}")));
    }

    /** All text of an answer, what stands in base64 decoded. */
    private static String told(JsonNode node) {
        StringBuilder told = new StringBuilder(node.toString());
        for (JsonNode data : node.findValues("data")) {
            if (data.isTextual()) {
                told.append(new String(Base64.getMimeDecoder().decode(data.asText()), StandardCharsets.UTF_8));
            }
        }
        return told.toString().toLowerCase(Locale.ROOT);
    }

    private String made(String operation) {
        HttpResponse<String> answer = sent(
                "POST",
                "/Encounter/" + encounter + "/$" + operation,
                operation.equals("letter")
                        ? "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"Please see.\"}]}"
                        : "{\"resourceType\":\"Parameters\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(told(json(answer).at("/entry/0/resource"))).contains("naltrexone");
        return json(answer).at("/entry/0/resource/id").asText();
    }

    /** Every version that was written since the test began and is still there. */
    private String stored() {
        StringBuilder all = new StringBuilder();
        for (String type : TYPES) {
            all.append(told(json(read("/" + type + "/_history?_count=500&_since=" + encode(begin.toString())))));
        }
        return all.toString();
    }

    private String transcript() {
        List<JsonNode> found = entries(json(read("/DocumentReference?encounter=Encounter/" + encounter
                + "&type=https://chartside.io/fhir/CodeSystem/document-type%7Cvisit-transcript")));
        assertThat(found).hasSize(1);
        return found.get(0).at("/resource/id").asText();
    }

    private static List<String> answered(HttpResponse<String> response, String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode parameter : json(response).path("parameter")) {
            if (parameter.path("name").asText().equals(name)) {
                values.add(parameter.at("/valueReference/reference").asText(parameter.toString()));
            }
        }
        return values;
    }

    @Test
    void utterancesNamedAfterwards_areInNoVersion_ofTranscriptOrDraft_andTheDraftIsMadeAnew() throws SQLException {
        drafted(VISIT);
        String transcript = transcript();
        drafted("");
        assertThat(stored()).contains(SECRETS);
        String before = read("/DocumentReference/" + transcript).body();
        long version = Long.parseLong(json(read("/DocumentReference/" + transcript))
                .at("/meta/versionId")
                .asText());

        HttpResponse<String> withheld = withhold(clinician, "u3", "u4");

        assertThat(withheld.statusCode()).as(withheld.body()).isEqualTo(200);
        assertThat(answered(withheld, "transcript"))
                .containsExactly("DocumentReference/" + transcript + "/_history/" + (version + 1));
        assertThat(told(json(read("/DocumentReference/" + transcript))))
                .contains("[patient] [off the record]", "[doctor] [off the record]", "naproxen", "\"id\":\"u3\"")
                .doesNotContain(SECRETS);
        assertThat(before).isNotEqualTo(read("/DocumentReference/" + transcript).body());
        assertThat(stored()).doesNotContain(SECRETS).contains("naproxen", "[off the record]");
        assertThat(answered(withheld, "draft")).hasSize(1);
        assertThat(read("/" + answered(withheld, "draft").get(0)).statusCode()).isEqualTo(200);

        assertOutcome(read("/DocumentReference/" + transcript + "/_history/" + version), 410);
        assertThat(read("/DocumentReference/" + transcript + "/_history/" + version)
                        .body())
                .contains("put off the record");
        assertOutcome(read("/DocumentReference/" + transcript + "/_history/" + (version + 9)), 404);
        assertThat(entries(
                        json(read("/DocumentReference?encounter=Encounter/" + encounter + "&_content=zqvxylograph"))))
                .isEmpty();
        assertThat(waiting()).isZero();
    }

    /** Rows that say erased and are not. */
    private static int waiting() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(TestDatabase.url().replaceFirst("/postgres\\?", "/chartside?"));
                PreparedStatement count = connection.prepareStatement("select count(*) from withheld_version w where"
                        + " erased_at is null or exists (select 1 from resource_version v where v.tenant = w.tenant"
                        + " and v.rid = w.rid and v.version < w.before_version)");
                ResultSet row = count.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** They name no encounter, and the first two a note that was drafted anew since. */
    @Test
    void letterAndInstructionsOfTheNote_goWithIt_inEveryVersion_alsoThoseOfAnEarlierNote_andTheDeleted() {
        drafted(VISIT);
        List<String> documents = new ArrayList<>(List.of(made("letter"), made("instructions")));
        drafted("");
        documents.addAll(List.of(made("letter"), made("instructions"), made("letter")));
        assertThat(send(request(STAFFED + "/Composition/" + documents.get(4)).DELETE())
                        .statusCode())
                .isLessThan(300);

        HttpResponse<String> withheld = withhold(clinician, "u3", "u4");

        assertThat(withheld.statusCode()).as(withheld.body()).isEqualTo(200);
        assertThat(stored()).doesNotContain(SECRETS).contains("naproxen");
        for (String document : documents) {
            assertOutcome(read("/Composition/" + document), 410);
            assertOutcome(read("/Composition/" + document + "/_history/1"), 410);
            assertThat(entries(json(read("/Provenance?target=Composition/" + document))))
                    .isEmpty();
        }
        assertThat(answered(withheld, "draft")).hasSize(1);
    }

    /** One that was being made when the words were put off the record. */
    @Test
    void letterOfANoteThatIsGone_isNotStored() {
        drafted(VISIT);
        String letter = made("letter");
        String composition = read("/Composition/" + letter).body().replace(letter, "late-letter");
        String provenance = entries(json(read("/Provenance?target=Composition/" + letter)))
                .get(0)
                .path("resource")
                .toString()
                .replace(letter, "late-letter")
                .replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"late-provenance\"");
        assertThat(withhold(clinician, "u3", "u4").statusCode()).isEqualTo(200);

        HttpResponse<String> late = sent(
                "POST",
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + composition
                        + ",\"request\":{\"method\":\"PUT\",\"url\":\"Composition/late-letter\"}},{\"resource\":"
                        + provenance + ",\"request\":{\"method\":\"PUT\",\"url\":\"Provenance/late-provenance\"}}]}");
        assertOutcome(late, 409);
        assertThat(late.body()).contains("draft again");
        assertThat(stored()).doesNotContain(SECRETS);
    }

    @Test
    void itIsOnRecord_whoPutWhichUtterancesOffTheRecord_withoutTheWords() {
        drafted(VISIT);
        assertThat(withhold(clinician, "u3", "u4").statusCode()).isEqualTo(200);

        String events = told(json(read("/AuditEvent?entity=Encounter/" + encounter + "&_count=200")));
        String query = Base64.getEncoder()
                .encodeToString(("POST " + STAFFED + "/Encounter/" + encounter + "/$withhold?utterance=u3,u4")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(events).contains(query.toLowerCase(Locale.ROOT)).contains("practitioner/withholding");
        assertThat(events).doesNotContain(SECRETS);
    }

    @Test
    void visitOfWhichNoWordIsLeft_hasNoDraft_andASecondCallChangesNothing() {
        drafted("[patient] I am an alcoholic, zqvxylograph.");
        for (int call = 0; call < 2; call++) {
            HttpResponse<String> withheld = withhold(clinician, "u0");
            assertThat(withheld.statusCode()).as(withheld.body()).isEqualTo(200);
            assertThat(answered(withheld, "draft")).isEmpty();
            assertThat(stored()).doesNotContain(SECRETS);
        }
        assertThat(entries(json(read("/Composition?encounter=Encounter/" + encounter))))
                .isEmpty();
    }

    @Test
    void whoIsNoClinician_orNamesNoUtterance_isRefused_andNothingChanges() {
        drafted(VISIT);
        assertOutcome(withhold(member, "u3"), 403);
        assertOutcome(
                sent(
                        "POST",
                        "/Encounter/" + encounter + "/$withhold",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"utterance\",\"valueString\":\"u3\"}]}"),
                403);
        assertOutcome(withhold(clinician), 400);
        assertOutcome(withhold(clinician, "u 3"), 400);
        HttpResponse<String> unknown = withhold(clinician, "u3", "u99");
        assertOutcome(unknown, 422);
        assertThat(unknown.body()).contains("u99");
        assertThat(stored()).contains(SECRETS);
    }

    @Test
    void anotherTranscriptOfTheVisit_losesTheSameUtterances_andOneOfOtherWordsIsNamed() {
        drafted(VISIT);
        String copy =
                json(read("/DocumentReference/" + transcript())).toString().replaceFirst("\"id\":\"[^\"]+\",", "");
        String second = id(sent("POST", "/DocumentReference", copy));
        String other = id(sent(
                "POST",
                "/DocumentReference",
                copy.replaceAll(
                        "\"data\":\"[^\"]+\"",
                        "\"data\":\""
                                + Base64.getEncoder()
                                        .encodeToString("[{\"id\":\"s0\",\"speaker\":\"patient\",\"text\":\"Hello\"}]"
                                                .getBytes(StandardCharsets.UTF_8))
                                + "\"")));

        String recording = id(sent(
                "POST",
                "/Media",
                "{\"resourceType\":\"Media\",\"status\":\"completed\",\"encounter\":{\"reference\":\"Encounter/"
                        + encounter + "\"},\"content\":{\"contentType\":\"audio/wav\",\"data\":\"AAAA\"}}"));

        HttpResponse<String> withheld = withhold(clinician, "u3", "u4");
        assertOutcome(withheld, 422);
        assertThat(withheld.body()).contains("u3");

        HttpResponse<String> named = send(HttpRequest.newBuilder(URI.create(STAFFED + "/Encounter/" + encounter
                        + "/$withhold?utterance=u3&utterance=u4" + "&transcriptReference=DocumentReference/" + second))
                .header("Authorization", "Bearer " + clinician)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(named.statusCode()).as(named.body()).isEqualTo(200);
        assertThat(answered(named, "transcript")).hasSize(2);
        assertThat(answered(named, "otherTranscript")).containsExactly("DocumentReference/" + other);
        assertThat(answered(named, "recording")).containsExactly("Media/" + recording);
        assertThat(stored()).doesNotContain(SECRETS);
    }

    /** What is signed is amended, not erased. */
    @Test
    void signedNote_isRefused_withWhatToDoInstead() {
        String signed = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}");
        String note = json(post(
                        "/Encounter/" + signed + "/$draft-note",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                                + VISIT + "\"}]}"))
                .at("/entry/0/resource/id")
                .asText();
        List<Resource> parts = fhir
                .newJsonParser()
                .parseResource(
                        Bundle.class, get("/Composition/" + note + "/$document").body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
        transactions.execute(SigningTest.okafor(), SigningTest.signature(parts, SigningTest.OKAFOR));
        assertWithholdingIsRefused(signed);
        assertThat(told(json(get("/DocumentReference?encounter=Encounter/" + signed))))
                .contains("zqvxylograph");
    }

    /** The note that it was made of is not signed. */
    @Test
    void signedLetter_isRefused_too() {
        String signed = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}");
        post(
                "/Encounter/" + signed + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\"" + VISIT
                        + "\"}]}");
        JsonNode letter = json(post(
                        "/Encounter/" + signed + "/$letter",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"Please see.\"}]}"))
                .at("/entry/0/resource");
        Composition drafted = fhir.newJsonParser().parseResource(Composition.class, letter.toString());
        transactions.execute(SigningTest.okafor(), SigningTest.signature(List.of(drafted), SigningTest.OKAFOR));
        assertWithholdingIsRefused(signed);
        assertThat(get("/Composition/" + letter.path("id").asText()).body()).contains("naltrexone");
    }

    private void assertWithholdingIsRefused(String signed) {
        RequestContext clinician = SigningTest.okafor();
        Sight sight = policy.sight(clinician.caller(), Interaction.READ);
        Parameters asked = new Parameters();
        asked.addParameter("utterance", new StringType("u3"));

        assertThatThrownBy(() -> operations
                        .find("withhold", Operation.Level.INSTANCE, "Encounter")
                        .run(new OperationCall(
                                clinician,
                                "POST",
                                Operation.Level.INSTANCE,
                                Optional.of("Encounter"),
                                Optional.of(signed),
                                store.read(clinician.tenant(), sight, "Encounter", signed),
                                List.of(),
                                asked,
                                false,
                                false,
                                sight)))
                .isInstanceOfSatisfying(FhirRefusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(409);
                    assertThat(refusal.getMessage()).contains("amend");
                });
    }
}
