package io.chartside.server.speech;

import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$recordings}: the visit's recordings, when each will be deleted, and of those that were deleted the
 * signed certificate.
 */
@Component
final class RecordingList implements Operation {
    private final KeptRecordings kept;

    RecordingList(KeptRecordings kept) {
        this.kept = kept;
    }

    @Override
    public String name() {
        return "recordings";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Encounter");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Encounter"), new Need(Interaction.READ, "Media"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        if (call.parameters().hasParameter()) {
            throw FhirRefusal.malformed("$recordings takes no parameters");
        }
        Parameters answer = new Parameters();
        for (KeptRecordings.Kept recording :
                kept.ofVisit(call.context().tenant(), call.id().orElseThrow())) {
            Parameters.ParametersParameterComponent one = answer.addParameter().setName("recording");
            one.addPart().setName("binary").setValue(new Reference("Binary/" + recording.binaryId()));
            one.addPart().setName("recorded").setValue(instant(recording.recordedAt()));
            if (recording.deletedAt().isPresent()) {
                one.addPart()
                        .setName("deleted")
                        .setValue(instant(recording.deletedAt().get()));
            } else {
                one.addPart().setName("deletedAfter").setValue(instant(recording.deleteAt()));
            }
            recording
                    .certificate()
                    .ifPresent(jws -> one.addPart().setName("certificate").setValue(new StringType(jws)));
        }
        return OperationAnswer.of(answer);
    }

    private static InstantType instant(Instant moment) {
        return new InstantType(Date.from(moment));
    }
}
