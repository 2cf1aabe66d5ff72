package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.stereotype.Component;

/** Runs a transaction Bundle: one database transaction, with the caller's rights, the rules and the audit of any write. */
@Component
public final class Transactions {
    private final Writings writings;
    private final FhirContext fhir;

    Transactions(Writings writings, FhirContext fhir) {
        this.fhir = fhir;
        this.writings = writings;
    }

    /**
     * @param bundle of writes
     * @return one outcome for each entry, in order
     * @throws FhirRefusal when any entry cannot be done; then none is
     */
    public List<WriteOutcome> execute(RequestContext context, Bundle bundle) {
        TransactionBundle entries = TransactionBundle.of(ResourceJson.of(fhir, bundle), carrier -> {
            throw FhirRefusal.malformed("Patches do not belong here");
        });
        if (!entries.reads().isEmpty()) {
            throw FhirRefusal.malformed("Reads do not belong here");
        }
        return writings.writeOwn(context, entries.writes());
    }

    /** As a client's transaction runs: what it reads by id must exist, or nothing is written. */
    public List<WriteOutcome> execute(RequestContext context, TransactionBundle entries) {
        Map<Integer, Key> read = new TreeMap<>();
        for (TransactionBundle.ReadEntry entry : entries.reads()) {
            String[] parts = entry.url().split("/", -1);
            if (parts.length == 2
                    && entry.url().indexOf('?') < 0
                    && !parts[1].startsWith("_")
                    && !parts[1].startsWith("$")) {
                read.put(entry.position(), new Key(parts[0], parts[1]));
            }
        }
        return writings.write(context, entries.writes(), read);
    }
}
