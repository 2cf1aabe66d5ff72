package io.chartside.server.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.deidentify.Deidentification;
import io.chartside.server.deidentify.PatientGroups;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import java.util.Optional;
import java.util.Set;

/** In what form a resource goes into an export; empty leaves it out. */
@FunctionalInterface
interface ExportForm {
    /** As it is stored. */
    ExportForm WHOLE = (type, resource) -> Optional.of(resource.json());

    Optional<byte[]> line(String type, StoredResource resource);

    /**
     * Without what tells of persons, under pseudonyms of this one export.
     *
     * @param groups of which each Patient is told one's form; null where the export has no Patients
     * @param leftOut ids of patients of whom it tells nothing
     */
    static ExportForm deidentified(Deidentification deidentification, PatientGroups groups, Set<String> leftOut) {
        return (type, resource) -> {
            // What stands in a record where its type stands in none, or the other way round, is not what the table was
            // written for.
            if (Deidentification.isOfPatients(type) != resource.patientId().isPresent()
                    || resource.patientId().filter(leftOut::contains).isPresent()) {
                return Optional.empty();
            }
            Optional<ObjectNode> form = deidentification.form(resource.json());
            return (groups != null && type.equals("Patient") ? form.flatMap(groups::told) : form).map(JsonTree::bytes);
        };
    }
}
