package io.chartside.server.tenancy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which models outside of this process a tenant's words may go to: key {@code ai.routes} of its file. What has no route goes
 * nowhere; the embedded engine does it.
 */
public record AiPolicy(List<AiRoute> routes) {
    public AiPolicy {
        routes = List.copyOf(routes);
        Set<AiOperation> operations = new HashSet<>();
        for (AiRoute route : routes) {
            if (!operations.add(route.operation())) {
                throw new IllegalArgumentException(
                        "ai.routes: " + route.operation().word() + " has two routes");
            }
        }
    }

    public Optional<AiRoute> route(AiOperation operation) {
        return routes.stream().filter(route -> route.operation() == operation).findFirst();
    }
}
