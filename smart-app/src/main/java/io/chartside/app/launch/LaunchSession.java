package io.chartside.app.launch;

import io.chartside.app.ehr.ChartPart;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One launch of the plugin: one clinician with one patient at one EHR. Holds no token. Two launches never share a
 * session, so two windows never mix two patients.
 *
 * @param launchId unguessable, in every path of this launch: {@code /v/{launchId}/…}
 * @param site id of the registered EHR (the name of its profile file)
 * @param siteName how people call the EHR
 * @param sameRecord whether the EHR's FHIR base is Chartside's record itself, as in the demo; nothing is imported then
 * @param ehr who and what is meant, in ids of the EHR
 * @param record the same in ids of Chartside's record; empty parts are not there yet (see {@code ChartOpening})
 * @param names for the banner and the page
 * @param granted what the EHR granted and said with its token
 * @param signedInAt when the clinician last signed in ({@code auth_time}), if the EHR says
 * @param csrfToken to be sent with every request that changes something: header {@code X-Chartside-Csrf} or form field
 *     {@code _csrf}
 * @param unread parts of the chart that the EHR did not give whole or the record did not take when the visit was opened
 */
public record LaunchSession(
        String launchId,
        String site,
        String siteName,
        boolean sameRecord,
        Context ehr,
        Context record,
        Names names,
        Granted granted,
        Optional<Instant> signedInAt,
        String csrfToken,
        List<ChartPart> unread) {

    /** Attribute of the request under which the session guard leaves the session of a {@code /v/{launchId}/} request. */
    public static final String REQUEST_ATTRIBUTE = LaunchSession.class.getName();

    /**
     * Logical ids without the type, at one server.
     *
     * @param patient of the Patient
     * @param encounter of the Encounter
     * @param practitioner of the Practitioner
     */
    public record Context(Optional<String> patient, Optional<String> encounter, Optional<String> practitioner) {

        public Context {
            Objects.requireNonNull(patient);
            Objects.requireNonNull(encounter);
            Objects.requireNonNull(practitioner);
        }

        /** Nothing known. */
        public static Context none() {
            return new Context(Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** Says what is known, not whom it names. */
        @Override
        public String toString() {
            return "patient " + patient.isPresent() + ", encounter " + encounter.isPresent() + ", practitioner "
                    + practitioner.isPresent();
        }
    }

    /**
     * Words for the page, as read from the EHR; empty until the chart was read.
     *
     * @param patient the patient's name
     * @param practitioner the clinician's name
     * @param encounter the visit in a few words
     */
    public record Names(String patient, String practitioner, String encounter) {

        /** Nothing known. */
        public static Names none() {
            return new Names("", "", "");
        }

        @Override
        public String toString() {
            return "names";
        }
    }

    public LaunchSession {
        Objects.requireNonNull(launchId);
        Objects.requireNonNull(ehr);
        Objects.requireNonNull(record);
        Objects.requireNonNull(names);
        // A session that was kept before this was: it has at most twelve hours to go.
        granted = granted == null ? Granted.UNSAID : granted;
        unread = unread == null ? List.of() : List.copyOf(unread);
    }

    /** The same launch, of which more is known at the EHR. */
    LaunchSession at(Context known) {
        return new LaunchSession(
                launchId, site, siteName, sameRecord, known, record, names, granted, signedInAt, csrfToken, unread);
    }

    /** The same launch, whose chart is open in the record now. */
    LaunchSession opened(Context inRecord, Names known, EhrStyle style, List<ChartPart> without) {
        Granted styled = new Granted(
                granted.scopes(),
                granted.needPatientBanner(),
                granted.intent(),
                granted.tenant(),
                granted.fhirContext(),
                style,
                granted.messaging());
        return new LaunchSession(
                launchId, site, siteName, sameRecord, ehr, inRecord, known, styled, signedInAt, csrfToken, without);
    }

    /** See {@link Granted#needPatientBanner}. */
    public boolean needPatientBanner() {
        return granted.needPatientBanner();
    }

    /** See {@link Granted#intent}. */
    public Optional<String> intent() {
        return granted.intent();
    }

    /** The path below which everything of this launch lives, with a slash at its end. */
    public String path() {
        return "/v/" + launchId + "/";
    }

    /**
     * The same for every launch of one visit by one clinician, and for no other: their pages may go on for one another. Empty, which
     * is the same as nothing, where the record's ids of visit or clinician are not known.
     */
    public String whose() {
        return record.encounter()
                .flatMap(visit -> record.practitioner()
                        .map(clinician ->
                                String.join("|", site, granted.tenant().orElse(""), visit, clinician)))
                .orElse("");
    }

    /** Safe to log: neither the launch id nor the patient. */
    @Override
    public String toString() {
        return "launch from " + site;
    }
}
