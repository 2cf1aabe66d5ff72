package io.chartside.server.tenancy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@link AiRoute} as it stands in a tenant's file. */
record AiRouteEntry(
        @DefaultValue("draft-note") String operation,
        String provider,
        String model,
        String version,
        String region,
        @DefaultValue("TREAT") String purpose,
        List<String> data,
        String contract,
        String contractUntil,
        @DefaultValue("false") boolean noRetention,
        @DefaultValue("60s") Duration timeLimit,
        @DefaultValue("24000") int tokensPerCall,
        @DefaultValue("1000000") long tokensPerDay) {

    AiRoute route() {
        AiOperation routed = AiOperation.of(operation)
                .orElseThrow(() -> new IllegalArgumentException("ai.routes: operation is "
                        + Arrays.stream(AiOperation.values())
                                .map(AiOperation::word)
                                .collect(Collectors.joining(", "))));
        require(provider, "provider");
        require(model, "model");
        require(region, "region");
        require(contract, "contract");
        require(contractUntil, "contract-until");
        if (!noRetention) {
            throw new IllegalArgumentException("ai.routes: the contract with " + provider
                    + " must say that it keeps nothing of a request, and the route so: no-retention: true");
        }
        return new AiRoute(
                routed,
                provider,
                model,
                version == null ? model : version,
                region,
                purposeOfUse(),
                kinds(routed),
                contract,
                day(),
                timeLimit,
                tokensPerCall,
                tokensPerDay);
    }

    private AiPurpose purposeOfUse() {
        return Arrays.stream(AiPurpose.values())
                .filter(known -> known.name().equals(purpose))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "ai.routes: purpose is TREAT, HPAYMT or HOPERAT; for anything else, such as training a model, there is"
                                + " no route"));
    }

    /** Without the key, what the operation sends; with it, that has to be among what is allowed. */
    private Set<AiData> kinds(AiOperation routed) {
        Set<AiData> kinds = data == null
                ? routed.sends()
                : data.stream().map(AiRouteEntry::kind).collect(Collectors.toSet());
        if (!kinds.containsAll(routed.sends())) {
            throw new IllegalArgumentException("ai.routes: " + operation + " sends "
                    + routed.sends().stream()
                            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                    + ", which its data does not allow");
        }
        return kinds;
    }

    private static AiData kind(String word) {
        return Arrays.stream(AiData.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ai.routes: data is transcript, chart or audio"));
    }

    private LocalDate day() {
        try {
            return LocalDate.parse(contractUntil);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("ai.routes: contract-until is a day such as 2027-12-31");
        }
    }

    private static void require(String value, String key) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("an entry of ai.routes has no " + key);
        }
    }
}
