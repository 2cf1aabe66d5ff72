package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.command.ClientCommand;
import io.chartside.server.store.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ./chartside client} against the running server, at a tenant where nobody has a client yet. */
class ClientCommandTest extends RestTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String in, String... words) {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of(
                "--tenant",
                "other",
                "--server-url",
                SERVER,
                "--data-dir",
                TestDatabase.dataDir().toString()));
        return ClientCommand.run(
                arguments.toArray(String[]::new),
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out),
                new PrintStream(err));
    }

    @Test
    void clientIsAddedShownDisabledEnabledAndRemoved() {
        String description = """
                {"client_id": "growth-chart", "client_name": "Growth chart", "scope": "launch openid user/Patient.rs",
                 "redirect_uris": ["https://growth.example.org/callback"]}""";

        assertThat(run(description, "add")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("\"client_secret\"");
        assertThat(err.toString()).contains("shown this once");
        assertThat(run(description, "add", "-")).isEqualTo(1);
        assertThat(err.toString()).contains("there is a client of this id");
        assertThat(run("", "list")).isZero();
        assertThat(out.toString()).containsPattern("growth-chart +enabled +administration +Growth chart");
        assertThat(run("", "disable", "growth-chart")).isZero();
        assertThat(run("", "show", "growth-chart")).isZero();
        assertThat(out.toString()).contains("\"chartside_enabled\" : false").doesNotContain("client_secret\"");
        assertThat(run("", "enable", "growth-chart")).isZero();
        assertThat(run("", "remove", "growth-chart")).isZero();
        assertThat(run("", "show", "growth-chart")).isEqualTo(1);
        assertThat(err.toString()).contains("404: there is no client of this id");
    }

    @Test
    void wordsThatMeanNothing_endWithUsage() {
        assertThat(run("", "show")).isEqualTo(2);
        assertThat(run("", "erase", "growth-chart")).isEqualTo(2);
        assertThat(err.toString()).startsWith("chartside: usage: chartside client");
    }
}
