package io.chartside.app.launch;

import java.util.Optional;

/**
 * How the page may speak to the EHR's window (SMART Web Messaging 1.0.0, "Authorization with SMART Scopes"). The handle may
 * be known to the browser; it opens nothing but that conversation.
 *
 * @param handle to be sent with every message
 * @param origin the only origin that is spoken to and listened to, such as {@code https://ehr.example.org}
 */
public record Messaging(String handle, String origin) {

    private static final int LONGEST_HANDLE = 1024;

    /** What the EHR offers; nothing unless the handle is short and the origin is one origin. */
    static Optional<Messaging> of(Optional<String> handle, Optional<String> origin) {
        boolean usable = handle.filter(text -> text.length() <= LONGEST_HANDLE).isPresent()
                && origin.filter(text -> text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"))
                        .isPresent();
        return usable ? Optional.of(new Messaging(handle.get(), origin.get())) : Optional.empty();
    }

    /** Without the handle. */
    @Override
    public String toString() {
        return "messaging with " + origin;
    }
}
