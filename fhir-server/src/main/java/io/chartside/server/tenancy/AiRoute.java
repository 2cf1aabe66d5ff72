package io.chartside.server.tenancy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Set;

/**
 * A way for some of a tenant's data to one model of one provider.
 *
 * @param operation what may use it
 * @param data kinds of data that may go, those that the operation sends among them
 * @param provider a name of {@code chartside.ai.providers}
 * @param model as the provider calls it
 * @param version of the model, as the record will name it; a provider that answers with another model is not believed
 * @param region where it runs; must be what the provider's configuration says
 * @param contract reference of the business associate agreement that covers the provider
 * @param contractUntil last day of the agreement, by UTC
 * @param timeLimit of a call, 1 second to 10 minutes
 * @param tokensPerCall most tokens of request and answer together
 * @param tokensPerDay most tokens of the tenant at this provider in a day by UTC
 */
public record AiRoute(
        AiOperation operation,
        String provider,
        String model,
        String version,
        String region,
        AiPurpose purpose,
        Set<AiData> data,
        String contract,
        LocalDate contractUntil,
        Duration timeLimit,
        int tokensPerCall,
        long tokensPerDay) {
    public AiRoute {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(contractUntil);
        data = Set.copyOf(data);
        if (timeLimit.compareTo(Duration.ofSeconds(1)) < 0 || timeLimit.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("ai.routes: time-limit is 1s to 10m");
        }
        if (tokensPerCall < 1000 || tokensPerDay < tokensPerCall) {
            throw new IllegalArgumentException(
                    "ai.routes: tokens-per-call is 1000 at least, and tokens-per-day not less than it");
        }
    }
}
