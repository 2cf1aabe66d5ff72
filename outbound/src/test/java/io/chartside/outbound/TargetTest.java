package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/",
                "http://127.1/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.0.0.1./",
                "http://ehr.example./",
                "http://user@ehr.example/",
                "http://ehr.example@127.0.0.1/",
                "ftp://ehr.example/",
                "file:///etc/passwd",
                "gopher://ehr.example/",
                "http:///path",
                "jar:https://ehr.example!/x",
                "/relative"
            })
    void anAddressThatParsersCouldReadDifferentlyIsRefused(String address) {
        assertThatThrownBy(() -> Target.of(URI.create(address))).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void defaultPortsAndCaseAreNormalised() {
        assertThat(Target.of(URI.create("HTTPS://EHR.Example/fhir")))
                .isEqualTo(new Target("https", "ehr.example", 443));
    }

    @Test
    void aPublicOriginMustBeHttps() {
        assertThatThrownBy(() -> AllowedOrigin.of(URI.create("http://ehr.example")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(AllowedOrigin.internal(URI.create("http://127.0.0.1:8080/fhir")))
                .isEqualTo(new AllowedOrigin("http", "127.0.0.1", 8080, true));
    }
}
