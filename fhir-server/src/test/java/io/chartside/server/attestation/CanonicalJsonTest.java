package io.chartside.server.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    private static String canonical(String json) {
        return new String(CanonicalJson.ofResource(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** R4, json.html: no white space, properties in alphabetical order; static: without meta and text. */
    @Test
    void resource_isSortedPackedAndWithoutMetaAndText() {
        String json = """
                {
                  "resourceType": "Composition",
                  "id": "1",
                  "meta": {"versionId": "7"},
                  "text": {"status": "generated", "div": "<div/>"},
                  "status": "final",
                  "section": [{"title": "B  C", "text": {"status": "additional"}, "code": {"text": "\\u00e9"}}],
                  "date": "2026-03-04"
                }
                """;
        assertThat(canonical(json))
                .isEqualTo(
                        "{\"date\":\"2026-03-04\",\"id\":\"1\",\"resourceType\":\"Composition\",\"section\":[{\"code\":"
                                + "{\"text\":\"\u00e9\"},\"text\":{\"status\":\"additional\"},\"title\":\"B  C\"}],\"status\":\"final\"}");
    }

    @Test
    void numbers_keepTheDigitsTheyWereWrittenWith() {
        assertThat(canonical("{\"b\":1.10,\"a\":0.000001,\"c\":100}"))
                .isEqualTo("{\"a\":0.000001,\"b\":1.10,\"c\":100}");
    }

    @Test
    void detachedSignature_holdsForItsBytesAndKeyAlone() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        byte[] payload = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        String jws = DetachedJws.sign(payload, key);
        assertThat(jws).matches("[\\w-]+\\.\\.[\\w-]+");
        assertThat(DetachedJws.verifies(jws, payload, key)).isTrue();
        assertThat(DetachedJws.verifies(jws, "{\"a\":2}".getBytes(StandardCharsets.UTF_8), key))
                .isFalse();
        assertThat(DetachedJws.verifies(jws, payload, other)).isFalse();
        assertThat(DetachedJws.verifies("nonsense", payload, key)).isFalse();
    }
}
