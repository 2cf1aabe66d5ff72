package io.chartside.server.terminology;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;

/**
 * The terminology as one tenant sees it. What an operator loaded counts before what the tenant stored, and that before what is
 * published: nobody can redefine ICD-10-CM by storing a resource.
 */
public final class Vocabulary {
    private static final String IMPLICIT = "?fhir_vs";
    private final Terminology terminology;
    private final Definitions stored;

    Vocabulary(Terminology terminology, Definitions stored) {
        this.terminology = terminology;
        this.stored = stored;
    }

    /**
     * @param version business version, or null
     * @param day decides between releases where no version is named; null for the newest
     * @throws TerminologyRefused when the system is known without its content
     */
    public Optional<CodeSource> codes(String system, String version, LocalDate day) {
        boolean icd = system.equals(IcdCodes.SYSTEM);
        Optional<CodeSource> loaded = icd ? terminology.icd(version, day) : terminology.services(system, version, day);
        if (loaded.isPresent()) {
            return loaded;
        }
        Optional<CodeSystem> definition = stored.find(CodeSystem.class, system, version);
        if (definition.isEmpty()) {
            Optional<CodeSource> byGrammar = version == null ? terminology.byGrammar(system) : Optional.empty();
            if (byGrammar.isPresent()) {
                return byGrammar;
            }
            if (icd) {
                return version == null ? Optional.of(terminology.lexicon()) : Optional.empty();
            }
            Optional<CodeSource> ofDrafts = version == null ? terminology.servicesOfDrafts(system) : Optional.empty();
            if (ofDrafts.isPresent()) {
                return ofDrafts;
            }
            definition = terminology.published().find(CodeSystem.class, system, version);
        }
        return definition.map(terminology::indexed);
    }

    /** @throws TerminologyRefused when it is not known or its content is not here */
    public CodeSource requireCodes(String system, String version, LocalDate day) {
        return codes(system, version, day).orElseThrow(() -> TerminologyRefused.unknown("The code system"));
    }

    /** An index of a CodeSystem that came with a call. */
    public CodeSource codes(CodeSystem definition) {
        return DefinedCodes.of(definition);
    }

    /**
     * @param canonical with or without {@code |version}; {@code [system]?fhir_vs} for all codes of a system and
     *     {@code [system]?fhir_vs=isa/[code]} for a code and those below it
     * @param version where the canonical names none; null for any
     */
    public ValueSet valueSet(String canonical, String version) {
        int bar = canonical.lastIndexOf('|');
        String url = bar < 0 ? canonical : canonical.substring(0, bar);
        String asked = bar < 0 ? version : canonical.substring(bar + 1);
        return stored.find(ValueSet.class, url, asked)
                .or(() -> implicit(url))
                .or(() -> terminology.published().find(ValueSet.class, url, asked))
                .orElseThrow(() -> TerminologyRefused.unknown("The value set"));
    }

    private Optional<ValueSet> implicit(String url) {
        int at = url.indexOf(IMPLICIT);
        if (at < 0) {
            return Optional.empty();
        }
        String system = url.substring(0, at);
        String rest = url.substring(at + IMPLICIT.length());
        if (codes(system, null, null).isEmpty()) {
            throw TerminologyRefused.unknown("The code system that the value set is all of");
        }
        ValueSet set = new ValueSet();
        set.setUrl(url);
        set.setStatus(org.hl7.fhir.r4.model.Enumerations.PublicationStatus.ACTIVE);
        ConceptSetComponent include = set.getCompose().addInclude().setSystem(system);
        if (rest.startsWith("=isa/")) {
            include.addFilter()
                    .setProperty("concept")
                    .setOp(FilterOperator.ISA)
                    .setValue(rest.substring("=isa/".length()));
        } else if (!rest.isEmpty()) {
            throw TerminologyRefused.notSupported("Implicit value sets are all of a code system, or isa/[code]");
        }
        return Optional.of(set);
    }

    /** @throws TerminologyRefused when it is not known */
    public ConceptMap conceptMap(String url, String version) {
        return stored.find(ConceptMap.class, url, version)
                .or(() -> terminology.published().find(ConceptMap.class, url, version))
                .orElseThrow(() -> TerminologyRefused.unknown("The concept map"));
    }

    public List<ConceptMap> conceptMaps() {
        List<ConceptMap> all = new ArrayList<>(stored.all(ConceptMap.class));
        all.addAll(terminology.published().all(ConceptMap.class));
        return all;
    }

    /** The codes of a value set. */
    public ValueSetCodes codesOf(ValueSet set, Versions versions) {
        return new ValueSetCodes(this, set, versions, 0);
    }
}
