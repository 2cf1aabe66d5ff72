package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import java.util.List;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.IdType;
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
            return new Attempt.Done(ehr.invoke(operation.path(), operation.input()).orElse(""));
        }
        if (write.content() instanceof Content.Update update) {
            return updated(ehr, update.resource(), errand);
        }
        return created(ehr, ((Content.Create) write.content()).resource(), write, errand);
    }

    private static Attempt created(EhrClient ehr, Resource resource, PlannedWrite write, Errand errand) {
        errand.before().ifPresent(earlier -> relate(resource, earlier));
        String id = write.repeat() == Repeat.SAFE
                ? ehr.createIfNoneExist(resource, match(write)).id()
                : ehr.create(resource).id();
        return new Attempt.Done(resource.fhirType() + "/" + id);
    }

    /** The plan knows that the document belongs to another one; which id that one has got is only known now. */
    private static void relate(Resource resource, String earlier) {
        if (resource instanceof DocumentReference document && document.hasRelatesTo()) {
            document.getRelatesToFirstRep().setTarget(new Reference(earlier));
        }
    }

    /**
     * Reads the version that stands there, and replaces exactly that one; whoever was faster makes it a 412, which is
     * refused and said.
     */
    private static Attempt updated(EhrClient ehr, Resource resource, Errand errand) {
        IdType there = new IdType(errand.before().orElseThrow());
        Resource stands = ehr.read(resource.getClass(), there.getIdPart());
        if (!stands.getMeta().hasVersionId()) {
            return new Attempt.Refused(List.of("This EHR does not say which version of the note it holds."));
        }
        resource.setId(there.getIdPart());
        ehr.update(resource, stands.getMeta().getVersionId());
        return new Attempt.Done(resource.fhirType() + "/" + there.getIdPart());
    }

    @Override
    public Attempt ask(Errand errand, PlannedWrite write) {
        Resource sent = ((Content.Create) write.content()).resource();
        List<? extends Resource> found = errand.hands().all(sent.getClass(), match(write), 1);
        return found.isEmpty()
                ? new Attempt.Absent()
                : new Attempt.Done(
                        sent.fhirType() + "/" + found.get(0).getIdElement().getIdPart());
    }

    private static SearchParameters match(PlannedWrite write) {
        return SearchParameters.none()
                .identifier(write.name().system(), write.name().value());
    }
}
