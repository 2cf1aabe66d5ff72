package io.chartside.server.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import io.chartside.server.ig.IgPackages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Structure definitions of implementation guides with their snapshots, made when they are first needed. What one is built on
 * is made before it, one at a time: HAPI's own way, in the midst of a validation, takes a definition that another thread is
 * working on for a circle, and goes on without its snapshot.
 */
final class GuideSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(GuideSnapshots.class);
    private static final String WEB = "http://hl7.org/fhir/";
    private final FhirContext fhir;
    private final IgPackages guides;
    private final SnapshotGeneratingValidationSupport generator;
    private final ValidationSupportChain makings;
    private final Map<String, Optional<StructureDefinition>> made = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    GuideSnapshots(FhirContext fhir, IgPackages guides) {
        this.fhir = fhir;
        this.guides = guides;
        this.generator = new SnapshotGeneratingValidationSupport(fhir);
        this.makings = new ValidationSupportChain(
                ValidationSupportChain.CacheConfiguration.disabled(), new Makings(), fhir.getValidationSupport());
    }

    /** Empty when no guide has it, or no snapshot can be made since something that it needs is missing. */
    synchronized Optional<StructureDefinition> of(String canonical) {
        Optional<StructureDefinition> definition = guides.find(StructureDefinition.class, canonical);
        if (definition.isEmpty()) {
            return CrossVersionExtension.of(canonical, fhir.getValidationSupport());
        }
        String key = key(definition.get());
        if (!made.containsKey(key) && underWay.add(key)) {
            try {
                made.put(key, make(definition.get().copy()));
            } finally {
                underWay.remove(key);
            }
        }
        return made.getOrDefault(key, Optional.empty());
    }

    private Optional<StructureDefinition> make(StructureDefinition definition) {
        if (definition.hasSnapshot()) {
            return Optional.of(definition);
        }
        for (String needed : needs(definition)) {
            if (guides.find(StructureDefinition.class, needed).isPresent() && !isMakeable(needed)) {
                return Optional.empty();
            }
        }
        try {
            IBaseResource result = generator.generateSnapshot(
                    new ValidationSupportContext(makings), definition, definition.getUrl(), WEB, definition.getName());
            return Optional.ofNullable((StructureDefinition) result)
                    .filter(StructureDefinition::hasSnapshot)
                    .filter(GuideSnapshots::saysAllOfItsDifferential);
        } catch (RuntimeException e) {
            // Packages are the operator's and hold nobody's record, so the reason may be told.
            LOG.warn("{} is left out: {}", definition.getUrl(), e.getMessage());
            return Optional.empty();
        }
    }

    /** HAPI passes over elements of a differential that are out of order; what they ask would never be looked at. */
    private static boolean saysAllOfItsDifferential(StructureDefinition made) {
        Map<String, ElementDefinition> elements = new HashMap<>();
        made.getSnapshot().getElement().forEach(element -> elements.put(element.getId(), element));
        for (ElementDefinition asked : made.getDifferential().getElement()) {
            if (!asked.hasId()) {
                continue;
            }
            ElementDefinition there = elements.get(asked.getId());
            boolean missing = there == null
                    ? !namesTypeOfChoice(asked.getId(), elements.keySet())
                    : there.getMin() < asked.getMin();
            if (missing) {
                LOG.warn("{} is left out: its snapshot says nothing of {}", made.getUrl(), asked.getId());
                return false;
            }
        }
        return true;
    }

    /** {@code valueQuantity} in a differential stands in the snapshot as {@code value[x]}, or as a slice of it. */
    private static boolean namesTypeOfChoice(String id, Set<String> elements) {
        for (int dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) {
            int end = id.indexOf('.', dot + 1);
            String segment = id.substring(dot + 1, end < 0 ? id.length() : end);
            for (int i = 1; i < segment.length(); i++) {
                if (Character.isUpperCase(segment.charAt(i))
                        && elements.contains(id.substring(0, dot + 1) + segment.substring(0, i) + "[x]")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Also where it is under way: then the definitions need each other, and do with what is there. */
    private boolean isMakeable(String canonical) {
        return of(canonical).isPresent()
                || guides.find(StructureDefinition.class, canonical)
                        .filter(found -> underWay.contains(key(found)))
                        .isPresent();
    }

    /** What a snapshot takes its elements from: the base, and the profiles of the types; not those of references' targets. */
    private static Set<String> needs(StructureDefinition definition) {
        Set<String> needs = new LinkedHashSet<>();
        needs.add(definition.getBaseDefinition());
        for (ElementDefinition element : definition.getDifferential().getElement()) {
            for (ElementDefinition.TypeRefComponent type : element.getType()) {
                type.getProfile().stream().map(CanonicalType::getValue).forEach(needs::add);
            }
        }
        return needs;
    }

    private static String key(StructureDefinition definition) {
        return definition.getUrl() + "|" + definition.getVersion();
    }

    /** What is there while one is made: those that are done, and others as they came. */
    private final class Makings implements IValidationSupport {
        @Override
        public FhirContext getFhirContext() {
            return fhir;
        }

        @Override
        public IBaseResource fetchStructureDefinition(String url) {
            Optional<StructureDefinition> found = guides.find(StructureDefinition.class, url);
            return found.flatMap(definition -> made.getOrDefault(key(definition), Optional.empty()))
                    .or(() -> found.map(Makings::asTarget))
                    .or(() -> CrossVersionExtension.of(url, fhir.getValidationSupport()))
                    .orElse(null);
        }

        /** Of a reference's target only the line of bases is looked at; with a snapshot, HAPI does not set out to make one. */
        private static StructureDefinition asTarget(StructureDefinition definition) {
            StructureDefinition copy = definition.copy();
            if (!copy.hasSnapshot()) {
                copy.getSnapshot()
                        .addElement(new ElementDefinition(new StringType(copy.getType()))
                                .setMin(0)
                                .setMax("*"));
            }
            return copy;
        }
    }
}
