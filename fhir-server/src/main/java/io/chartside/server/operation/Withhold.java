package io.chartside.server.operation;

import io.chartside.mappings.draft.RedactedTranscript;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork.Key;
import io.chartside.server.store.WithheldVersions;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$withhold} with {@code utterance}, the ids of utterances: puts them off the record after the
 * transcript was stored, on the word of a clinician. The transcript is written without their words, the unsigned draft is
 * taken away and made anew, and no version is left that had them. Parameter {@code transcriptReference} where it is not the
 * visit's newest transcript. What is signed is not touched: then the call is refused.
 */
@Component
final class Withhold implements VisitOperation {
    private static final Pattern UTTERANCE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final int MOST_UTTERANCES = 1_000;
    /** By what $draft-note is asked for the kind of note of a LOINC code. */
    private static final Map<String, String> KINDS = Map.of(
            NoteType.HISTORY_AND_PHYSICAL.loinc(), "hp",
            NoteType.CONSULTATION.loinc(), "consult",
            NoteType.OPERATIVE.loinc(), "operative");

    private final AccessPolicy policy;
    private final RecordReader records;
    private final WithheldVisit visits;
    private final Writings writings;
    private final WithheldVersions versions;
    private final List<PatientTraces> traces;
    private final VisitAudioTraces audio;
    private final DraftNote draftNote;

    Withhold(
            AccessPolicy policy,
            RecordReader records,
            WithheldVisit visits,
            Writings writings,
            WithheldVersions versions,
            List<PatientTraces> traces,
            VisitAudioTraces audio,
            DraftNote draftNote) {
        this.policy = policy;
        this.records = records;
        this.visits = visits;
        this.writings = writings;
        this.versions = versions;
        this.traces = List.copyOf(traces);
        this.audio = audio;
        this.draftNote = draftNote;
    }

