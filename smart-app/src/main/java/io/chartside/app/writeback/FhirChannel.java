package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.ehr.Written;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** FHIR REST with the clinician's token: creates, updates and operations. */
@Component
final class FhirChannel implements Channel {

    @Override
    public boolean takes(Content content) {
        return content instanceof Content.Create
                || content instanceof Content.Update
                || content instanceof Content.Withdraw
                || content instanceof Content.Operation;
    }

    @Override
    public boolean asClinician() {
        return true;
    }

    @Override
    public Attempt send(Errand errand, PlannedWrite write) {
        EhrClient ehr = errand.hands();
        if (write.content() instanceof Content.Operation operation) {
            return new Attempt.Done(
                    ehr.invoke(operation.path(), operation.input()).orElse(""));
        }
        if (write.content() instanceof Content.Withdraw withdraw) {
            return withdrawn(ehr, withdraw.type(), errand);
        }
        if (write.content() instanceof Content.Update update) {
            return errand.before().isPresent()
                    ? updated(ehr, update.document(), errand)
                    : separated(ehr, update.separate());
        }
        return created(ehr, ((Content.Create) write.content()).resource(), write, errand);
    }

    private static Attempt created(EhrClient ehr, Resource resource, PlannedWrite write, Errand errand) {
        relate(resource, errand.before().map(IdType::new));
        return done(
                write.repeat() == Repeat.SAFE ? ehr.createIfNoneExist(resource, match(write)) : ehr.create(resource),
                resource);
    }

    private static Attempt done(Written<?> written, Resource resource) {
        return new Attempt.Done(place(resource, written.id(), written.version()));
    }

    /**
     * The plan knows that the document belongs to another one; which id that one has got is only known now, or never, when a
     * person has found it.
     */
    private static void relate(Resource resource, Optional<IdType> earlier) {
        if (resource instanceof DocumentReference document && document.hasRelatesTo()) {
            earlier.ifPresentOrElse(
                    first -> document.getRelatesToFirstRep()
                            .setTarget(new Reference(first.getResourceType() + "/" + first.getIdPart())),
                    () -> document.setRelatesTo(null));
        }
    }

    /** Answers without its place: what follows must not replace this one by the whole note. */
    private static Attempt separated(EhrClient ehr, DocumentReference document) {
        ehr.create(document);
        return new Attempt.Done("");
    }

    /**
     * Replaces exactly the version that stands there. What somebody has changed in the EHR since our own last write is replaced
     * only when a person has looked at it.
     */
    private static Attempt updated(EhrClient ehr, DocumentReference document, Errand errand) {
        IdType ours = new IdType(errand.before().orElseThrow());
        String stands =
                ehr.read(DocumentReference.class, ours.getIdPart()).getMeta().getVersionId();
        if (stands == null) {
            return new Attempt.Refused(List.of(Texts.kept("ledger.no-version-of-note")));
        }
        if (ours.hasVersionIdPart() && !ours.getVersionIdPart().equals(stands) && !errand.decided()) {
            return new Attempt.Refused(List.of(Texts.kept("ledger.note-changed", stands)));
        }
        document.setId(ours.getIdPart());
        return done(ehr.update(document, stands), document);
    }

    /** Nothing of what stands there is changed but its status. */
    private static Attempt withdrawn(EhrClient ehr, String type, Errand errand) {
        if (errand.before().isEmpty()) {
            return new Attempt.Refused(List.of(Texts.kept("ledger.place-unknown")));
        }
        IdType ours = new IdType(errand.before().get());
        Resource stands = ehr.read(InError.type(type), ours.getIdPart());
        String version = stands.getMeta().getVersionId();
        if (InError.is(stands)) {
            return new Attempt.Done(place(stands, ours.getIdPart(), Optional.ofNullable(version)));
        }
        if (version == null) {
            return new Attempt.Refused(List.of(Texts.kept("ledger.no-version")));
        }
        if (ours.hasVersionIdPart() && !ours.getVersionIdPart().equals(version) && !errand.decided()) {
            return new Attempt.Refused(List.of(Texts.kept("ledger.changed", version)));
        }
        return done(ehr.update(InError.of(stands), version), stands);
    }

    @Override
    public Attempt ask(Errand errand, PlannedWrite write) {
        if (write.content() instanceof Content.Withdraw && errand.before().isEmpty()) {
            return new Attempt.Absent();
        }
        if (write.content() instanceof Content.Withdraw withdraw) {
            Resource stands = errand.hands()
                    .read(
                            InError.type(withdraw.type()),
                            new IdType(errand.before().get()).getIdPart());
            return InError.is(stands)
                    ? new Attempt.Done(place(
                            stands,
                            stands.getIdElement().getIdPart(),
                            Optional.ofNullable(stands.getMeta().getVersionId())))
                    : new Attempt.Absent();
        }
        if (write.content() instanceof Content.Update update) {
            return asked(update.document(), errand);
        }
        Resource sent = ((Content.Create) write.content()).resource();
        List<? extends Resource> found = errand.hands().all(sent.getClass(), match(write), 1);
        if (!found.isEmpty() && !isNamed(found.get(0), write.name())) {
            // A server may leave out a parameter that it does not know (R4 §3.1.1.3): what it shows then is anybody's.
            return new Attempt.OnlyALookTells(Texts.kept("ledger.does-not-say"));
        }
        return found.isEmpty()
                ? new Attempt.Absent()
                : new Attempt.Done(place(
                        sent,
                        found.get(0).getIdElement().getIdPart(),
                        Optional.ofNullable(found.get(0).getMeta().getVersionId())));
    }

    /** With the version where it is known: what follows replaces that one and no other. */
    private static String place(Resource resource, String id, Optional<String> version) {
        return resource.fhirType() + "/" + id
                + version.map(known -> "/_history/" + known).orElse("");
    }

    /** The words tell, or else that the version is still the one before; a newer version alone may be anybody's. */
    private static Attempt asked(DocumentReference sent, Errand errand) {
        if (errand.before().isEmpty()) {
            return new Attempt.AnswerLost(Texts.kept("ledger.look-for-addendum"));
        }
        IdType ours = new IdType(errand.before().get());
        DocumentReference stands = errand.hands().read(DocumentReference.class, ours.getIdPart());
        String version = stands.getMeta().getVersionId();
        if (Arrays.equals(words(sent), words(stands))) {
            return new Attempt.Done(place(sent, ours.getIdPart(), Optional.ofNullable(version)));
        }
        return ours.hasVersionIdPart() && ours.getVersionIdPart().equals(version)
                ? new Attempt.Absent()
                : new Attempt.AnswerLost(Texts.kept("ledger.newer"));
    }

    private static byte[] words(DocumentReference document) {
        return document.getContentFirstRep().getAttachment().getData();
    }

    private static boolean isNamed(Resource resource, PlannedWrite.Name name) {
        return resource.getNamedProperty("identifier").getValues().stream()
                .anyMatch(one ->
                        one instanceof Identifier identifier && name.value().equals(identifier.getValue()));
    }

    private static SearchParameters match(PlannedWrite write) {
        return SearchParameters.none()
                .identifier(write.name().system(), write.name().value());
    }
}
