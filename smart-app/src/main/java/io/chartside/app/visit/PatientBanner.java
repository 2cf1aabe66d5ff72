package io.chartside.app.visit;

import io.chartside.app.ehr.ChartPart;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.words.Texts;
import java.util.List;

/**
 * Who the visit is about.
 *
 * @param born birth date in words, or empty
 * @param age such as {@code 64 y}, or empty
 * @param allergies each with its reaction
 * @param noAllergies what to say when the list is empty: none known, or none recorded
 */
public record PatientBanner(
        String name, String born, String age, String sex, String mrn, List<String> allergies, String noAllergies) {
    public PatientBanner {
        allergies = List.copyOf(allergies);
    }

    /**
     * What is left where the EHR shows the patient itself (SMART {@code need_patient_banner} false): the name, which tells two
     * windows apart, and the allergies.
     */
    private PatientBanner reduced() {
        return new PatientBanner(name, "", "", "", "", allergies, noAllergies);
    }

    /** As the page of this launch shows it. */
    public PatientBanner in(LaunchSession session) {
        PatientBanner read = session.unread().contains(ChartPart.ALLERGIES) ? allergiesUnread() : this;
        return session.needPatientBanner() ? read : read.reduced();
    }

    /** The same where the EHR did not give the allergies: nobody may take that for none. */
    private PatientBanner allergiesUnread() {
        return new PatientBanner(name, born, age, sex, mrn, allergies, Texts.of("banner.allergies-unread"));
    }

    @Override
    public String toString() {
        return "Patient banner";
    }
}