    @Override
    public String name() {
        return "withhold";
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.UPDATE, "Composition"),
                new Need(Interaction.UPDATE, "DocumentReference"));
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("a clinician");
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Encounter-withhold";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("utterance", "transcriptReference"));
        if (!policy.mayWithhold(call.context().caller())) {
            throw FhirRefusal.forbidden("What was said is put off the record by a clinician");
        }
        Set<String> utterances = utterances(parameters);
        Encounter encounter = (Encounter) records.parse(call.instance().orElseThrow());
        String reference = WithheldVisit.key(encounter).toString();
        String patient = DraftNote.patientOf(encounter);
        TenantId tenant = call.context().tenant();
        WithheldVisit.Found visit = visits.find(tenant, reference, patient);
        DocumentReference named = named(visit, parameters.text("transcriptReference"));
        if (visit.signed()) {
            throw FhirRefusal.conflict(
                    "The note of this visit, or a letter or instructions made of it, is signed, and what is"
                            + " signed is not erased, nor the transcript that it rests on: amend it instead");
        }
        Redaction redaction = redaction(visit, named, utterances);
        requireWrites(call.context(), visit);
        // First: whatever stops the rest, no audio is left that has the words.
        String encounterId = encounter.getIdElement().getIdPart();
        Set<String> deleted = new LinkedHashSet<>(audio.delete(tenant, encounterId, "withheld"));
        String said = reference + "/$withhold?utterance=" + String.join(",", utterances);
        List<WriteOutcome> written = write(call.context(), said, patient, visit, redaction.transcripts());
        // A draft that was stored meanwhile has the words; one that is stored later is refused (CurrentTranscripts).
        WithheldVisit.Found after = visits.find(tenant, reference, patient);
        if (!after.drafts().isEmpty()) {
            write(call.context(), said, patient, after, List.of());
        }
        int erased = versions.erase(tenant);
        String patientId = patient.substring("Patient/".length());
        traces.stream().filter(PatientTraces::holdsRecord).forEach(trace -> trace.remove(tenant, patientId));

        deleted.addAll(audio.delete(tenant, encounterId, "withheld")); // What was finished meanwhile.
        Parameters answer = new Parameters();
        written.stream()
                .flatMap(outcome -> outcome.stored().stream())
                .filter(stored -> !stored.deleted())
                .forEach(
                        stored -> answer.addParameter().setName("transcript").setValue(new Reference(version(stored))));
        redaction.others().forEach(other -> name(answer, "otherTranscript", other));
        visit.recordings().forEach(recording -> name(answer, "recording", recording));
        deleted.forEach(
                gone -> answer.addParameter().setName("deletedRecording").setValue(new Reference(gone)));
        answer.addParameter("erasedVersions", new IntegerType(erased));
        after.note().or(visit::note).ifPresent(note -> redraft(call, note, named, answer));
        return new OperationAnswer(
                200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of(patientId));
    }

    private static void name(Parameters answer, String parameter, Resource resource) {
        answer.addParameter()
                .setName(parameter)
                .setValue(new Reference(WithheldVisit.key(resource).toString()));
    }

    private static Set<String> utterances(CallParameters parameters) {
        Set<String> utterances = new LinkedHashSet<>(parameters.texts("utterance"));
        boolean wellFormed =
                utterances.stream().allMatch(id -> UTTERANCE.matcher(id).matches());
        if (utterances.isEmpty() || utterances.size() > MOST_UTTERANCES || !wellFormed) {
            throw FhirRefusal.malformed(
                    "$withhold takes the parameter utterance, once for each utterance: its id in the"
                            + " transcript, such as u3; " + MOST_UTTERANCES + " at most");
        }
        return utterances;
    }

    private static DocumentReference named(WithheldVisit.Found visit, Optional<String> reference) {
        return visit.transcripts().stream()
                .filter(transcript -> reference.isEmpty()
                        || reference.get().equals(WithheldVisit.key(transcript).toString()))
                .findFirst()
                .orElseThrow(() -> FhirRefusal.againstRule(
                        reference.isEmpty()
                                ? "The encounter has no transcript"
                                : "transcriptReference names no transcript of this encounter",
                        "Parameters.parameter.where(name='transcriptReference')"));
    }

    /**
     * @param transcripts as they are to be stored
     * @param others transcripts of the visit that do not have these utterances and stay as they are
     */
    private record Redaction(List<DocumentReference> transcripts, List<DocumentReference> others) {}

    /** A copy of the transcript, which has the same utterances under the same ids, loses them too. */
    private static Redaction redaction(WithheldVisit.Found visit, DocumentReference named, Set<String> utterances) {
        Set<Turn> said = said(named, utterances);
        Set<String> there = new HashSet<>();
        said.forEach(turn -> there.add(turn.id()));
        if (!there.containsAll(utterances)) {
            throw FhirRefusal.againstRule(
                    "The transcript has no utterance "
                            + utterances.stream()
                                    .filter(id -> !there.contains(id))
                                    .findFirst()
                                    .orElseThrow(),
                    "Parameters.parameter.where(name='utterance')");
        }
        List<DocumentReference> redacted = new ArrayList<>();
        List<DocumentReference> others = new ArrayList<>();
        for (DocumentReference transcript : visit.transcripts()) {
            Set<String> same = new HashSet<>();
            for (Turn turn : transcript == named ? said : said(transcript, utterances)) {
                if (said.stream()
                        .anyMatch(
                                one -> one.id().equals(turn.id()) && one.text().equals(turn.text()))) {
                    same.add(turn.id());
                }
            }
            if (same.isEmpty()) {
                others.add(transcript);
            } else {
                redacted.add(redacted(transcript, same));
            }
        }
        return new Redaction(redacted, others);
    }

    private static Set<Turn> said(DocumentReference transcript, Set<String> utterances) {
        Set<Turn> said = new LinkedHashSet<>();
        TranscriptDocument.read(transcript).map(Transcript::turns).orElse(List.of()).stream()
                .filter(turn -> utterances.contains(turn.id()))
                .forEach(said::add);
        return said;
    }

    private static DocumentReference redacted(DocumentReference transcript, Set<String> utterances) {
        try {
            return RedactedTranscript.without(transcript, utterances);
        } catch (UnreadableTranscriptException e) {
            throw FhirRefusal.againstRule(
                    "These utterances are not put off the record: " + e.getMessage(), "DocumentReference.content");
        }
    }

    /** @param said the call, with the ids of the utterances, as it goes on record */
    private List<WriteOutcome> write(
            RequestContext context,
            String said,
            String patient,
            WithheldVisit.Found visit,
            List<DocumentReference> transcripts) {
        Set<Key> erased = new LinkedHashSet<>(visit.deleted());
        List<WriteEntry> entries = new ArrayList<>();
        for (DocumentReference transcript : transcripts) {
            Key key = WithheldVisit.key(transcript);
            erased.add(key);
            entries.add(WriteEntry.update(key.id(), records.json(transcript), version(transcript)));
        }
        for (Resource draft : visit.drafts()) {
            Key key = WithheldVisit.key(draft);
            erased.add(key);
            entries.add(WriteEntry.delete(key.type(), Optional.of(key.id()), Optional.empty(), version(draft)));
        }
        AuditedAct act = new AuditedAct(
                Act.OPERATION,
                200,
                "Encounter",
                Optional.of(said.substring(0, said.indexOf("/$"))),
                Optional.of("POST " + context.origin().base() + "/" + said),
                List.of(patient.substring("Patient/".length())));
        try {
            return writings.withhold(withDrafts(context), entries, erased, act);
        } catch (FhirRefusal refusal) {
            if (refusal.status() == 412) {
                throw FhirRefusal.conflict("The transcript or its draft was changed meanwhile: call again");
            }
            throw refusal;
        }
    }

    private static RequestContext withDrafts(RequestContext context) {
        return new RequestContext(context.caller().withDraftsForItsOwnRequest(), context.origin());
    }

    /** @throws FhirRefusal 403, before anything is deleted */
    private void requireWrites(RequestContext context, WithheldVisit.Found visit) {
        RequestContext withDrafts = withDrafts(context);
        writings.require(withDrafts, Interaction.UPDATE, "DocumentReference");
        for (Resource draft : visit.drafts()) {
            writings.require(
                    withDrafts, Interaction.DELETE, WithheldVisit.key(draft).type());
        }
    }

    private static OptionalLong version(Resource resource) {
        return OptionalLong.of(Long.parseLong(resource.getMeta().getVersionId()));
    }

    private static String version(StoredResource stored) {
        return stored.type() + "/" + stored.id() + "/_history/" + stored.version();
    }

    /** The words are gone by now: a draft that cannot be made, as of a visit of which no word is left, undoes nothing. */
    private void redraft(OperationCall call, Composition note, DocumentReference transcript, Parameters answer) {
        Parameters parameters = new Parameters();
        parameters
                .addParameter()
                .setName("transcriptReference")
                .setValue(new Reference(WithheldVisit.key(transcript).toString()));
        parameters.addParameter("type", new StringType(type(note)));
        try {
            OperationAnswer drafted = draftNote.run(new OperationCall(
                    call.context(),
                    call.method(),
                    call.level(),
                    call.type(),
                    call.id(),
                    call.instance(),
                    call.below(),
                    parameters,
                    false,
                    call.lenient(),
                    call.sight()));
            ((Bundle) drafted.resource().orElseThrow())
                    .getEntry().stream()
                            .map(Bundle.BundleEntryComponent::getResource)
                            .filter(Composition.class::isInstance)
                            .forEach(draft -> name(answer, "draft", draft));
        } catch (FhirRefusal refusal) {
            answer.addParameter("draftNotMade", new StringType(refusal.getMessage()));
        }
    }

    private static String type(Composition note) {
        return KINDS.getOrDefault(note.getType().getCodingFirstRep().getCode(), "soap");
    }
}
