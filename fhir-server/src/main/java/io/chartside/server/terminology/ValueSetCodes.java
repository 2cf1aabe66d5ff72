package io.chartside.server.terminology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;

/**
 * The codes of a value set (FHIR R4, valueset.html#compositions): what is included, less what is excluded; within an
 * include, system with its filters and value sets intersect. An expansion that is stored with the value set counts before its
 * definition: it says which codes where the code system itself is not held here.
 */
public final class ValueSetCodes {
    private static final int MOST_NESTED = 8;
    /** Codes that are gathered for one value set. A whole code system by itself is paged, not gathered. */
    static final int MOST_GATHERED = 20_000;

    private final Vocabulary vocabulary;
    private final ValueSet set;
    private final Versions versions;
    private final int depth;
    private final Set<String> used = new TreeSet<>();

    /** A code of the value set. */
    public record Member(String system, String version, Code code) {}

    private record Key(String system, String code) {}

    ValueSetCodes(Vocabulary vocabulary, ValueSet set, Versions versions, int depth) {
        if (depth > MOST_NESTED) {
            throw TerminologyRefused.notSupported("Value sets are nested too deep, or in a circle");
        }
        this.vocabulary = vocabulary;
        this.set = set;
        this.versions = versions;
        this.depth = depth;
    }

    /** The system whose codes are all there is to the value set, so that it can be paged without being gathered. */
    public Optional<CodeSource> wholeSystem() {
        if (set.getExpansion().hasContains()
                || set.getCompose().getInclude().size() != 1
                || set.getCompose().hasExclude()
                || set.getCompose().hasInactive()) {
            return Optional.empty();
        }
        ConceptSetComponent include = set.getCompose().getIncludeFirstRep();
        boolean whole = include.hasSystem()
                && !include.hasConcept()
                && !include.hasFilter()
                && !include.hasValueSet()
                && !versions.excluded().contains(include.getSystem());
        return whole ? Optional.of(source(include)) : Optional.empty();
    }

    /** {@code system|version} of the code systems that were looked into so far. */
    public Set<String> usedVersions() {
        return Set.copyOf(used);
    }

    /**
     * Whether a code is in the value set.
     *
     * @throws TerminologyRefused when that depends on what is not held here
     */
    public boolean contains(String system, String code) {
        if (set.getExpansion().hasContains()) {
            return contains(set.getExpansion().getContains(), system, code);
        }
        for (ConceptSetComponent exclude : set.getCompose().getExclude()) {
            if (contains(exclude, system, code)) {
                return false;
            }
        }
        TerminologyRefused undecided = null;
        for (ConceptSetComponent include : set.getCompose().getInclude()) {
            try {
                if (contains(include, system, code)) {
                    return true;
                }
            } catch (TerminologyRefused refused) {
                undecided = refused;
            }
        }
        if (undecided != null) {
            throw undecided;
        }
        return false;
    }

    /** What is known of a code that is in the value set: with the display that the value set gives it, else its system's. */
    public Code described(String system, String code) {
        Optional<Code> defined;
        try {
            defined = vocabulary
                    .codes(system, versions.of(system, null), versions.day())
                    .flatMap(s -> s.find(code));
        } catch (TerminologyRefused refused) {
            defined = Optional.empty();
        }
        Optional<String> named = set.getCompose().getInclude().stream()
                .filter(include -> system.equals(include.getSystem()))
                .flatMap(include -> include.getConcept().stream())
                .filter(concept -> code.equals(concept.getCode()) && concept.hasDisplay())
                .map(ConceptReferenceComponent::getDisplay)
                .findFirst();
        Code base = defined.orElseGet(() -> Code.plain(code, ""));
        if (named.isEmpty() || named.get().equals(base.display())) {
            return base;
        }
        return base.display().isEmpty() ? Code.plain(code, named.get()) : base.alsoCalled(named.get());
    }

    private static boolean contains(List<ValueSetExpansionContainsComponent> listed, String system, String code) {
        return listed.stream()
                .anyMatch(one -> !one.getAbstract() && code.equals(one.getCode()) && system.equals(one.getSystem())
                        || contains(one.getContains(), system, code));
    }

    private boolean contains(ConceptSetComponent part, String system, String code) {
        if (part.hasSystem()) {
            if (!part.getSystem().equals(system) || versions.excluded().contains(system)) {
                return false;
            }
            if (part.hasConcept()) {
                if (part.getConcept().stream().noneMatch(c -> code.equals(c.getCode()))) {
                    return false;
                }
            } else {
                CodeSource source = source(part);
                Optional<Code> found = source.known(code);
                if (found.isEmpty() || !new Filters(source, part).meet(found.get())) {
                    return false;
                }
            }
        }
        for (CanonicalType imported : part.getValueSet()) {
            if (!imported(imported).contains(system, code)) {
                return false;
            }
        }
        return part.hasSystem() || part.hasValueSet();
    }

