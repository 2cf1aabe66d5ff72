package io.chartside.outbound;

/**
 * What comes over a socket, one call at a time. After {@link #closed} or {@link #failed}, of which exactly one is called
 * unless the socket is aborted, nothing comes any more.
 */
public interface SocketListener {

    /** A whole text message. */
    void text(String message);

    /**
     * The other side has closed.
     *
     * @param code RFC 6455, section 7.4
     */
    void closed(int code);

    /** The connection broke, or a message was too long. */
    void failed(OutboundFailed failure);
}
