package io.chartside.server.export;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.index.LocalReference;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Group;

/** The patients of a Group: its active members. */
final class ExportGroups {
    private final FhirContext fhir;

    ExportGroups(FhirContext fhir) {
        this.fhir = fhir;
    }

    Set<String> members(StoredResource stored) {
        Group group = (Group) fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
        Set<String> ids = new HashSet<>();
        for (Group.GroupMemberComponent member : group.getMember()) {
            if (!member.getInactive() && member.getEntity().hasReference()) {
                LocalReference.parse(member.getEntity().getReference())
                        .filter(reference -> reference.type().equals("Patient"))
                        .ifPresent(reference -> ids.add(reference.id()));
            }
        }
        return ids;
    }
}
