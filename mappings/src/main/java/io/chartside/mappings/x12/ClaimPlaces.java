package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Address;
import io.chartside.mappings.x12.ProfessionalClaim.Facility;
import io.chartside.mappings.x12.ProfessionalClaim.Provider;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;

/** Loop 2310C: where the service was given, by the claim's facility. */
final class ClaimPlaces {
    private final Claim claim;
    private final LinkedRecords records;
    private final Wording words;
    private final ClaimParties parties;

    ClaimPlaces(Claim claim, LinkedRecords records, Wording words, ClaimParties parties) {
        this.claim = claim;
        this.records = records;
        this.words = words;
        this.parties = parties;
    }

    /** Empty without one, and for one at the address of who bills, which the guide wants told once. */
    Optional<Facility> facility(Provider billing) {
        if (!claim.hasFacility() || claim.getFacility().isEmpty()) {
            return Optional.empty();
        }
        Optional<Location> place = records.read(claim, claim.getFacility(), Location.class);
        if (place.isEmpty()) {
            words.problem("Claim.facility", "the facility is not in the record");
            return Optional.empty();
        }
        Address address = parties.address(
                place.get().hasAddress() ? List.of(place.get().getAddress()) : List.of(),
                "Location",
                "the facility's",
                "\\d{9}",
                "nine digits");
        if (billing.address().filter(address::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Facility(
                words.name(place.get().getName(), 60, "Location.name", "the facility's name"),
                npi(place.get()),
                address));
    }

    /** Its own, else of the organization that runs it; not every place has one. */
    private String npi(Location place) {
        String own = Identifiers.npi(place.getIdentifier());
        String npi = own.isEmpty()
                ? records.read(place, place.getManagingOrganization(), Organization.class)
                        .map(organization -> Identifiers.npi(organization.getIdentifier()))
                        .orElse("")
                : own;
        return npi.isEmpty() || NationalProvider.isValid(npi)
                ? npi
                : words.problem("Location.identifier", "the facility's NPI has a wrong check digit or form");
    }
}
