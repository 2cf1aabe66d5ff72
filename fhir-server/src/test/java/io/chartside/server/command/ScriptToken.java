package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A token of the demo tenant's script client, as {@code ./chartside token} prints it. */
public final class ScriptToken {
    private ScriptToken() {}

    public static String of(String serverUrl, Path dataDir, String scope) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TokenCommand.run(
                new String[] {"--scope", scope, "--server-url", serverUrl, "--data-dir", dataDir.toString()},
                new PrintStream(out),
                System.err);
        String token = out.toString(StandardCharsets.US_ASCII).trim();
        assertThat(token).isNotEmpty();
        return token;
    }
}
