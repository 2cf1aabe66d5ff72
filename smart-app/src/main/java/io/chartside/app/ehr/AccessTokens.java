package io.chartside.app.ehr;

/** Where a client gets the clinician's access token from; implemented by the launch's session. */
public interface AccessTokens {

    /**
     * The access token to send now, renewed beforehand if it is about to end.
     *
     * @throws SignInAgain when there is none and none can be had
     */
    String current();

    /**
     * A token other than one that the server has just rejected.
     *
     * @throws SignInAgain when none can be had
     */
    String insteadOf(String rejected);
}
