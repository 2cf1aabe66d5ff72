package io.chartside.app.ehr;

import java.util.List;
import java.util.Optional;

/**
 * A visit as it is now in Chartside's record.
 *
 * @param patient logical id of the Patient in the record
 * @param encounter logical id of the Encounter in the record, if the launch has one
 * @param patientName for the banner
 * @param encounterName the visit in a few words
 * @param practitionerName the clinician, as the EHR names them
 * @param unread parts of the chart that the EHR did not give whole or the record did not take
 */
public record OpenedChart(
        String patient,
        Optional<String> encounter,
        String patientName,
        String encounterName,
        String practitionerName,
        List<ChartPart> unread) {

    public OpenedChart {
        unread = List.copyOf(unread);
    }

    @Override
    public String toString() {
        return "opened chart";
    }
}
