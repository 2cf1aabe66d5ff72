package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Launches that are none: other protocols, and issuers that would lead the app elsewhere. */
class LegacyLaunchTest extends PluginTest {

    @Test
    void launchInAnotherProtocol_saysWhatToChange_andRepeatsNothing() {
        for (String query : List.of(
                "data=c2VjcmV0LXBhdGllbnQ%3D",
                "EPICUSER=secret-user&PATID=secret-patient", "launch=x&token=secret-patient")) {
            Browser.Page page = browser().get("/launch?" + query);
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.problem()).as(query).isEqualTo("legacy-launch");
            assertThat(page.text()).contains("SMART on FHIR", "/launch").doesNotContain("secret", "c2VjcmV0");
        }
        Browser.Page posted = browser()
                .send(
                        "POST",
                        "/launch",
                        "patient=secret-patient",
                        Map.of("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(posted.problem()).isEqualTo("legacy-launch");
        assertThat(browser().get("/launch").problem()).isEqualTo("bad-launch");
    }

    /** A server waits for a connection, under every way to write its address. */
    @Test
    void issuerThatIsNotRegistered_isNeverConnectedTo_howeverItsAddressIsWritten() throws IOException {
        try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            for (String host : List.of(
                    "127.0.0.1",
                    "localhost",
                    "127.1",
                    "2130706433",
                    "0x7f000001",
                    "0177.0.0.1",
                    "[::1]",
                    "[::ffff:127.0.0.1]",
                    "127.0.0.1.nip.io",
                    "user@127.0.0.1",
                    EHR.base().getAuthority() + "@127.0.0.1")) {
                String iss = "http://" + host + ":" + trap.getLocalPort() + "/fhir/main";
                Browser.Page page =
                        browser().get("/launch?launch=x&iss=" + URLEncoder.encode(iss, StandardCharsets.UTF_8));
                assertThat(page.problem()).as(iss).isEqualTo("unknown-ehr");
            }
            for (String address :
                    List.of("http://10.0.0.1/fhir", "http://192.168.1.1/fhir", "http://169.254.169.254/")) {
                assertThat(browser().get("/launch?launch=x&iss=" + address).problem())
                        .isEqualTo("unknown-ehr");
            }
            trap.setSoTimeout(50);
            assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
