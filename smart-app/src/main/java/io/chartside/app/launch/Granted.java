package io.chartside.app.launch;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the EHR granted and said with its token (SMART App Launch 2.2, "Launch context arrives with your access_token").
 *
 * @param scopes as granted; empty when the EHR did not say
 * @param needPatientBanner whether the app is to show who the patient is; true when the EHR does not say
 * @param intent what the EHR's user wanted to do
 * @param tenant the organization that launched, in the EHR's words
 * @param fhirContext what else the launch is about
 * @param style how the EHR wants the app to look
 * @param messaging how the page may speak to the EHR's window; empty where the EHR offers nothing
 */
public record Granted(
        Set<String> scopes,
        boolean needPatientBanner,
        Optional<String> intent,
        Optional<String> tenant,
        List<ContextItem> fhirContext,
        EhrStyle style,
        Optional<Messaging> messaging) {

    static final Granted UNSAID =
            new Granted(Set.of(), true, Optional.empty(), Optional.empty(), List.of(), EhrStyle.NONE, Optional.empty());

    public Granted {
        scopes = Set.copyOf(scopes);
        Objects.requireNonNull(intent);
        Objects.requireNonNull(tenant);
        fhirContext = List.copyOf(fhirContext);
        Objects.requireNonNull(style);
        // A launch that an earlier version of the app has stored knows no messaging.
        messaging = messaging == null ? Optional.empty() : messaging;
    }

    /** Safe to log. */
    @Override
    public String toString() {
        return scopes.size() + " scopes";
    }
}
