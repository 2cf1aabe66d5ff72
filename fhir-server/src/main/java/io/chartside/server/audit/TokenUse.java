package io.chartside.server.audit;

import java.util.Locale;

/** How much of an access token its uses tell: the OAuth patterns of IHE BALP 1.1 (3:5.7.5). */
public enum TokenUse {
    /** The last 32 characters of what names the token, where the token's content is nobody's business. */
    OPAQUE,
    /** The token's id. */
    MINIMAL,
    /** Issuer, subject and roles besides. */
    COMPREHENSIVE;

    /** Last part of the profile's name: {@code Minimal}. */
    String profile() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
