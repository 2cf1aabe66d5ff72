/**
 * FHIR servers as the plugin knows them: by their public interface and by the profile of the site.
 *
 * <p>{@link io.chartside.app.ehr.EhrProfile} says how one registered EHR is reached, signed in to and written to;
 * {@link io.chartside.app.ehr.EhrClient} and {@link io.chartside.app.ehr.RecordClient} speak to the EHR and to Chartside's
 * record on behalf of the clinician; {@link io.chartside.app.ehr.ChartOpening} reads the chart and opens the visit.
 */
package io.chartside.app.ehr;
