package io.chartside.server.crypto;

/** The KEK that this process holds was replaced meanwhile: the tenant's keys are to be loaded anew. */
final class StaleKek extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleKek() {
        super("the tenant's key-encryption key was replaced", null, false, false);
    }
}
