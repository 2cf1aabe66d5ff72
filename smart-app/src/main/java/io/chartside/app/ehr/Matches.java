package io.chartside.app.ehr;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a search came to.
 *
 * @param found matches in the server's order
 * @param included what came with them ({@code _include})
 * @param complete whether these are all: not cut at a limit, and no error was told beside them
 */
public record Matches<T extends Resource>(List<T> found, List<Resource> included, boolean complete) {

    public Matches {
        found = List.copyOf(found);
        included = List.copyOf(included);
    }

    /** Counts only: it is a chart. */
    @Override
    public String toString() {
        return found.size() + " matches" + (complete ? "" : ", not all");
    }
}
