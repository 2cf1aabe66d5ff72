package io.chartside.server.attestation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Caller;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.springframework.stereotype.Component;

/** Decides whether the caller is a person who may sign: a licensed Practitioner, signed in a short while ago (MA18, MT7). */
@Component
final class Attester {
    private static final Sight DIRECTORY =
            Sight.everythingWithoutAccessCheck("the licence of the signing Practitioner is checked");
    private static final String PRACTITIONER = "Practitioner/";

    private final AttestationSettings settings;
    private final FhirContext fhir;
    private final Clock clock;

    Attester(AttestationSettings settings, FhirContext fhir, Clock clock) {
        this.settings = settings;
        this.fhir = fhir;
        this.clock = clock;
    }

    /**
     * Who signs: licensed, and signed in a short while ago.
     *
     * @return the relative reference of the person
     * @throws FhirRefusal 403 that says what is missing
     */
    String require(Caller caller, UnitOfWork unit) {
        practitioner(caller);
        Instant signedIn =
                caller.authTime().orElseThrow(() -> refused(caller, "The token does not tell when its user signed in"));
        if (signedIn.isBefore(clock.instant().minus(settings.signInAtMost()))) {
            throw refused(caller, "The sign-in is too long ago for a signature: sign in again");
        }
        return licensed(caller, unit);
    }

    /**
     * Who approves an order: a Practitioner with a qualification that is valid today.
     *
     * @return the relative reference of the person
     * @throws FhirRefusal 403 that says what is missing
     */
    String licensed(Caller caller, UnitOfWork unit) {
        String reference = practitioner(caller);
        String id = reference.substring(PRACTITIONER.length());
        Practitioner practitioner = unit.read(DIRECTORY, new UnitOfWork.Key("Practitioner", id))
                .filter(stored -> !stored.deleted())
                .map(this::parse)
                .orElseThrow(() -> refused(caller, "The signing Practitioner is not in this record"));
        if (practitioner.hasActive() && !practitioner.getActive()) {
            throw refused(caller, "The signing Practitioner is not active");
        }
        if (practitioner.getQualification().stream().noneMatch(held -> isValid(held.getPeriod()))) {
            throw refused(caller, "The signing Practitioner has no qualification that is valid today");
        }
        return reference;
    }

    private static String practitioner(Caller caller) {
        return caller.fhirUser()
                .filter(user -> user.startsWith(PRACTITIONER))
                .orElseThrow(() -> refused(
                        caller, "Only a Practitioner with a user token signs or approves what an AI has drafted"));
    }

    private static FhirRefusal refused(Caller caller, String reason) {
        return FhirRefusal.forbiddenByRole(caller, List.of("who signs"), reason);
    }

    /** A day counts as a whole: a licence that ends today is still good, one that begins today already is. */
    private boolean isValid(Period period) {
        String today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        String start = day(period.getStartElement().getValueAsString());
        String end = day(period.getEndElement().getValueAsString());
        return (start.isEmpty() || prefix(today, start).compareTo(start) >= 0)
                && (end.isEmpty() || prefix(today, end).compareTo(end) <= 0);
    }

    private static String day(String dateTime) {
        return dateTime == null ? "" : dateTime.substring(0, Math.min(10, dateTime.length()));
    }

    /** A date that names only a year or a month is compared in that precision. */
    private static String prefix(String today, String other) {
        return today.substring(0, Math.min(today.length(), other.length()));
    }

    private Practitioner parse(StoredResource stored) {
        return fhir.newJsonParser()
                .parseResource(Practitioner.class, new String(stored.json(), StandardCharsets.UTF_8));
    }
}
