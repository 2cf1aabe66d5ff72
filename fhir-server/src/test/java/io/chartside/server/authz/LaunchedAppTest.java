package io.chartside.server.authz;

import java.net.http.HttpResponse;
import java.util.Map;

/** A browser, and the app that a practitioner launches in it from one visit. */
abstract class LaunchedAppTest extends AuthzTest {
    final Browser browser = new Browser();

    String launch() {
        return launches.issue(DEMO, "Practitioner/dr-one", LaunchContext.of("patient-1", "encounter-1", true));
    }

    Launch app() {
        return new Launch("app", APP_KEY, launch());
    }

    static HttpResponse<String> refresh(Launch launch, String refreshToken) {
        return post(
                BASE + "/oauth/token",
                launch.authenticated(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken)));
    }
}
