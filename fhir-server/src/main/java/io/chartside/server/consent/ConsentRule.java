package io.chartside.server.consent;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.Sensitivity;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provision of a Consent (R4, consent.html): whom it concerns, and what of it overrides it. Where it says something that
 * cannot be told from here (clinical codes, single resources, times of the data, actors other than people and
 * organizations), a denial is read as if it did not narrow, and a permission as if it were not there.
 */
record ConsentRule(
        Optional<Boolean> permits,
        Set<String> actors,
        boolean anyActor,
        Set<String> purposes,
        Set<String> types,
        Optional<Integer> labels,
        long from,
        long to,
        boolean isVague,
        List<ConsentRule> exceptions) {

    private static final String RESOURCE_TYPES = "http://hl7.org/fhir/resource-types";
    private static final Set<String> PEOPLE =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Patient", "RelatedPerson");
    /** What each purpose is a kind of, as far as requests state it (v3 PurposeOfUse). */
    private static final Map<String, String> KIND_OF =
            Map.of("ETREAT", "TREAT", "BTG", "TREAT", "CLINTRCH", "HRESCH", "TREAT", "PurposeOfUse");

    /** @param consent an active one */
    static ConsentRule of(JsonNode consent) {
        ConsentRule root = rule(consent.path("provision"));
        boolean optedOut = false;
        for (JsonNode coding : consent.path("policyRule").path("coding")) {
            optedOut |= coding.path("code").asText().startsWith("OPTOUT");
        }
        return optedOut && root.permits().isEmpty()
                ? new ConsentRule(
                        Optional.of(false),
                        root.actors(),
                        root.anyActor(),
                        root.purposes(),
                        root.types(),
                        root.labels(),
                        root.from(),
                        root.to(),
                        root.isVague(),
                        root.exceptions())
                : root;
    }

    private static ConsentRule rule(JsonNode provision) {
        boolean vague = provision.has("code") || provision.has("data") || provision.has("dataPeriod");
        Set<String> actors = new HashSet<>();
        boolean strangers = false;
        for (JsonNode actor : provision.path("actor")) {
            String reference = actor.path("reference").path("reference").asText();
            actors.add(reference);
            strangers |= LocalReference.parse(reference)
                    .filter(local -> PEOPLE.contains(local.type()))
                    .isEmpty();
        }
        Set<String> types = new HashSet<>();
        for (JsonNode named : provision.path("class")) {
            boolean known = named.path("system").asText().equals(RESOURCE_TYPES);
            vague |= !known;
            if (known) {
                types.add(named.path("code").asText());
            }
        }
        // A class that names no type could be any.
        boolean anyType = types.size() < provision.path("class").size();
        Set<String> purposes = new HashSet<>();
        provision
                .path("purpose")
                .forEach(purpose -> purposes.add(purpose.path("code").asText()));
        List<ConsentRule> exceptions = new ArrayList<>();
        provision.path("provision").forEach(inner -> exceptions.add(rule(inner)));
        String type = provision.path("type").asText();
        return new ConsentRule(
                type.isEmpty() ? Optional.empty() : Optional.of(type.equals("permit")),
                actors,
                actors.isEmpty() || strangers,
                purposes,
                anyType ? Set.of() : types,
                labels(provision.path("securityLabel")),
                bound(provision, "start", DateRange.NONE),
                bound(provision, "end", DateRange.OPEN),
                vague || strangers,
                exceptions);
    }

    /** Bits of the labels named; empty when none is, or one that no row tells. */
    private static Optional<Integer> labels(JsonNode named) {
        int bits = 0;
        for (JsonNode label : named) {
            int bit = Sensitivity.bit(label);
            if (bit == 0) {
                return Optional.empty();
            }
            bits |= bit;
        }
        return bits == 0 ? Optional.empty() : Optional.of(bits);
    }

    /** What cannot be read does not bound. */
    private static long bound(JsonNode provision, String name, long otherwise) {
        JsonNode bound = provision.path("period").path(name);
        try {
            if (bound.isTextual()) {
                DateRange range = DateRange.parse(bound.asText());
                return name.equals("start") ? range.low() : range.high();
            }
        } catch (DateTimeException e) {
            return otherwise;
        }
        return otherwise;
    }

    /**
     * Whether this and what overrides it permit: empty where they say nothing of the case. Among exceptions a denial prevails.
     *
     * @param label one bit, or 0 for what has no label
     */
    Optional<Boolean> decide(Asker asker, String type, int label, long now) {
        if (!concerns(asker, type, label, now)) {
            return Optional.empty();
        }
        Optional<Boolean> decided = Optional.empty();
        for (ConsentRule exception : exceptions) {
            Optional<Boolean> one = exception.decide(asker, type, label, now);
            if (one.isPresent()) {
                decided = Optional.of(decided.orElse(true) && one.get());
            }
        }
        return decided.isPresent() ? decided : permits;
    }

    private boolean concerns(Asker asker, String type, int label, long now) {
        boolean permission = permits.orElse(false);
        if (permission && isVague) {
            return false;
        }
        boolean named = anyActor || asker.references().stream().anyMatch(actors::contains);
        boolean meant = purposes.isEmpty() || (asker.purpose().isEmpty() ? !permission : isFor(asker.purpose()));
        return named
                && meant
                && from <= now
                && now <= to
                && (types.isEmpty() || types.contains(type))
                && (labels.isEmpty() || (labels.get() & label) != 0);
    }

    private boolean isFor(String purpose) {
        for (String kind = purpose; kind != null; kind = KIND_OF.get(kind)) {
            if (purposes.contains(kind)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a permission, here or below, names one of these labels. */
    boolean mayPermit(int label) {
        return permits.orElse(false)
                        && labels.filter(bits -> (bits & label) != 0).isPresent()
                || exceptions.stream().anyMatch(exception -> exception.mayPermit(label));
    }
}
