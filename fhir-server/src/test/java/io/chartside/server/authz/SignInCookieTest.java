package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MH13: by https the cookie of a sign-in carries the prefix by which browsers hold it to this origin. */
class SignInCookieTest {
    private static String name(String serverUrl) {
        ServerSettings settings = new ServerSettings(
                Path.of("data"), List.of(), false, URI.create(serverUrl), URI.create("http://localhost:8081"));
        return new SignIns(null, null, null, settings, null, null, null).cookieName(new TenantId("demo"));
    }

    @Test
    void byHttps_hasTheHostPrefix_byHttpBrowsersWouldRefuseIt() {
        assertThat(name("https://record.example")).isEqualTo("__Host-chartside-sign-in-demo");
        assertThat(name("http://127.0.0.1:8080")).isEqualTo("chartside-sign-in-demo");
    }
}
