package io.chartside.server.interaction;

import io.chartside.server.store.UnitOfWork;
import java.util.List;

/**
 * A rule that every write passes, as a Spring bean. It runs inside the store transaction, after the current versions are
 * locked and references are resolved, and before anything is applied; a refusal undoes the whole transaction.
 */
@FunctionalInterface
public interface WriteRule {

    /**
     * May complete {@link PlannedWrite#resource()} in place (a signature), or refuse. It runs again from the start when
     * the database reports a deadlock, so completing must give the same again.
     *
     * @param unit for reading what the transaction sees; never for writing
     * @throws FhirRefusal {@link FhirRefusal#againstRule} or {@link FhirRefusal#forbidden}
     */
    void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit);
}
