package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A draft of a psychotherapy session is its originator's to read, edit and sign, and nobody else's (45 CFR 164.508(a)(2)). */
class PsychotherapyDraftTest extends RestTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Signer THERAPIST = new Signer("Practitioner/therapist-1", "Dr. Noor Haddad");
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";
    private static final String LABEL =
            "\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\","
                    + "\"code\":\"PSYTHPN\"}]";
    private static final String WORDS =
            "[doctor] What brings you in?\n[patient] My left knee has hurt for three days.\n[doctor] So for your first"
                    + " problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth three times a day.\n"
                    + "[doctor] Let's get an x-ray of the left knee.";

    private static String therapist;
    private static String colleague;
    private static String billing;
    private String encounter;

    @BeforeEach
    void people() {
        if (therapist == null) {
            HttpResponse<String> stored = send(request(STAFFED + "/Practitioner/therapist-1")
                    .header("Content-Type", FHIR_JSON)
                    .PUT(HttpRequest.BodyPublishers.ofString(
                            "{\"resourceType\":\"Practitioner\",\"id\":\"therapist-1\",\"active\":true,\"qualification\":"
                                    + "[{\"code\":{\"text\":\"MD\"},\"period\":{\"start\":\"2020-01-01\",\"end\":"
                                    + "\"2199-12-31\"}}]}")));
            assertThat(stored.statusCode()).as(stored.body()).isIn(200, 201);
            String scope = "openid fhirUser user/*.cruds drafts";
            therapist = Desk.of("Practitioner/therapist-1", "clinician").token(scope);
            colleague = Desk.of("Practitioner/therapist-2", "clinician").token(scope);
        }
    }

    private static String made(String type, String body) {
        HttpResponse<String> made = post(STAFFED + "/" + type, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private String visit(String meta, String participant) {
        String patient = made("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\"," + meta + participant
                        + "\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        return patient;
    }

    private static HttpResponse<String> as(String token, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String path(Resource resource) {
        return "/" + resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static List<Resource> bundle(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return FHIR.newJsonParser().parseResource(Bundle.class, answer.body()).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private List<Resource> drafted(String parameters) {
        return bundle(as(therapist, "POST", "/Encounter/" + encounter + "/$draft-note", parameters));
    }

    private static Composition note(List<Resource> draft) {
        return draft.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void assertTheTherapistsAlone(List<Resource> draft) {
        for (Resource one : draft) {
            if (one instanceof Device || one instanceof Provenance) {
                continue;
            }
            HttpResponse<String> own = as(therapist, "GET", path(one), "");
            assertThat(own.statusCode()).as(path(one) + own.body()).isEqualTo(200);
            assertThat(own.body()).as(path(one)).contains("PSYTHPN");
            assertThat(as(colleague, "GET", path(one), "").statusCode())
                    .as(path(one))
                    .isEqualTo(404);
        }
    }

    /** The visit is billed by people who see nothing of the notes; what else keeps its claim from them stays. */
    @ParameterizedTest
    @CsvSource({"'',200", "42CFRPart2,404"})
    void signedClaim_isBillingData_andBearsTheOtherLabels(String other, int forBilling) {
        if (billing == null) {
            billing = Desk.of("Practitioner/biller-1", "billing").token("openid fhirUser user/*.cruds drafts");
        }
        String labels = other.isEmpty()
                ? LABEL
                : LABEL.replace(
                        "}]",
                        "},{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"" + other
                                + "\"}]");
        String patient = visit(
                "\"meta\":{" + labels + "},",
                "\"participant\":[{\"individual\":{\"reference\":\"Practitioner/therapist-1\"}}],");
        permitPart2(patient);
        Composition note = note(drafted(spoken()));
        Claim draft = only(Claim.class, parts(note));
        assertThat(as(billing, "GET", path(draft), "").statusCode())
                .as("the draft")
                .isEqualTo(404);
        for (Resource part : parts(note)) {
            if (part instanceof Condition || part instanceof ChargeItem) {
                DomainResource accepted =
                        DraftEdit.decide((DomainResource) part, new Decision(Decision.State.ACCEPTED, ""));
                HttpResponse<String> put =
                        as(therapist, "PUT", path(part), FHIR.newJsonParser().encodeResourceToString(accepted));
                assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
            }
        }
        Bundle signing = SigningBundle.of(parts(note), Optional.empty(), THERAPIST, Instant.now(), STAFFED);
        HttpResponse<String> signed =
                as(therapist, "POST", "", FHIR.newJsonParser().encodeResourceToString(signing));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);

        HttpResponse<String> claim = as(billing, "GET", path(draft), "");
        assertThat(claim.statusCode()).as(claim.body()).isEqualTo(forBilling);
        assertThat(as(therapist, "GET", path(draft), "").body())
                .contains("\"status\":\"active\"", "AIAST", other)
                .doesNotContain("PSYTHPN");
        for (Resource part : parts(note)) {
            if (part instanceof Composition || part instanceof Condition || part instanceof ChargeItem) {
                assertThat(as(billing, "GET", path(part), "").statusCode())
                        .as(path(part))
                        .isIn(403, 404);
                assertThat(as(colleague, "GET", path(part), "").statusCode())
                        .as(path(part))
                        .isEqualTo(404);
            }
        }
        assertThat(as(billing, "GET", path(draft) + "/_history", "").body())
                .as("what it was as a draft")
                .doesNotContain("PSYTHPN");
        assertThat(as(therapist, "GET", path(note) + "/$verify", "").body())
                .contains("\"name\":\"valid\",\"valueBoolean\":true");
    }

    /** To the therapist alone. */
    private static void permitPart2(String patient) {
        made(
                "Consent",
                "{\"resourceType\":\"Consent\",\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/consentscope\",\"code\":\"patient-privacy\"}]},"
                        + "\"category\":[{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"59284-0\"}]}],"
                        + "\"patient\":{\"reference\":\"Patient/" + patient
                        + "\"},\"policyRule\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"OPTIN\"}]},"
                        + "\"provision\":{\"type\":\"permit\",\"securityLabel\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"42CFRPart2\"}],\"actor\":[{\"role\":"
                        + "{\"text\":\"treats\"},\"reference\":{\"reference\":\"Practitioner/therapist-1\"}}]}}");
    }

    private static List<Resource> parts(Composition note) {
        return bundle(as(therapist, "GET", path(note) + "/$document", ""));
    }

    private static <R extends Resource> R only(Class<R> type, List<Resource> parts) {
        return parts.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private void editedAndSigned(Composition note) {
        String edited = as(therapist, "GET", path(note), "").body().replaceFirst("\"title\":\"", "\"title\":\"My ");
        HttpResponse<String> put = as(therapist, "PUT", path(note), edited);
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        List<Resource> parts = new ArrayList<>();
        for (Resource part : bundle(as(therapist, "GET", path(note) + "/$document", ""))) {
            if (part instanceof MedicationRequest || part instanceof ServiceRequest) {
                DomainResource accepted =
                        DraftEdit.decide((DomainResource) part, new Decision(Decision.State.ACCEPTED, ""));
                HttpResponse<String> approved =
                        as(therapist, "PUT", path(part), FHIR.newJsonParser().encodeResourceToString(accepted));
                assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
            }
        }
        parts.addAll(bundle(as(therapist, "GET", path(note) + "/$document", "")));
        Bundle signing = SigningBundle.of(parts, Optional.empty(), THERAPIST, Instant.now(), STAFFED);
        HttpResponse<String> signed =
                as(therapist, "POST", "", FHIR.newJsonParser().encodeResourceToString(signing));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        HttpResponse<String> read = as(therapist, "GET", path(note), "");
        assertThat(read.body()).contains("\"status\":\"final\"", "PSYTHPN");
        assertThat(as(colleague, "GET", path(note), "").statusCode()).isEqualTo(404);
    }

    @Test
    void ofALabelledTranscript_theDraftIsItsAuthors() {
        String patient = visit("", "");
        made(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"meta\":{" + LABEL
                        + "},\"status\":\"current\",\"type\":{\"coding\":[{\"system\":\""
                        + ChartsideFhir.DOCUMENT_TYPE + "\",\"code\":\""
                        + ChartsideFhir.VISIT_TRANSCRIPT
                        + "\"}]},\"subject\":{\"reference\":\"Patient/" + patient
                        + "\"},\"author\":[{\"reference\":\"Practitioner/therapist-1\"}],\"context\":{\"encounter\":[{"
                        + "\"reference\":\"Encounter/" + encounter
                        + "\"}]},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\""
                        + Base64.getEncoder().encodeToString(WORDS.getBytes()) + "\"}}]}");
        List<Resource> draft = drafted(NOTHING);
        assertTheTherapistsAlone(draft);
        for (String operation : List.of("instructions", "letter")) {
            HttpResponse<String> letter = as(
                    therapist,
                    "POST",
                    "/Encounter/" + encounter + "/$" + operation,
                    operation.equals("letter")
                            ? "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"x\"}]}"
                            : NOTHING);
            assertTheTherapistsAlone(List.of(note(bundle(letter))));
        }
        assertThat(as(therapist, "GET", "/Composition?encounter=Encounter/" + encounter, "")
                        .body())
                .contains(note(draft).getIdElement().getIdPart());
        Composition again = note(drafted(NOTHING));
        editedAndSigned(again);
    }

    @Test
    void ofALabelledEncounter_theDraftIsOfWhoTookPart() {
        visit(
                "\"meta\":{" + LABEL + "},",
                "\"participant\":[{\"individual\":{\"reference\":\"Practitioner/therapist-1\"}}],");
        assertThat(as(colleague, "GET", "/Encounter/" + encounter, "").statusCode())
                .isEqualTo(404);
        List<Resource> draft = drafted(spoken());
        assertTheTherapistsAlone(draft);
        editedAndSigned(note(draft));
    }

    @Test
    void aLabelThatComesLater_leavesTheDraftToWhoTookPart() {
        visit("", "\"participant\":[{\"individual\":{\"reference\":\"Practitioner/therapist-1\"}}],");
        List<Resource> draft = drafted(spoken());
        assertThat(as(colleague, "GET", path(note(draft)), "").statusCode()).isEqualTo(200);
        HttpResponse<String> labelled = post(
                STAFFED + "/Encounter/" + encounter + "/$meta-add",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":{" + LABEL + "}}]}");
        assertThat(labelled.statusCode()).as(labelled.body()).isEqualTo(200);
        assertTheTherapistsAlone(draft);
        editedAndSigned(note(draft));
    }

    private static String spoken() {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                + WORDS.replace("\n", "\\n") + "\"}]}";
    }
}
