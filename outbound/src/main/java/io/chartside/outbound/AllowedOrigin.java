package io.chartside.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * A scheme, host and port (RFC 6454) that configuration allows this process to reach.
 *
 * <p>A public origin must be {@code https}, or {@code mllps} for HL7 v2 over TLS: the certificate then binds the connection to the host's name, so an answer of
 * the name service that changes between the address check and the connection (DNS rebinding) reaches nothing. An
 * {@code internal} origin may be {@code http} or {@code mllp} and may have loopback or private addresses; it is for the server's own
 * neighbours, such as the demo's loopback or an EHR in the same network.
 *
 * @param scheme {@code https}, {@code mllps}, {@code http} or {@code mllp}
 * @param host lower-case host name or address literal in its usual form
 * @param port 1 to 65535
 * @param internal whether loopback and private addresses are meant
 */
public record AllowedOrigin(String scheme, String host, int port, boolean internal) {

    public AllowedOrigin {
        Objects.requireNonNull(host, "host");
        boolean encrypted = "https".equals(scheme) || Target.ENCRYPTED_STREAM.equals(scheme);
        boolean plain = "http".equals(scheme) || Target.PLAIN_STREAM.equals(scheme);
        if (!encrypted && !(plain && internal)) {
            throw new IllegalArgumentException(
                    "an outbound origin must be encrypted (https, mllps) or internal: " + scheme + "://" + host);
        }
        if (host.isBlank() || !host.equals(host.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("an outbound host must be given in lower case");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("an outbound port must be 1 to 65535");
        }
    }

    /** The origin of a public {@code https} or {@code mllps} address; its path and query are left aside. */
    public static AllowedOrigin of(URI address) {
        return from(address, false);
    }

    /** The origin of an address whose host may resolve to loopback or private addresses. */
    public static AllowedOrigin internal(URI address) {
        return from(address, true);
    }

    private static AllowedOrigin from(URI address, boolean internal) {
        Target target = Target.isStream(address) ? Target.ofStream(address) : Target.of(address);
        return new AllowedOrigin(target.scheme(), target.host(), target.port(), internal);
    }

    boolean covers(Target target) {
        return scheme.equals(target.scheme()) && host.equals(target.host()) && port == target.port();
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + (internal ? " (internal)" : "");
    }
}
