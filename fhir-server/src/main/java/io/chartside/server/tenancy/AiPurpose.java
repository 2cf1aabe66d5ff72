package io.chartside.server.tenancy;

/**
 * What a model may be asked for: codes of v3 PurposeOfUse. Training, research, marketing and sale are none of them, so no
 * route can have them (MH8, MH31).
 */
public enum AiPurpose {
    /** Treatment. */
    TREAT,
    /** Healthcare payment. */
    HPAYMT,
    /** Healthcare operations. */
    HOPERAT
}
