package io.chartside.server.interaction;

import io.chartside.server.store.Change;
import io.chartside.server.store.UnitOfWork;
import java.util.List;

/**
 * What a write brings with it, as a Spring bean: changes of other resources that the server makes in the same transaction, after
 * all rules have passed and before anything is applied. The caller's rights do not bound them; they are audited as the caller's
 * updates.
 */
@FunctionalInterface
public interface Consequence {

    /**
     * Changes of resources that none of the writes is of, none twice. It runs again from the start when the database reports a
     * deadlock.
     *
     * @param unit for reading and locking; what is changed has to be locked
     */
    List<Change.Put> of(List<PlannedWrite> writes, UnitOfWork unit);
}
