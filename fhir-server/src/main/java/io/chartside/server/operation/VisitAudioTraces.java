package io.chartside.server.operation;

import io.chartside.server.tenancy.TenantId;
import java.util.List;

/** What is kept of a visit's audio. */
public interface VisitAudioTraces {
    /**
     * Deletes it, each recording on record and with a certificate that gives the reason.
     *
     * @param encounterId logical id
     * @return relative references of what was deleted
     */
    List<String> delete(TenantId tenant, String encounterId, String reason);
}
