package io.chartside.server.operation;

import io.chartside.server.ai.AiCall;
import io.chartside.server.ai.Traffic;
import io.chartside.server.tenancy.AiRoute;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an AuditEvent tells of a call of a model: names, hashes and sizes, and no word of what was said (MA17, MA19). */
final class AiCallDetails {
    private AiCallDetails() {}

    /** Values by the names of docs/ai.md, in order. */
    static Map<String, String> of(AiCall call) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("model", call.engine().name());
        details.put("version", call.engine().version());
        details.put("input-sha256", call.inputHash());
        details.put("milliseconds", Long.toString(call.took().toMillis()));
        call.route().ifPresent(route -> {
            details.put("outcome", call.outcome().word());
            route(route, details);
            traffic(call.traffic(), details);
        });
        return details;
    }

    private static void route(AiRoute route, Map<String, String> details) {
        details.put("provider", route.provider());
        details.put("region", route.region());
        details.put("contract", route.contract());
        details.put("purpose", route.purpose().name());
    }

    private static void traffic(Traffic traffic, Map<String, String> details) {
        details.put("identifiers-removed", Integer.toString(traffic.identifiers()));
        if (traffic.sentBytes() > 0) {
            details.put("sent-bytes", Long.toString(traffic.sentBytes()));
            details.put("sent-sha256", traffic.sentHash());
            details.put("tokens", Long.toString(traffic.tokens()));
        }
        if (!traffic.answerHash().isEmpty()) {
            details.put("answer-bytes", Long.toString(traffic.answerBytes()));
            details.put("answer-sha256", traffic.answerHash());
        }
    }
}
