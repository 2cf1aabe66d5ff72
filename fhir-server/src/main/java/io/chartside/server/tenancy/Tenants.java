package io.chartside.server.tenancy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tenants of this server: those of {@code tenants/*.yml}, known since its start, and over them what the table
 * {@code tenant} says, known within {@link TenantWatch#EVERY}. Looking one up is looking into a map.
 */
public final class Tenants {
    private final Map<String, TenantSettings> ofFiles;
    private volatile Snapshot now;

    private record Snapshot(Map<String, TenantSettings> byId, Map<String, TenantState> states) {}

    public Tenants(Collection<TenantSettings> tenants) {
        this.ofFiles = tenants.stream()
                .collect(Collectors.toMap(
                        tenant -> tenant.id().value(), Function.identity(), (earlier, later) -> later, TreeMap::new));
        this.now = new Snapshot(ofFiles, Map.of());
    }

    /** Lays what the table holds over the files: a tenant without settings of its own there is as its file says. */
    void overlay(Collection<TenantSettings> settings, Map<String, TenantState> states) {
        Map<String, TenantSettings> byId = new TreeMap<>(ofFiles);
        settings.forEach(tenant -> byId.put(tenant.id().value(), tenant));
        now = new Snapshot(byId, Map.copyOf(states));
    }

    public Optional<TenantSettings> find(TenantId id) {
        return Optional.ofNullable(now.byId().get(id.value()));
    }

    /** By the name as it stands in a URL, which may be anything. */
    public Optional<TenantSettings> find(String name) {
        return Optional.ofNullable(now.byId().get(name));
    }

    public TenantState state(TenantId id) {
        return now.states().getOrDefault(id.value(), TenantState.ACTIVE);
    }

    public List<TenantSettings> all() {
        return List.copyOf(now.byId().values());
    }
}
