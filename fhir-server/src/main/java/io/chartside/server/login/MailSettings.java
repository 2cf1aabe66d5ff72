package io.chartside.server.login;

import io.chartside.outbound.MailServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The server that takes our mail: keys {@code chartside.mail.*} of docs/configuration.md.
 *
 * @param host null: this server sends no mail
 * @param internal whether it may have loopback and private addresses
 * @param startTls whether the connection must be encrypted; only an internal one may go without
 * @param passwordFile holds the password of {@code user}, and nothing else
 */
@ConfigurationProperties("chartside.mail")
record MailSettings(
        String host,
        @DefaultValue("587") int port,
        @DefaultValue("false") boolean internal,
        @DefaultValue("true") boolean startTls,
        String from,
        String user,
        Path passwordFile) {

    /** Empty when this server sends no mail. */
    Optional<MailServer> server() {
        if (host == null || host.isBlank()) {
            return Optional.empty();
        }
        if (from == null) {
            throw new IllegalArgumentException("chartside.mail.host needs chartside.mail.from");
        }
        return Optional.of(new MailServer(
                host, port, internal, startTls, from, Optional.ofNullable(user), Optional.ofNullable(password())));
    }

    private String password() {
        try {
            return passwordFile == null ? null : Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read chartside.mail.password-file");
        }
    }
}
