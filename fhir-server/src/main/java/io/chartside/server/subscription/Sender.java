package io.chartside.server.subscription;

import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Posts notifications through the one door, to the origins of the tenant's own list as it is now. */
final class Sender {
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final int GONE = 410;
    private static final Duration LONGEST_ASKED_PAUSE = Duration.ofHours(1);

    private final Outbound door = Outbound.allowing(List.of());
    private final Tenants tenants;

    Sender(Tenants tenants) {
        this.tenants = tenants;
    }

    /**
     * What came of it.
     *
     * @param problem empty when the receiver took it
     * @param gone whether the receiver wants no more
     * @param pause that the receiver asked for
     */
    record Answer(Optional<String> problem, boolean gone, Duration pause) {
        static final Answer TAKEN = new Answer(Optional.empty(), false, Duration.ZERO);

        static Answer failed(String problem) {
            return new Answer(Optional.of(problem), false, Duration.ZERO);
        }

        boolean taken() {
            return problem.isEmpty();
        }
    }

    /** @param what tells one notification from another of the Subscription, the same at every attempt */
    Answer send(Held held, String what, byte[] body, Instant now) {
        Terms terms = held.terms();
        Optional<TenantSettings> tenant = tenants.find(held.tenant());
        boolean alliance = terms.form() == Terms.Form.ALLIANCE;
        OutboundRequest request = OutboundRequest.of(
                        "POST", terms.address(), alliance ? "application/json" : "application/fhir+json", body)
                .limits(Duration.ofSeconds(terms.timeoutSeconds()), LONGEST_ANSWER);
        for (String header : terms.headers()) {
            int colon = header.indexOf(": ");
            request = request.header(header.substring(0, colon), header.substring(colon + 2));
        }
        Map<String, String> signature = alliance
                ? WebhookSignature.alliance(terms.secret(), now, body)
                : WebhookSignature.headers(terms.secret(), id(held, what), now, body);
        for (var header : signature.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        try {
            OutboundResponse response = door.send(
                    request, SubscriptionRule.origins(tenant.orElseThrow().subscriptions()));
            return response.isSuccess()
                    ? Answer.TAKEN
                    : new Answer(
                            Optional.of("the receiver answered " + response.status()),
                            response.status() == GONE,
                            pause(response));
        } catch (OutboundRefused | OutboundFailed e) {
            return Answer.failed(e.getMessage());
        } catch (IllegalArgumentException e) {
            return Answer.failed("a header of the channel cannot be sent");
        }
    }

    private static Duration pause(OutboundResponse response) {
        return response.header("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_ASKED_PAUSE) > 0 ? LONGEST_ASKED_PAUSE : asked)
                .orElse(Duration.ZERO);
    }

    private static String id(Held held, String what) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((held.tenant() + "|" + held.id() + "|" + what).getBytes(StandardCharsets.UTF_8));
            return "msg_" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }
}
