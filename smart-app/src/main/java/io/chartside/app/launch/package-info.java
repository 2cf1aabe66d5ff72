/**
 * The SMART App Launch 2.2 client: from the EHR's launch to a session of the plugin.
 *
 * <p>{@link io.chartside.app.launch.LaunchSession} is one launch: one clinician, one patient, one EHR. Controllers below
 * {@code /v/{launchId}/} take it as a parameter or ask {@link io.chartside.app.launch.LaunchSessions#require}; both the
 * launch id in the path and the browser's cookie must fit (docs/adr/0006). {@link io.chartside.app.launch.FhirClients}
 * makes the FHIR clients that act with the session's tokens.
 */
package io.chartside.app.launch;
