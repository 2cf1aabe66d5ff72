package io.chartside.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.mappings.style.StyleResource;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.rest.RestTest;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Forms of notes and the style of their writers, over the whole server (MA16, MH33). */
class NoteStyleTest extends RestTest {
    private static final TenantId DEMO = new TenantId("demo");
    private static final String VISIT =
            "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n"
                    + "[doctor] Any fever or chills?\\n[patient] No.\\n[doctor] okay, on exam your left knee is tender.\\n"
                    + "[doctor] So for your knee pain, I am going to start you on naproxen 500 mg twice a day as needed.";

    @Autowired
    private DraftNote draftNote;

    @Autowired
    private Transactions transactions;

    @Autowired
    private AccessPolicy policy;

    @Autowired
    private ResourceStore store;

    @Autowired
    private FhirContext fhir;

    private String practitioner;

    @BeforeEach
    void licensed() {
        practitioner = "Practitioner/"
                + created(
                        "Practitioner",
                        "{\"resourceType\":\"Practitioner\",\"active\":true,\"name\":[{\"family\":\"Styler\"}],"
                                + "\"qualification\":[{\"code\":{\"text\":\"MD\"},\"period\":{\"start\":\"2012-07-01\"}}]}");
    }

    private RequestContext writer() {
        return new RequestContext(
                new Caller(
                        DEMO,
                        practitioner,
                        "chartside-app",
                        UUID.randomUUID().toString(),
                        Scopes.parse("user/*.cruds drafts"),
                        Optional.of(practitioner),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Instant.now())),
                new Origin("style-test", "127.0.0.1", BASE));
    }

    private static String encounter() {
        return created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}");
    }

    /** The resources of a fresh draft, made for the practitioner. */
    private List<Resource> drafted(String encounter) {
        Sight sight = policy.sight(writer().caller(), Interaction.READ);
        OperationAnswer answer = draftNote.run(new OperationCall(
                writer(),
                "POST",
                Operation.Level.INSTANCE,
                Optional.of("Encounter"),
                Optional.of(encounter),
                store.read(DEMO, sight, "Encounter", encounter),
                List.of(),
                new Parameters().addParameter("transcript", VISIT.replace("\\n", "\n")),
                false,
                false,
                sight));
        return ((Bundle) answer.resource().orElseThrow())
                .getEntry().stream()
                        .map(Bundle.BundleEntryComponent::getResource)
                        .toList();
    }

    private static Composition note(List<Resource> draft) {
        return (Composition) draft.get(0);
    }

    /** Writes "PRN" for "as needed", heads the plan otherwise, and signs. */
    private void editedAndSigned() {
        String encounter = encounter();
        List<Resource> draft = drafted(encounter);
        Composition changed = note(draft);
        for (SectionView section : DraftReader.sections(changed)) {
            for (StatementView statement : section.paragraphs().stream()
                    .flatMap(paragraph -> paragraph.statements().stream())
                    .toList()) {
                if (statement.text().contains("as needed")) {
                    changed = DraftEdit.statement(
                            changed, statement.id(), statement.text().replace("as needed", "PRN"));
                }
            }
        }
        changed.getSection().stream()
                .filter(section ->
                        section.getCode().getCodingFirstRep().getCode().equals("51847-2"))
                .forEach(section -> section.setTitle("A/P"));
        HttpResponse<String> put = put(
                "/Composition/" + changed.getIdElement().getIdPart(),
                fhir.newJsonParser().encodeResourceToString(changed));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        Composition stored = fhir.newJsonParser().parseResource(Composition.class, put.body());
        List<Resource> reviewed = draft.stream()
                .map(part -> part instanceof Composition ? stored : part)
                .toList();
        Encounter visit = fhir.newJsonParser()
                .parseResource(Encounter.class, seen("/Encounter/" + encounter).body());
        transactions.execute(
                writer(),
                SigningBundle.of(
                        reviewed, Optional.of(visit), new Signer(practitioner, "Dr. Styler"), Instant.now(), BASE));
    }

    private static HttpResponse<String> seen(String address) {
        return send(request(address));
    }

    @Test
    void theSameEditInTwoSignedNotes_isTheStyleOfTheNext_visibleAndDeletable() {
        editedAndSigned();
        assertThat(note(drafted(encounter())).getSection())
                .noneMatch(section -> section.getTitle().equals("A/P"));
        editedAndSigned();
        Composition third = note(drafted(encounter()));
        assertThat(third.getSection()).anyMatch(section -> section.getTitle().equals("A/P"));
        assertThat(fhir.newJsonParser().encodeResourceToString(third)).contains("PRN", "Written by your preferences");

        String address = "/Basic?author=" + practitioner;
        JsonNode found = json(seen(address));
        assertThat(entries(found)).hasSize(1);
        Basic basic = fhir.newJsonParser()
                .parseResource(Basic.class, found.at("/entry/0/resource").toString());
        assertThat(basic.getText().getDivAsString()).contains("A/P", "PRN", ": used");

        assertThat(delete("/Basic/" + StyleResource.id(practitioner)).statusCode())
                .isIn(200, 204);
        assertThat(note(drafted(encounter())).getSection())
                .noneMatch(section -> section.getTitle().equals("A/P"));
        assertThat(entries(json(seen(address)))).isEmpty();
    }

    private static HttpResponse<String> draft(String encounter, String... parameters) {
        return post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parameters) + "]}");
    }

    private static String parameter(String name, String value) {
        return "{\"name\":\"" + name + "\",\"valueString\":\"" + value + "\"}";
    }

    @Test
    void theTenantsTemplate_isTheFormOfTheNote() {
        String encounter = encounter();
        HttpResponse<String> drafted =
                draft(encounter, parameter("transcript", VISIT), parameter("template", "short-follow-up"));
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(json(drafted).at("/entry/0/resource/section/0/title").asText())
                .isEqualTo("Reason");
        assertThat(json(drafted)
                        .at("/entry/0/resource/section/0/code/coding/0/code")
                        .asText())
                .isEqualTo("10154-3");

        HttpResponse<String> unknown = draft(encounter, parameter("transcript", VISIT), parameter("template", "long"));
        assertOutcome(unknown, 422);
        assertThat(unknown.body()).contains("template is one of short-follow-up");
        assertOutcome(draft(encounter, parameter("type", "soap"), parameter("template", "short-follow-up")), 400);
        assertOutcome(draft(encounter, parameter("type", "poem")), 400);
    }

    @Test
    void whatIsNoVisit_isRefusedWithTheReason_andTheEarlierDraftStays() {
        String encounter = encounter();
        String id = json(draft(encounter, parameter("transcript", VISIT)))
                .at("/entry/0/resource/id")
                .asText();
        HttpResponse<String> other = draft(
                encounter,
                parameter("transcript", "[patient] me duele mucho la rodilla desde hace tres días y no puedo dormir"));
        assertOutcome(other, 422);
        assertThat(other.body()).contains("not in English but in Spanish");
        assertOutcome(draft(encounter, parameter("transcript", "hello")), 422);
        assertOutcome(draft(encounter, parameter("transcript", "[doctor] hello ".repeat(40_000))), 413);
        assertThat(seen("/Composition/" + id).statusCode()).isEqualTo(200);
    }
}
