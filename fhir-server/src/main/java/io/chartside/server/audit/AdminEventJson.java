package io.chartside.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Writes the FHIR JSON of an {@link AdminAct}: a DICOM "Security Alert" whose object tells before and after as details of
 * base64-encoded JSON.
 */
final class AdminEventJson {
    static final String OWN_CODES = "https://chartside.io/fhir/CodeSystem/audit-event";

    private static final String ACCOUNTS = "https://chartside.io/fhir/sid/operator-account";
    private static final String STATEMENT_ISSUERS = "https://chartside.io/fhir/sid/statement-issuer";
    private static final String STAFF = "https://chartside.io/fhir/sid/staff";

    private AdminEventJson() {}

    static byte[] of(Origin origin, AdminAct act, Instant recorded) {
        EventText json = EventText.start()
                .raw(",\"type\":")
                .coding(EventText.DCM, "110113", "Security Alert")
                .raw(",\"subtype\":[")
                .coding(EventText.DCM, act.kind().dicomCode(), act.kind().dicomDisplay())
                .raw(",")
                .coding(OWN_CODES, act.kind().code(), null)
                .raw("],\"action\":\"" + act.action() + "\"")
                .recorded(recorded)
                .outcome(act.status())
                .raw(",\"agent\":[");
        agents(json, origin, act.actor());
        json.raw("]").source(origin, EventText.SECURITY_SERVER).raw(",\"entity\":[");
        json.requestId(origin).raw(",{\"what\":{\"display\":").quoted(act.target());
        json.raw("},\"type\":" + EventText.SYSTEM_OBJECT + ",\"role\":")
                .coding(EventText.ROLE, "13", "Security Resource");
        details(json, act);
        return json.raw("}]}").bytes();
    }

    private static void agents(EventText json, Origin origin, AdminAct.Actor actor) {
        if (actor instanceof AdminAct.Actor.Token token) {
            Caller caller = token.caller();
            boolean alone = caller.fhirUser().isEmpty();
            json.client(
                    EventText.APPLICATION, Optional.of(caller.clientId()), alone, origin, alone ? policy(caller) : "");
            json.raw(",").server(EventText.AUTHORIZATION_SERVICE, origin);
            caller.fhirUser().ifPresent(user -> json.raw(",").person(EventText.AUTHOR, user, true, caller));
            caller.mandate().actor().ifPresent(other -> json.raw(",").raw(EventText.acting(other)));
            return;
        }
        json.server(EventText.AUTHORIZATION_SERVICE, origin);
        if (actor instanceof AdminAct.Actor.Operator operator) {
            account(json, ACCOUNTS, operator.account(), "operator");
        } else if (actor instanceof AdminAct.Actor.StatementIssuer issuer) {
            account(json, STATEMENT_ISSUERS, issuer.iss(), "issuer of a software statement");
        } else if (actor instanceof AdminAct.Actor.Staff staff) {
            account(json, STAFF, staff.id(), staff.role());
        }
    }

    private static String policy(Caller caller) {
        return EventText.policy(caller.tokenId());
    }

    private static void account(EventText json, String system, String id, String role) {
        json.raw(",{\"type\":" + EventText.AUTHOR + ",\"role\":[{\"text\":")
                .quoted(role)
                .raw("}],\"who\":{\"identifier\":{\"system\":\"" + system + "\",\"value\":")
                .quoted(id)
                .raw("}},\"requestor\":true}");
    }

    private static void details(EventText json, AdminAct act) {
        List<String> details = new ArrayList<>();
        act.before().ifPresent(value -> details.add(detail("before", value)));
        act.after().ifPresent(value -> details.add(detail("after", value)));
        act.reason()
                .ifPresent(text -> details.add("{\"type\":\"reason\",\"valueString\":" + EventText.quote(text) + "}"));
        if (!details.isEmpty()) {
            json.raw(",\"detail\":[" + String.join(",", details) + "]");
        }
    }

    private static String detail(String type, JsonNode value) {
        byte[] text = Disclosable.of(value).toString().getBytes(StandardCharsets.UTF_8);
        return "{\"type\":\"" + type + "\",\"valueBase64Binary\":\""
                + Base64.getEncoder().encodeToString(text) + "\"}";
    }

    /** What the event can be found by, besides date. */
    static List<String> tokens(AdminAct act) {
        List<String> tokens = new ArrayList<>();
        if (act.actor() instanceof AdminAct.Actor.Token token) {
            EventText.agentTokens(token.caller(), tokens);
        } else if (act.actor() instanceof AdminAct.Actor.Operator operator) {
            tokens.add("agent=" + operator.account());
        } else if (act.actor() instanceof AdminAct.Actor.StatementIssuer issuer) {
            tokens.add("agent=" + issuer.iss());
        } else if (act.actor() instanceof AdminAct.Actor.Staff staff) {
            tokens.add("agent=" + staff.id());
        }
        tokens.add("action=" + act.action());
        tokens.add("outcome=" + EventText.outcomeOf(act.status()));
        EventText.codeTokens(tokens, "type", EventText.DCM, "110113");
        EventText.codeTokens(tokens, "subtype", EventText.DCM, act.kind().dicomCode());
        EventText.codeTokens(tokens, "subtype", OWN_CODES, act.kind().code());
        return tokens;
    }
}
