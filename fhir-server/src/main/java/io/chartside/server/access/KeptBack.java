package io.chartside.server.access;

import java.util.List;

/**
 * Why a resource that the caller's scopes and role would show is kept from it.
 *
 * @param byConsent whether a Consent decided, be it by its absence; else the role did, which a label's readers have
 * @param rules relative references of the Consents, or words for a label: {@code security label R}
 */
public record KeptBack(boolean byConsent, List<String> rules) {
    public KeptBack {
        rules = List.copyOf(rules);
    }
}
