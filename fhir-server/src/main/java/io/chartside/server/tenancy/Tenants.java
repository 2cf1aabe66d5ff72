package io.chartside.server.tenancy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tenants of this server: known since its start, from {@code tenants/*.yml} of the configuration folders. */
public final class Tenants {
    private final Map<String, TenantSettings> byId;

    public Tenants(Collection<TenantSettings> tenants) {
        this.byId = tenants.stream()
                .collect(Collectors.toMap(
                        tenant -> tenant.id().value(), Function.identity(), (earlier, later) -> later, TreeMap::new));
    }

    public Optional<TenantSettings> find(TenantId id) {
        return Optional.ofNullable(byId.get(id.value()));
    }

    /** By the name as it stands in a URL, which may be anything. */
    public Optional<TenantSettings> find(String name) {
        return Optional.ofNullable(byId.get(name));
    }

    public List<TenantSettings> all() {
        return List.copyOf(byId.values());
    }
}
