package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ./chartside user} against a real server. */
class UserCommandTest {
    private final RealServer server = RealServer.shared();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        out.reset();
        err.reset();
        String[] all = Stream.concat(
                        Arrays.stream(words),
                        Stream.of(
                                "--server-url",
                                server.url(),
                                "--data-dir",
                                server.data().toString()))
                .toArray(String[]::new);
        return UserCommand.run(all, new PrintStream(out), new PrintStream(err));
    }

    @Test
    void added_invited_changed_disabled() throws IOException {
        String user = "Practitioner/" + UUID.randomUUID();
        String email = UUID.randomUUID() + "@clinic.example";
        assertThat(run("add", user, "--name", "Dr. Ada Byron", "--email", email, "--roles", "clinician,admin"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains(user).contains("admin,clinician").contains(email);

        assertThat(run("invite", user)).isZero();
        String link = out.toString().trim();
        assertThat(link).startsWith(server.base() + "/oauth/sign-in-link?link=");
        assertThat(err.toString()).contains("Dr. Ada Byron").doesNotContain("link=");
        assertThat(server.get(link).body()).contains("You have opened a link that signs you in");

        assertThat(run("reset", user)).isZero();
        assertThat(out.toString().trim()).startsWith(server.base() + "/oauth/sign-in-link?link=");
        assertThat(err.toString()).contains("--drop-second-factor");
        assertThat(run("reset", user, "--drop-second-factor")).isZero();
        assertThat(out.toString().trim()).isNotEqualTo(link).startsWith(server.base() + "/oauth/sign-in-link?link=");
        assertThat(err.toString()).doesNotContain("--drop-second-factor");

        assertThat(run("role", user, "billing")).isZero();
        assertThat(run("disable", user)).isZero();
        assertThat(run("list")).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith(user)))
                .singleElement()
                .asString()
                .contains("disabled")
                .contains("billing");
    }

    @Test
    void whatTheServerRefuses_isToldInOneLine() {
        assertThat(run("show", "Practitioner/nobody")).isEqualTo(1);
        assertThat(err.toString().trim()).isEqualTo("chartside: the server answered 404: There is no such account.");
        assertThat(run("add", "Patient/1", "--name", "x", "--email", "none", "--roles", "patient"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("422").contains("address");
    }

    @Test
    void wrongWords_showUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("add", "Practitioner/1", "--name", "x")).isEqualTo(2);
        assertThat(run("role", "Practitioner/1")).isEqualTo(2);
        assertThat(run("invite", "Practitioner/1", "--drop-second-factor")).isEqualTo(2);
        assertThat(err.toString()).contains("usage: chartside user list");
    }
}
