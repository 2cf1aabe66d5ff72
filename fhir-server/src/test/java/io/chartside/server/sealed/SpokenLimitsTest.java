package io.chartside.server.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.store.TestStore;
import java.net.http.HttpResponse;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests and visits may say is bounded, and the answers say how (docs/sealed-visits.md, "At the server"). */
class SpokenLimitsTest extends SealedTest {
    private Opened opened;
    private String device;
    private String token;

    @BeforeEach
    void join() {
        opened = open("shared");
        HttpResponse<String> joined = redeem(invite(opened));
        device = value(joined, "device");
        token = value(joined, "token");
        assertThat(guest(opened.session() + "/acknowledge", token, Map.of("fingerprint", key.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> guestSays(String message) {
        return guest(opened.session() + "/say", token, Map.of("message", message));
    }

    private String words(int sequence, String text) {
        return key.says(opened.session(), device, sequence, text);
    }

    private void setDevice(String values) {
        set("update sealed_device set " + values + " where session = ? and id = ?::uuid", opened.session(), device);
    }

    private static void set(String sql, String... parameters) {
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement change = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    change.setString(i + 1, parameters[i]);
                }
                assertThat(change.executeUpdate()).isEqualTo(1);
                return 1;
            }
        });
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertRefused(answer, status);
        assertThat(json(answer).at("/issue/0/code").asText()).isEqualTo(code);
    }

    @Test
    void guestWhoSaysTooMuchInAMinute_waits_andSaysTheSameAgain() {
        for (int sequence = 1; sequence <= SpokenLimits.GUEST_IN_A_MINUTE; sequence++) {
            assertThat(guestSays(words(sequence, "I cough")).statusCode()).isEqualTo(200);
        }
        String oneMore = words(SpokenLimits.GUEST_IN_A_MINUTE + 1, "And sneeze");
        HttpResponse<String> refused = guestSays(oneMore);
        assertRefused(refused, 429, "throttled");
        int seconds =
                Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
        assertThat(seconds).isBetween(1, 60);
        assertThat(json(refused).at("/issue/0/diagnostics").asText()).contains("in " + seconds + " seconds");
        assertThat(say(opened, key.says(opened.session(), opened.device(), 1, "Go on"))
                        .statusCode())
                .as("the clinician is not held up")
                .isEqualTo(200);
        setDevice("minute_began = minute_began - 60001");
        assertThat(guestSays(oneMore).statusCode()).isEqualTo(200);
        assertThat(guestSays(words(SpokenLimits.GUEST_IN_A_MINUTE + 2, "Often")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void guestsLongUtterance_isRefused_theCliniciansIsNot() {
        String text = "x".repeat(25_000);
        assertRefused(guestSays(words(1, text)), 413, "too-long");
        assertThat(say(opened, key.says(opened.session(), opened.device(), 1, text))
                        .statusCode())
                .isEqualTo(200);
        assertThat(guestSays(words(1, "x".repeat(16_000))).statusCode())
                .as("what was refused took no sequence, and 4,000 characters of four bytes fit")
                .isEqualTo(200);
    }

    @Test
    void guestWhoHasSaidAllHeMay_isToldSo_andAnotherOneIsHeard() {
        assertThat(guestSays(words(1, "I cough")).statusCode()).isEqualTo(200);
        setDevice("said = " + SpokenLimits.GUEST_IN_ALL);
        assertRefused(guestSays(words(2, "And sneeze")), 413, "too-costly");
        setDevice("said = 1, octets = " + SpokenLimits.GUEST_OCTETS);
        assertRefused(guestSays(words(2, "And sneeze")), 413, "too-costly");

        HttpResponse<String> joined = redeem(invite(opened));
        String other = value(joined, "token");
        assertThat(guest(opened.session() + "/acknowledge", other, Map.of("fingerprint", key.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
        String message = key.says(opened.session(), value(joined, "device"), 1, "I am here too");
        assertThat(guest(opened.session() + "/say", other, Map.of("message", message))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void visitThatIsFull_takesNothingMoreOfAnybody() {
        set("update sealed_session set octets = " + SpokenLimits.VISIT_OCTETS + " where id = ?", opened.session());
        assertRefused(guestSays(words(1, "I cough")), 413, "too-costly");
        assertRefused(say(opened, key.says(opened.session(), opened.device(), 1, "Go on")), 413, "too-costly");
        set("update sealed_session set octets = 0 where id = ?", opened.session());
        assertThat(guestSays(words(1, "I cough")).statusCode()).isEqualTo(200);
        set(
                "update sealed_utterance set position = " + SpokenLimits.VISIT_IN_ALL + " where session = ?",
                opened.session());
        assertRefused(say(opened, key.says(opened.session(), opened.device(), 1, "Go on")), 413, "too-costly");
        assertRefused(say(opened, key.says(opened.session(), UUID.randomUUID().toString(), 1, "Who is this?")), 422);
    }
}
