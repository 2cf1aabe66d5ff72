package io.chartside.server.patch;

import io.chartside.server.interaction.FhirRefusal;
import java.util.Objects;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/** What a patch may not reach: identity and version, which the server assigns, and security labels once they are on. */
final class ServerAssigned {
    private ServerAssigned() {}

    /** @throws FhirRefusal 422 */
    static void check(Resource before, Resource after) {
        String type = before.fhirType();
        require(type.equals(after.fhirType()), "A patch does not change the type", type);
        require(
                Objects.equals(
                        before.getIdElement().getIdPart(), after.getIdElement().getIdPart()),
                "A patch does not change the id",
                type + ".id");
        require(
                Objects.equals(before.getMeta().getVersionId(), after.getMeta().getVersionId()),
                "The server assigns the version",
                type + ".meta.versionId");
        require(
                Objects.equals(
                        before.getMeta().getLastUpdated(), after.getMeta().getLastUpdated()),
                "The server assigns the time of the update",
                type + ".meta.lastUpdated");
        for (Coding label : before.getMeta().getSecurity()) {
            require(
                    after.getMeta().getSecurity(label.getSystem(), label.getCode()) != null,
                    "A patch takes no security label away",
                    type + ".meta.security");
        }
    }

    private static void require(boolean holds, String rule, String expression) {
        if (!holds) {
            throw FhirRefusal.againstRule(rule, expression);
        }
    }
}
