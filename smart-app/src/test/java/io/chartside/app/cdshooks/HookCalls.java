package io.chartside.app.cdshooks;

import com.nimbusds.jwt.JWTClaimsSet;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An EHR's calls of the CDS services, over HTTP. */
abstract class HookCalls extends PluginTest {

    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String SERVICES = APP + "/cds-services";

    /** What the record tells of the visit, to the next question. */
    static void state(String note, int undocumented) {
        RECORD.fault(new SmartServer.Fault(
                "$visit-status",
                "POST",
                200,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"note\",\"valueCode\":\"" + note
                        + "\"},{\"name\":\"undocumented\",\"valueInteger\":" + undocumented + "}]}",
                false));
    }

    /** A good call about patient p1 and encounter e1, which is prefetched. */
    static ObjectNode hook(String hook) {
        ObjectNode body = JSON.createObjectNode();
        body.put("hook", hook);
        body.put("hookInstance", UUID.randomUUID().toString());
        ObjectNode context = body.putObject("context");
        context.put("userId", "Practitioner/dr-1");
        context.put("patientId", "p1");
        context.put("encounterId", "e1");
        if (hook.equals("order-sign")) {
            context.set("draftOrders", JSON.readTree("""
                    {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","status":"draft",
                     "subject":{"reference":"Patient/p1"}}},{"resource":{"resourceType":"NutritionOrder",
                     "patient":{"reference":"Patient/p1"}}}]}"""));
        }
        body.set("prefetch", JSON.readTree("{\"encounter\":" + encounter("e1", "p1", "in-progress") + "}"));
        return body;
    }

    static String encounter(String id, String patient, String status) {
        return "{\"resourceType\":\"Encounter\",\"id\":\"" + id + "\",\"status\":\"" + status
                + "\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
    }

    Browser.Page call(String hook, ObjectNode body) {
        return call(hook, body, claims -> claims);
    }

    Browser.Page call(String hook, ObjectNode body, UnaryOperator<JWTClaimsSet.Builder> change) {
        String id = "chartside-" + hook;
        return post("/" + id, body.toString(), HOOKS.token(SERVICES + "/" + id, change));
    }

    Browser.Page post(String path, String body, String token) {
        return browser()
                .send(
                        "POST",
                        "/cds-services" + path,
                        body,
                        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token));
    }

    static JsonNode json(Browser.Page page) {
        return JSON.readTree(page.text());
    }
}
