package io.chartside.app.writeback;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.DamagedSeal;
import io.chartside.app.plugin.KeyedHash;
import io.chartside.app.plugin.Sealing;
import io.chartside.app.writeback.PlannedWrite.Name;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the ledger keeps sealed, each part bound to its row, and the keyed hashes that rows are found by. */
@Component
final class LedgerSeals {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSeals.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What came of the last attempt. @param reference empty until it is written */
    record Outcome(List<String> reasons, String reference) {}

    private final Sealing sealing;
    private final KeyedHash hash;
    private final FhirContext context;

    LedgerSeals(Sealing sealing, KeyedHash hash, FhirContext context) {
        this.sealing = sealing;
        this.hash = hash;
        this.context = context;
    }

    byte[] write(UUID id, WriteText text) {
        return sealing.seal(place("write", id), JSON.writeValueAsString(text));
    }

    WriteText write(UUID id, byte[] sealed) {
        return JSON.readValue(sealing.open(place("write", id), sealed), WriteText.class);
    }

    /** @return empty where none is kept any more, or it cannot be read */
    Optional<WriteText> readableWrite(UUID id, byte[] sealed) {
        try {
            return sealed == null ? Optional.empty() : Optional.of(write(id, sealed));
        } catch (DamagedSeal | JacksonException unreadable) {
            LOG.error("delivery {} cannot be read", id);
            return Optional.empty();
        }
    }

    byte[] outcome(UUID id, Outcome outcome) {
        return sealing.seal(place("outcome", id), JSON.writeValueAsString(outcome));
    }

    /** @param sealed null before the first attempt */
    Outcome outcome(UUID id, byte[] sealed) {
        return sealed == null
                ? new Outcome(List.of(), "")
                : JSON.readValue(sealing.open(place("outcome", id), sealed), Outcome.class);
    }

    /** @return empty where it cannot be read */
    Optional<Outcome> readableOutcome(UUID id, byte[] sealed) {
        try {
            return Optional.of(outcome(id, sealed));
        } catch (DamagedSeal | JacksonException unreadable) {
            LOG.error("what became of delivery {} cannot be read", id);
            return Optional.empty();
        }
    }

    byte[] report(UUID id, Bundle batch) {
        return sealing.seal(place("report", id), context.newJsonParser().encodeResourceToString(batch));
    }

    Bundle report(UUID id, byte[] sealed) {
        return context.newJsonParser().parseResource(Bundle.class, sealing.open(place("report", id), sealed));
    }

    /** The same identifier is the same item, however often it is entered. */
    byte[] item(LaunchSession session, Name name) {
        return hash.of(session.site(), name.system(), name.value());
    }

    byte[] visit(LaunchSession session) {
        return hash.of(
                session.site(),
                session.ehr().patient().orElse(""),
                session.ehr().encounter().orElse(""));
    }

    /** @param patient logical id in the record */
    byte[] patient(String tenant, String patient) {
        return hash.of(tenant, patient);
    }

    byte[] author(LaunchSession session) {
        return hash.of(session.site(), session.ehr().practitioner().orElse(""));
    }

    private static String place(String part, UUID id) {
        return "delivery." + part + ":" + id;
    }
}
