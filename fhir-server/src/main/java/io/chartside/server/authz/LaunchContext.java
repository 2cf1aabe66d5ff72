package io.chartside.server.authz;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a launch says of where the user stands (SMART App Launch 2.2, "Launch context arrives with your access_token").
 *
 * @param patient logical id; null when no patient is open
 * @param encounter logical id; null when no encounter is open
 * @param needPatientBanner whether the app must show whose chart it is; null when not said
 * @param fhirContext further resources in context, each an object with {@code reference}, {@code canonical} or
 *     {@code identifier}, and perhaps {@code type} and {@code role}; another shape is refused with an
 *     IllegalArgumentException
 * @param appContext what a CDS card says to the app that it leads to; null when not said
 * @param messagingHandle by which the EHR's window knows messages of this launch; null where it listens to none
 * @param intent what the user wants to do, as app and EHR have agreed; null when not said
 */
public record LaunchContext(
        String patient,
        String encounter,
        Boolean needPatientBanner,
        String intent,
        List<Map<String, Object>> fhirContext,
        String appContext,
        String messagingHandle) {

    static final LaunchContext NONE = new LaunchContext(null, null, null, null, List.of(), null, null);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
    private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_-]{20,100}");
    private static final int LONGEST_APP_CONTEXT = 2048;
    private static final Pattern INTENT = Pattern.compile("[^\\p{Cntrl}]{1,255}");

    public LaunchContext {
        require(patient == null || ID.matcher(patient).matches(), "patient is a logical id");
        require(encounter == null || ID.matcher(encounter).matches(), "encounter is a logical id");
        require(intent == null || INTENT.matcher(intent).matches(), "intent is a text of at most 255 characters");
        fhirContext = fhirContext == null ? List.of() : List.copyOf(fhirContext);
        fhirContext.forEach(FhirContextEntry::check);
        require(appContext == null || appContext.length() <= LONGEST_APP_CONTEXT, "appContext is a short text");
        require(
                messagingHandle == null || HANDLE.matcher(messagingHandle).matches(),
                "messagingHandle is a base64url text");
    }

    public LaunchContext(
            String patient,
            String encounter,
            Boolean needPatientBanner,
            String intent,
            List<Map<String, Object>> fhirContext) {
        this(patient, encounter, needPatientBanner, intent, fhirContext, null, null);
    }

    /** The same launch by the link of a CDS card (CDS Hooks 2.0, "Link"); both may be null. */
    public LaunchContext with(String newAppContext, String newMessagingHandle) {
        return new LaunchContext(
                patient, encounter, needPatientBanner, intent, fhirContext, newAppContext, newMessagingHandle);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }

    public static LaunchContext of(String patient, String encounter, boolean needPatientBanner) {
        return new LaunchContext(patient, encounter, needPatientBanner, null, List.of());
    }
}
