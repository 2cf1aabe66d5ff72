package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import java.net.URI;
import java.util.Map;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.stereotype.Component;

/** The two ways of a visit's sound into the record: live, by a ticket for the page's socket, and as a file. */
@Component
public class VisitAudio {

    /**
     * What the page needs to open the socket, which ends at the record: never an access token.
     *
     * @return {@code url}, {@code ticket} and {@code service}
     */
    public Map<String, String> ticket(RecordClient record, String encounter) {
        Parameters answer = record.operation("audio/" + encounter + "/ticket", new Parameters(), Parameters.class);
        URI base = record.server().base();
        return Map.of(
                "url", base.toString().replaceFirst("^http", "ws") + "/audio/" + encounter,
                "ticket", text(answer, "ticket"),
                "service", text(answer, "service"));
    }

    private static String text(Parameters answer, String name) {
        return answer.getParameter(name).getValue().primitiveValue();
    }

    /** Has a recording written down as the visit's transcript. */
    public void transcribe(RecordClient record, String encounter, String contentType, byte[] recording) {
        Parameters input = new Parameters();
        input.addParameter()
                .setName("audio")
                .setValue(new Attachment().setContentType(contentType).setData(recording));
        record.operation("Encounter/" + encounter + "/$transcribe", input, DocumentReference.class);
    }
}
