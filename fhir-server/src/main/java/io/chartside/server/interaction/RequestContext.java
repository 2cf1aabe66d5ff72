package io.chartside.server.interaction;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.Origin;
import io.chartside.server.tenancy.TenantId;
import java.util.Objects;

/** The request that an interaction serves: who asks, and from where. */
public record RequestContext(Caller caller, Origin origin) {
    public RequestContext {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(origin);
    }

    public TenantId tenant() {
        return caller.tenant();
    }
}
