package io.chartside.server.terminology;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedComponent;
import org.hl7.fhir.r4.model.ConceptMap.OtherElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;

/** What concept maps say of a code (FHIR R4, conceptmap.html), in their direction or against it. */
public final class ConceptMapping {
    private static final int MOST_NESTED = 5;
    private final Vocabulary vocabulary;
    private final String targetSystem;
    private final List<Dependency> dependencies;
    private final boolean reverse;

    /** What else is known of the thing that the code is of, which a mapping may depend on. */
    public record Dependency(String element, String code) {}

    /** Something further that a mapping says. */
    public record Product(String element, Coding concept) {}

    /**
     * @param concept without a code where the map says that there is none
     * @param map its canonical URL; null when it has none
     */
    public record Match(String equivalence, Coding concept, List<Product> products, String map) {
        public boolean isMatch() {
            return concept.hasCode() && !equivalence.equals("unmatched") && !equivalence.equals("disjoint");
        }
    }

    /** @param targetSystem where the code is to be mapped to; null for anywhere */
    public ConceptMapping(Vocabulary vocabulary, String targetSystem, List<Dependency> dependencies, boolean reverse) {
        this.vocabulary = vocabulary;
        this.targetSystem = targetSystem;
        this.dependencies = List.copyOf(dependencies);
        this.reverse = reverse;
    }

    public List<Match> of(ConceptMap map, Coding coding) {
        return of(map, coding, 0);
    }

    private List<Match> of(ConceptMap map, Coding coding, int depth) {
        List<Match> matches = new ArrayList<>();
        for (ConceptMapGroupComponent group : map.getGroup()) {
            String from = reverse ? group.getTarget() : group.getSource();
            String to = reverse ? group.getSource() : group.getTarget();
            if (coding.getSystem().equals(from) && (targetSystem == null || targetSystem.equals(to))) {
                matches.addAll(reverse ? against(map, group, coding) : along(map, group, coding, depth));
            }
        }
        return matches;
    }

    private List<Match> along(ConceptMap map, ConceptMapGroupComponent group, Coding coding, int depth) {
        List<Match> matches = new ArrayList<>();
        boolean mapped = false;
        for (SourceElementComponent element : group.getElement()) {
            if (!coding.getCode().equals(element.getCode())) {
                continue;
            }
            for (TargetElementComponent target : element.getTarget()) {
                mapped = true;
                if (depends(target)) {
                    Coding concept =
                            concept(group.getTarget(), group.getTargetVersion(), target.getCode(), target.getDisplay());
                    List<Product> products = target.getProduct().stream()
                            .map(product -> new Product(
                                    product.getProperty(),
                                    concept(product.getSystem(), null, product.getValue(), product.getDisplay())))
                            .toList();
                    matches.add(new Match(equivalence(target).toCode(), concept, products, map.getUrl()));
                }
            }
        }
        return mapped || !group.hasUnmapped() ? matches : unmapped(map, group, coding, depth);
    }

    private List<Match> unmapped(ConceptMap map, ConceptMapGroupComponent group, Coding coding, int depth) {
        ConceptMapGroupUnmappedComponent rule = group.getUnmapped();
        if (rule.getMode() == null) {
            return List.of();
        }
        return switch (rule.getMode()) {
            case PROVIDED ->
                List.of(new Match(
                        "equal",
                        concept(group.getTarget(), group.getTargetVersion(), coding.getCode(), coding.getDisplay()),
                        List.of(),
                        map.getUrl()));
            case FIXED ->
                List.of(new Match(
                        "wider",
                        concept(group.getTarget(), group.getTargetVersion(), rule.getCode(), rule.getDisplay()),
                        List.of(),
                        map.getUrl()));
            case OTHERMAP -> {
                if (depth >= MOST_NESTED) {
                    throw TerminologyRefused.notSupported("Concept maps refer on too often, or in a circle");
                }
                yield of(vocabulary.conceptMap(rule.getUrl(), null), coding, depth + 1);
            }
            default -> List.of();
        };
    }

    private List<Match> against(ConceptMap map, ConceptMapGroupComponent group, Coding coding) {
        List<Match> matches = new ArrayList<>();
        for (SourceElementComponent element : group.getElement()) {
            for (TargetElementComponent target : element.getTarget()) {
                if (coding.getCode().equals(target.getCode()) && depends(target)) {
                    matches.add(new Match(
                            turned(equivalence(target)).toCode(),
                            concept(
                                    group.getSource(),
                                    group.getSourceVersion(),
                                    element.getCode(),
                                    element.getDisplay()),
                            List.of(),
                            map.getUrl()));
                }
            }
        }
        return matches;
    }

    private boolean depends(TargetElementComponent target) {
        for (OtherElementComponent needed : target.getDependsOn()) {
            if (!dependencies.contains(new Dependency(needed.getProperty(), needed.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private static ConceptMapEquivalence equivalence(TargetElementComponent target) {
        return target.getEquivalence() == null ? ConceptMapEquivalence.RELATEDTO : target.getEquivalence();
    }

    private static ConceptMapEquivalence turned(ConceptMapEquivalence equivalence) {
        return switch (equivalence) {
            case WIDER -> ConceptMapEquivalence.NARROWER;
            case NARROWER -> ConceptMapEquivalence.WIDER;
            case SUBSUMES -> ConceptMapEquivalence.SPECIALIZES;
            case SPECIALIZES -> ConceptMapEquivalence.SUBSUMES;
            default -> equivalence;
        };
    }

    private static Coding concept(String system, String version, String code, String display) {
        return new Coding().setSystem(system).setVersion(version).setCode(code).setDisplay(display);
    }
}
