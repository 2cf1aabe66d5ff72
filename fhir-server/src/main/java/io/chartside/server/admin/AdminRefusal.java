package io.chartside.server.admin;

/** What the operator asked for cannot be done; the message says why, to him. */
public final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /** @param status of HTTP, 400 to 499 */
    public AdminRefusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
