package io.chartside.outbound;

/** The door did not open: the origin is not allowed, or an address of its host is not. Nothing was sent. */
public final class OutboundRefused extends RuntimeException {

    OutboundRefused(String reason) {
        super(reason);
    }
}
