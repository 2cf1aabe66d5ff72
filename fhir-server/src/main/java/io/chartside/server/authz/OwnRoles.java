package io.chartside.server.authz;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.springframework.stereotype.Component;

/** The Practitioner behind a PractitionerRole of the tenant: a role may sign in, but it is a person who signs. */
@Component
final class OwnRoles {
    private static final Sight DIRECTORY =
            Sight.everythingWithoutAccessCheck("the practitioner of a role that signs in is looked up");
    private static final String ROLE = "PractitionerRole/";

    private final ResourceStore store;
    private final FhirContext fhir;

    OwnRoles(ResourceStore store, FhirContext fhir) {
        this.store = store;
        this.fhir = fhir;
    }

    /** Relative reference; empty when it is no role, or one that is inactive, deleted or names nobody. */
    Optional<String> practitioner(TenantId tenant, String fhirUser) {
        if (!fhirUser.startsWith(ROLE)) {
            return Optional.empty();
        }
        return store.read(tenant, DIRECTORY, "PractitionerRole", fhirUser.substring(ROLE.length()))
                .filter(stored -> !stored.deleted())
                .map(stored -> fhir.newJsonParser()
                        .parseResource(PractitionerRole.class, new String(stored.json(), StandardCharsets.UTF_8)))
                .filter(role -> !role.hasActive() || role.getActive())
                .map(role -> role.getPractitioner().getReference())
                .filter(reference -> reference.startsWith("Practitioner/"));
    }
}
