package io.chartside.app.testing;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import java.util.Map;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A page of a visit as small as it can be: it shows what a session is and reads at the record and at the EHR. */
@RestController
class ProbeController {

    private final FhirClients clients;

    ProbeController(FhirClients clients) {
        this.clients = clients;
    }

    @GetMapping("/v/{launchId}/probe")
    Map<String, String> probe(LaunchSession session) {
        return Map.of(
                "patient", session.names().patient(),
                "practitioner", session.names().practitioner(),
                "recordPatient", session.record().patient().orElse(""),
                "csrf", session.csrfToken());
    }

    @PostMapping("/v/{launchId}/probe")
    String change(LaunchSession session) {
        return "changed";
    }

    @GetMapping("/v/{launchId}/probe/record")
    String record(LaunchSession session) {
        RecordClient record = clients.record(session);
        return record.read(Patient.class, session.record().patient().orElseThrow())
                .getNameFirstRep()
                .getFamily();
    }

    @GetMapping("/v/{launchId}/probe/ehr")
    String ehr(LaunchSession session) {
        return clients.ehr(session)
                .read(Patient.class, session.ehr().patient().orElseThrow())
                .getNameFirstRep()
                .getFamily();
    }
}