    /**
     * All its codes, in order of inclusion.
     *
     * @throws TerminologyRefused when they are too many, or depend on what is not held here
     */
    public List<Member> all(Words words) {
        Map<Key, Member> members = new LinkedHashMap<>();
        if (set.getExpansion().hasContains()) {
            list(set.getExpansion().getContains(), words, members);
            return List.copyOf(members.values());
        }
        boolean activeOnly = set.getCompose().hasInactive() && !set.getCompose().getInactive();
        for (ConceptSetComponent include : set.getCompose().getInclude()) {
            for (Member member : all(include, words)) {
                if (member.code().active() || !activeOnly) {
                    add(members, member);
                }
            }
        }
        for (ConceptSetComponent exclude : set.getCompose().getExclude()) {
            members.values()
                    .removeIf(member ->
                            contains(exclude, member.system(), member.code().code()));
        }
        return List.copyOf(members.values());
    }

    private void list(List<ValueSetExpansionContainsComponent> listed, Words words, Map<Key, Member> members) {
        for (ValueSetExpansionContainsComponent one : listed) {
            String display = one.hasDisplay() ? one.getDisplay() : "";
            if (one.hasCode() && !one.getAbstract() && words.fit(one.getCode(), display)) {
                Code code = new Code(one.getCode(), display, "", !one.getInactive(), true, List.of(), List.of());
                add(members, new Member(one.getSystem(), one.hasVersion() ? one.getVersion() : "", code));
            }
            list(one.getContains(), words, members);
        }
    }

    private List<Member> all(ConceptSetComponent part, Words words) {
        if (!part.hasSystem()) {
            List<Member> found = new ArrayList<>();
            if (part.hasValueSet()) {
                found.addAll(imported(part.getValueSet().get(0)).all(words));
                for (CanonicalType other :
                        part.getValueSet().subList(1, part.getValueSet().size())) {
                    ValueSetCodes imported = imported(other);
                    found.removeIf(member ->
                            !imported.contains(member.system(), member.code().code()));
                }
            }
            return found;
        }
        if (versions.excluded().contains(part.getSystem())) {
            return List.of();
        }
        List<Member> found = new ArrayList<>(part.hasConcept() ? enumerated(part, words) : selected(part, words));
        for (CanonicalType other : part.getValueSet()) {
            ValueSetCodes imported = imported(other);
            found.removeIf(
                    member -> !imported.contains(member.system(), member.code().code()));
        }
        return found;
    }

    /** Codes that the value set names one by one need no code system to be known. */
    private List<Member> enumerated(ConceptSetComponent part, Words words) {
        Optional<CodeSource> source = sourceIfHeld(part);
        String version = source.map(CodeSource::version).orElse(part.hasVersion() ? part.getVersion() : "");
        List<Member> found = new ArrayList<>();
        for (ConceptReferenceComponent named : part.getConcept()) {
            Optional<Code> defined = source.flatMap(s -> s.find(named.getCode()));
            String display = named.hasDisplay()
                    ? named.getDisplay()
                    : defined.map(Code::display).orElse("");
            if (words.fit(named.getCode(), display)) {
                Code code = new Code(
                        named.getCode(),
                        display,
                        defined.map(Code::definition).orElse(""),
                        defined.map(Code::active).orElse(true),
                        true,
                        defined.map(Code::designations).orElse(List.of()),
                        List.of());
                found.add(new Member(part.getSystem(), version, code));
            }
        }
        return found;
    }

    private List<Member> selected(ConceptSetComponent part, Words words) {
        CodeSource source = source(part);
        if (!source.complete()) {
            throw TerminologyRefused.notHeld("The value set draws on a code system of which only a part is held here");
        }
        List<Code> codes = new Filters(source, part).select(words, MOST_GATHERED + 1);
        if (codes.size() > MOST_GATHERED) {
            throw tooMany();
        }
        return codes.stream()
                .map(code -> new Member(source.system(), source.version(), code))
                .toList();
    }

    private CodeSource source(ConceptSetComponent part) {
        return sourceIfHeld(part)
                .orElseThrow(() -> TerminologyRefused.notHeld(
                        "The value set draws on a code system whose content is not held here"));
    }

    private Optional<CodeSource> sourceIfHeld(ConceptSetComponent part) {
        String version = versions.of(part.getSystem(), part.getVersion());
        Optional<CodeSource> found;
        try {
            found = vocabulary.codes(part.getSystem(), version, versions.day());
        } catch (TerminologyRefused refused) {
            return Optional.empty();
        }
        found.ifPresent(source -> {
            versions.check(source);
            used.add(source.system() + "|" + source.version());
        });
        return found;
    }

    private ValueSetCodes imported(CanonicalType url) {
        try {
            return new ValueSetCodes(vocabulary, vocabulary.valueSet(url.getValue(), null), versions, depth + 1);
        } catch (TerminologyRefused refused) {
            throw refused.reason() == TerminologyRefused.Reason.UNKNOWN
                    ? TerminologyRefused.notHeld("The value set takes in another one that is not held here")
                    : refused;
        }
    }

    private static void add(Map<Key, Member> members, Member member) {
        members.putIfAbsent(new Key(member.system(), member.code().code()), member);
        if (members.size() > MOST_GATHERED) {
            throw tooMany();
        }
    }

    private static TerminologyRefused tooMany() {
        return new TerminologyRefused(
                TerminologyRefused.Reason.TOO_COSTLY, "The value set has more than " + MOST_GATHERED + " codes");
    }
}
