package io.chartside.outbound;

import java.util.Objects;
import java.util.Optional;

/**
 * The one mail server that configuration allows this process to hand mail to (RFC 6409).
 *
 * @param host name or address literal
 * @param port 1 to 65535; usually 587
 * @param internal whether it may have loopback and private addresses
 * @param startTls whether the connection must be encrypted (RFC 3207) before anything is said; only an internal one may go
 *     without
 * @param from the sender's address
 * @param user of its authentication; empty for none
 * @param password goes with {@code user}
 */
public record MailServer(
        String host,
        int port,
        boolean internal,
        boolean startTls,
        String from,
        Optional<String> user,
        Optional<String> password) {
    public MailServer {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(from, "from");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a mail server's port must be 1 to 65535");
        }
        if (!startTls && !internal) {
            throw new IllegalArgumentException("only an internal mail server may go without STARTTLS");
        }
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("a mail server's user and password go together");
        }
        if (user.isPresent() && !startTls) {
            throw new IllegalArgumentException("a mail server's password needs STARTTLS");
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
