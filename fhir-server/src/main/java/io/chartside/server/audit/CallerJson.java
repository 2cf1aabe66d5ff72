package io.chartside.server.audit;

import io.chartside.server.access.Caller;
import io.chartside.server.tenancy.TenantRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who asked, as agents of an event: the user of the token, what the token says of him, and who acts in his place. */
final class CallerJson {
    private static final String REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    private static final String ROLES = "https://chartside.io/fhir/CodeSystem/tenant-role";
    private static final String GRANTS = "https://chartside.io/fhir/sid/grant";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final int OPAQUE_LENGTH = 32;

    private CallerJson() {}

    /**
     * Who reads receives; who writes is the author. The second code says that an OAuth token speaks for the user, who of a
     * back-end client's token is the client itself.
     */
    static void agents(StringBuilder json, Caller caller, Origin origin, AuditedAct audited, TokenUse use) {
        Act act = audited.act();
        boolean policy = act != Act.DELETE;
        if (caller.fhirUser().isEmpty() && !policy) {
            return;
        }
        json.append(",{\"type\":{\"coding\":[{\"system\":\"" + PARTICIPATION + "\",\"code\":\"")
                .append(
                        "CUD".contains(act.action())
                                ? "AUT\",\"display\":\"author (originator)\"}"
                                : "IRCP\",\"display\":\"information recipient\"}");
        if (policy) {
            json.append(
                    ",{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes\",\"code\":\"UserOauthAgent\"}");
        }
        json.append("]}");
        if (use == TokenUse.COMPREHENSIVE && !caller.mandate().roles().isEmpty()) {
            json.append(",\"role\":[")
                    .append(caller.mandate().roles().stream()
                            .map(TenantRole::word)
                            .sorted()
                            .map(word -> EventText.concept(ROLES, word, null))
                            .collect(Collectors.joining(",")))
                    .append(']');
        }
        who(json, caller, origin, use);
        json.append(",\"requestor\":true");
        if (policy) {
            json.append(EventText.policy(token(caller, use)));
        }
        audited.purpose(Optional.of(caller)).ifPresent(purpose -> purpose(json, "OfUse", purpose));
        json.append('}');
        caller.mandate().actor().ifPresent(actor -> json.append(",").append(EventText.acting(actor)));
    }

    private static void who(StringBuilder json, Caller caller, Origin origin, TokenUse use) {
        json.append(",\"who\":{");
        caller.fhirUser().ifPresent(user -> json.append("\"reference\":").append(EventText.quote(user)));
        boolean comprehensive = use == TokenUse.COMPREHENSIVE;
        if (comprehensive || caller.fhirUser().isEmpty()) {
            json.append(caller.fhirUser().isPresent() ? "," : "").append("\"identifier\":{");
            if (comprehensive) {
                json.append("\"system\":")
                        .append(EventText.quote(origin.base()))
                        .append(',');
            }
            json.append("\"value\":")
                    .append(EventText.quote(comprehensive ? caller.subject() : caller.clientId()))
                    .append('}');
        }
        json.append('}');
    }

    private static String token(Caller caller, TokenUse use) {
        String id = caller.tokenId();
        return use == TokenUse.OPAQUE ? id.substring(Math.max(0, id.length() - OPAQUE_LENGTH)) : id;
    }

    /** @param of {@code OfEvent} or {@code OfUse} */
    static void purpose(StringBuilder json, String of, String code) {
        json.append(",\"purpose")
                .append(of)
                .append("\":[{\"coding\":[{\"system\":\"" + REASONS + "\",\"code\":")
                .append(EventText.quote(code))
                .append("}]}]");
    }

    /** The staff grant that the token rests on. */
    static void grantEntity(StringBuilder json, String grant) {
        json.append(",{\"what\":{\"identifier\":{\"system\":\"" + GRANTS + "\",\"value\":")
                .append(EventText.quote(grant))
                .append("}},\"type\":" + EventText.OTHER + ",\"role\":{\"system\":\"" + EventText.ROLE
                        + "\",\"code\":\"13\",\"display\":\"Security Resource\"}}");
    }

    static void tokens(Caller caller, List<String> into) {
        EventText.agentTokens(caller, into);
        caller.mandate().grant().ifPresent(grant -> into.add("entity=" + grant));
    }
}
