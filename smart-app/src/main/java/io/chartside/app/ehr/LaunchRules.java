package io.chartside.app.ehr;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What launches from one EHR keep to beyond the specification, and what its launch context means here.
 *
 * @param standAlone what the EHR asks its user for in a launch that does not come from a chart
 * @param aud what the authorization request names in {@code aud}; empty: the FHIR base, as SMART App Launch 2.2 (2.0.9) has it
 * @param wildcardScopes whether the EHR takes scopes with {@code *}
 * @param intents by SMART {@code intent}: the part of the app that it opens, one of {@link #PLACES}
 * @param organizations by SMART {@code tenant}, for an EHR whose one address serves several; empty: all is the profile's
 */
public record LaunchRules(
        StandAlone standAlone,
        Optional<String> aud,
        boolean wildcardScopes,
        Map<String, String> intents,
        Map<String, Organization> organizations) {

    /** The parts of the app that an intent can open. */
    static final Set<String> PLACES = Set.of("transcript", "note", "codes", "orders", "signing", "today");

    /** The scopes that stand for {@code launch} where no chart launches. */
    public enum StandAlone {
        /** The EHR asks for patient and visit. */
        ENCOUNTER(List.of("launch/patient", "launch/encounter")),
        /** The EHR asks for the patient, and knows no {@code launch/encounter}. */
        PATIENT(List.of("launch/patient")),
        /** The EHR opens the app from its charts only. */
        NONE(List.of());

        private final List<String> scopes;

        StandAlone(List<String> scopes) {
            this.scopes = scopes;
        }

        public List<String> scopes() {
            return scopes;
        }
    }

    /**
     * One of several organizations behind one address.
     *
     * @param tenant of Chartside's record
     * @param frameAncestors origins that may show the app in a frame; empty: those of the profile
     */
    public record Organization(String tenant, List<String> frameAncestors) {
        public Organization {
            Objects.requireNonNull(tenant);
            frameAncestors = List.copyOf(frameAncestors);
        }
    }

    public LaunchRules {
        intents = Map.copyOf(intents);
        organizations = Map.copyOf(organizations);
        intents.forEach((intent, place) -> {
            if (!PLACES.contains(place)) {
                throw new IllegalArgumentException("launch.intents." + intent + " cannot be \"" + place + "\"");
            }
        });
    }

    static LaunchRules of(Keys keys) {
        Keys intentKeys = keys.below("intents");
        Map<String, String> intents = new TreeMap<>();
        intentKeys.names().forEach(intent -> intents.put(intent, intentKeys.text(intent)));
        Keys organizationKeys = keys.below("tenants");
        Map<String, Organization> organizations = new TreeMap<>();
        organizationKeys.names().forEach(name -> organizations.put(name, organization(organizationKeys.below(name))));
        LaunchRules rules = new LaunchRules(
                keys.choice("stand-alone", StandAlone.ENCOUNTER),
                keys.optional("aud"),
                keys.flag("wildcard-scopes", true),
                intents,
                organizations);
        keys.nothingElse();
        return rules;
    }

    private static Organization organization(Keys keys) {
        Organization organization = new Organization(
                keys.text("tenant"),
                keys.list("frame-ancestors").stream()
                        .map(EhrProfileFile::ancestor)
                        .toList());
        keys.nothingElse();
        return organization;
    }
}
