package io.chartside.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A connection to be made.
 *
 * @param address {@code mllps://host:port} or {@code mllp://host:port}
 * @param tls whom to trust and who we are; empty for the certificate authorities of the Java installation and no
 *     certificate of our own
 * @param certificateName the name that the other side's certificate carries where it is not the host's
 * @param timeout for everything from the first packet to the last; what lasts longer is cut off
 */
public record StreamRequest(URI address, Optional<SSLContext> tls, Optional<String> certificateName, Duration timeout) {
    public StreamRequest {
        Objects.requireNonNull(address);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(certificateName);
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout must be positive");
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
