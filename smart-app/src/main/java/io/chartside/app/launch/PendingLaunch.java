package io.chartside.app.launch;

/**
 * An authorization request on its way, sealed in the database until the callback takes it.
 *
 * @param site the EHR it went to
 * @param redirectUri as sent, to be repeated to the token endpoint
 */
record PendingLaunch(String site, String redirectUri, String codeVerifier, String nonce) {

    @Override
    public String toString() {
        return "pending launch at " + site;
    }
}
