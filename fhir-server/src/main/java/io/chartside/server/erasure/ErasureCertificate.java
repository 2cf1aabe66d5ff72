package io.chartside.server.erasure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.store.PatientEraser;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * What was erased and when, as the server signs it (JWS, {@code typ} {@value #TYPE}). It names the patient by the number that
 * stood in the rows and the key store, and the key by the SHA-256 of its wrapped form: whoever holds an old backup can tell by
 * them which of its rows nobody can read any more.
 */
public final class ErasureCertificate {
    public static final String TYPE = "chartside-erasure";

    private ErasureCertificate() {}

    /** @param traces rows outside the record, by what they are */
    static String of(
            TenantId tenant,
            PatientEraser.Erasure erasure,
            KeyKeeper.Destroyed key,
            PatientEraser.Removed removed,
            Map<String, Integer> traces,
            Instant now) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("iss", erasure.base());
        json.put("iat", now.getEpochSecond());
        json.put("tenant", tenant.value());
        json.put("patient", Long.toString(erasure.patientRid()));
        json.put("begun", Instant.ofEpochMilli(erasure.begunAt()).toString());
        json.put("erased", now.toString());
        ObjectNode destroyed = json.putObject("key");
        destroyed.put("destroyed", key.at().toString());
        if (key.fingerprint().length > 0) {
            destroyed.put("sha256", HexFormat.of().formatHex(key.fingerprint()));
        }
        ObjectNode rows = json.putObject("removed");
        rows.put("resources", removed.resources());
        rows.put("versions", removed.versions());
        rows.put("searchTokens", removed.tokens());
        rows.put("links", removed.links());
        rows.put("texts", removed.texts());
        traces.forEach(rows::put);
        return json.toString();
    }
}
