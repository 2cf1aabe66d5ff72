package io.chartside.mappings.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.SampleDraft;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.draft.VisitContext;
import io.chartside.mappings.fhir.R4Validation;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.terminology.CodeCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every conversation of the demo, drafted as the server does it, accepted and signed: valid R4 on both sides. */
public class SignedDemoVisitsTest {
    private static final String BASE = "http://localhost/fhir/demo";
    private static final Set<String> DECIDED = Set.of("Condition", "ChargeItem", "MedicationRequest", "ServiceRequest");
    private static final Scribe SCRIBE = EmbeddedScribe.create(CodeCatalog.empty());

    private static Bundle draft(int visit) throws IOException {
        Transcript transcript = TranscriptParser.parse(
                Files.readString(Path.of("..", "config", "demo", "visits", "demo-encounter-" + visit + ".txt")));
        VisitContext context = new VisitContext(
                new Reference("Patient/demo-patient-" + visit),
                Optional.of(new Reference("Encounter/demo-encounter-" + visit)),
                Optional.of(new Reference("Practitioner/demo-practitioner-1")),
                Optional.empty(),
                SampleDraft.AT,
                LocalDate.parse("2026-03-04"),
                transcript,
                Optional.empty(),
                VisitContext.PatientKind.ESTABLISHED);
        return DraftBundle.of(
                SCRIBE.draft(new Visit(transcript, NoteType.SOAP, Optional.empty(), ChartContext.empty())),
                context,
                EngineDevice.EMBEDDED,
                new DraftIds(() -> UUID.randomUUID().toString(), BASE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void draftAndSigningTransaction_areValidR4(int visit) throws IOException {
        Bundle draft = draft(visit);
        assertThat(R4Validation.errors(draft)).isEmpty();
        Bundle signing = signing(draft);
        assertThat(R4Validation.errors(signing)).isEmpty();
        assertThat(signing.getEntry()).noneMatch(entry -> entry.getRequest().getMethod() == Bundle.HTTPVerb.DELETE);
    }

    private static Bundle signing(Bundle draft) {
        List<Resource> accepted = draft.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .map(SignedDemoVisitsTest::storedAndAccepted)
                .toList();
        return SigningBundle.of(
                accepted, Optional.empty(), new Signer("Practitioner/demo-practitioner-1", ""), SampleDraft.AT, BASE);
    }

    /** What the signature leaves of a visit, for other tests. */
    public static List<Resource> signed(int visit) throws IOException {
        return signing(draft(visit)).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private static Resource storedAndAccepted(Resource resource) {
        resource.getMeta().setVersionId("1");
        return DECIDED.contains(resource.fhirType())
                ? DraftEdit.decide((DomainResource) resource, new Decision(Decision.State.ACCEPTED, ""))
                : resource;
    }
}
