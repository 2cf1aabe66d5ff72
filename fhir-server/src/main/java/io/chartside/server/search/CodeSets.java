package io.chartside.server.search;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;

/**
 * The codes that {@code :in}, {@code :above} and {@code :below} mean: from the tenant's own ValueSets and CodeSystems, and
 * for ICD-10 from the codes themselves, whose beginnings are their ancestors. What is not known is refused, never guessed.
 */
final class CodeSets {
    private static final int MOST_NESTED = 5;
    private static final Set<String> BY_BEGINNING = Set.of(
            "http://hl7.org/fhir/sid/icd-10-cm",
            "http://hl7.org/fhir/sid/icd-10",
            "http://hl7.org/fhir/sid/icd-10-pcs");
    /** Terminology is no patient's: whoever may search by a code may search by a set of them. */
    private static final Sight TERMINOLOGY = Sight.everythingWithoutAccessCheck("value sets that a search names");

    private final FhirContext fhir;
    private final SearchParameters parameters;
    private final QueryParser parser;
    private final CriteriaResolver.InnerSearch inner;

    CodeSets(FhirContext fhir, SearchParameters parameters, QueryParser parser, CriteriaResolver.InnerSearch inner) {
        this.fhir = fhir;
        this.parameters = parameters;
        this.parser = parser;
        this.inner = inner;
    }

    SearchValue.Codes of(TenantSession session, Criterion.OfTerminology criterion) throws SQLException {
        String text = ValueParser.unescape(criterion.value());
        if (criterion.modifier().equals("in") || criterion.modifier().equals("not-in")) {
            return valueSet(session, text, 0);
        }
        List<String> parts = ValueParser.split(criterion.value(), '|');
        if (parts.size() != 2 || parts.contains("")) {
            throw SearchRefused.invalid(
                    "the value of " + criterion.parameter().name() + ":" + criterion.modifier() + " is system|code");
        }
        String system = ValueParser.unescape(parts.get(0));
        String code = ValueParser.unescape(parts.get(1));
        return criterion.modifier().equals("above") ? above(session, system, code) : below(session, system, code);
    }

    private SearchValue.Codes below(TenantSession session, String system, String code) throws SQLException {
        Set<SearchValue.Codes.Code> codes = new HashSet<>();
        if (BY_BEGINNING.contains(system)) {
            return new SearchValue.Codes(Set.of(), Set.of(), Set.of(new SearchValue.Codes.Code(system, code)));
        }
        for (ConceptDefinitionComponent concept : codeSystem(session, system).getConcept()) {
            descend(system, concept, code, false, codes);
        }
        return new SearchValue.Codes(codes, Set.of(), Set.of());
    }

    private SearchValue.Codes above(TenantSession session, String system, String code) throws SQLException {
        Set<SearchValue.Codes.Code> codes = new HashSet<>();
        if (BY_BEGINNING.contains(system)) {
            for (int end = Math.min(3, code.length()); end <= code.length(); end++) {
                codes.add(new SearchValue.Codes.Code(system, code.substring(0, end)));
            }
        } else {
            for (ConceptDefinitionComponent concept :
                    codeSystem(session, system).getConcept()) {
                ascend(system, concept, code, codes);
            }
        }
        return new SearchValue.Codes(codes, Set.of(), Set.of());
    }

    private static void descend(
            String system,
            ConceptDefinitionComponent concept,
            String from,
            boolean within,
            Set<SearchValue.Codes.Code> into) {
        boolean now = within || concept.getCode().equals(from);
        if (now) {
            into.add(new SearchValue.Codes.Code(system, concept.getCode()));
        }
        concept.getConcept().forEach(child -> descend(system, child, from, now, into));
    }

    private static boolean ascend(
            String system, ConceptDefinitionComponent concept, String to, Set<SearchValue.Codes.Code> into) {
        boolean on = concept.getCode().equals(to);
        for (ConceptDefinitionComponent child : concept.getConcept()) {
            on |= ascend(system, child, to, into);
        }
        if (on) {
            into.add(new SearchValue.Codes.Code(system, concept.getCode()));
        }
        return on;
    }

    private SearchValue.Codes valueSet(TenantSession session, String named, int depth) throws SQLException {
        Optional<LocalReference> local = LocalReference.parse(named);
        String criterion = local.isPresent() ? "_id" : "url";
        int version = named.indexOf('|');
        String value = local.map(LocalReference::id).orElse(version < 0 ? named : named.substring(0, version));
        ValueSet set = (ValueSet) one(session, "ValueSet", criterion, value)
                .filter(r -> depth < MOST_NESTED)
                .orElseThrow(() -> SearchRefused.invalid("the value set is not held here"));
        Gathered gathered = new Gathered(session, depth);
        if (set.getExpansion().hasContains()) {
            gathered.expansion(set.getExpansion().getContains());
        } else {
            for (ConceptSetComponent include : set.getCompose().getInclude()) {
                gathered.include(include);
            }
            for (ConceptSetComponent exclude : set.getCompose().getExclude()) {
                gathered.exclude(exclude);
            }
        }
        return new SearchValue.Codes(gathered.codes, gathered.systems, gathered.beginnings);
    }

    private CodeSystem codeSystem(TenantSession session, String system) throws SQLException {
        return (CodeSystem) one(session, "CodeSystem", "url", system)
                .orElseThrow(() -> SearchRefused.invalid("the code system's hierarchy is not held here"));
    }

    private Optional<Resource> one(TenantSession session, String type, String name, String value) throws SQLException {
        if (!parameters.serves(type)) {
            return Optional.empty();
        }
        // What stands in the value is no syntax here.
        String escaped = value.replaceAll("([\\\\,|$])", "\\\\$1");
        List<Criterion> asked = parser.criterion(session.tenant(), type, name, escaped);
        return inner.all(session, TERMINOLOGY, type, asked, 10).stream()
                .map(opened -> parse(opened.resource()))
                .findFirst();
    }

    private Resource parse(StoredResource resource) {
        return (Resource) fhir.newJsonParser().parseResource(new String(resource.json(), StandardCharsets.UTF_8));
    }

    private final class Gathered {
        private final TenantSession session;
        private final int depth;
        private final Set<SearchValue.Codes.Code> codes = new HashSet<>();
        private final Set<String> systems = new HashSet<>();
        private final Set<SearchValue.Codes.Code> beginnings = new HashSet<>();

        Gathered(TenantSession session, int depth) {
            this.session = session;
            this.depth = depth;
        }

        void expansion(List<ValueSet.ValueSetExpansionContainsComponent> contains) {
            for (ValueSet.ValueSetExpansionContainsComponent one : contains) {
                if (one.hasCode() && !one.getAbstract()) {
                    codes.add(new SearchValue.Codes.Code(one.getSystem(), one.getCode()));
                }
                expansion(one.getContains());
            }
        }

        void include(ConceptSetComponent include) throws SQLException {
            SearchValue.Codes found = codesOf(include);
            codes.addAll(found.codes());
            systems.addAll(found.systems());
            beginnings.addAll(found.beginnings());
        }

        void exclude(ConceptSetComponent exclude) throws SQLException {
            SearchValue.Codes found = codesOf(exclude);
            if (!found.systems().isEmpty() || !found.beginnings().isEmpty() || !systems.isEmpty()) {
                throw SearchRefused.invalid("the value set excludes what cannot be listed");
            }
            codes.removeAll(found.codes());
        }

        private SearchValue.Codes codesOf(ConceptSetComponent part) throws SQLException {
            if (part.hasValueSet()) {
                if (part.hasSystem() || part.getValueSet().size() > 1) {
                    throw SearchRefused.invalid("the value set is an intersection, which is not served");
                }
                return valueSet(session, part.getValueSet().get(0).getValue(), depth + 1);
            }
            String system = part.getSystem();
            Set<SearchValue.Codes.Code> found = new HashSet<>();
            if (part.hasConcept()) {
                part.getConcept().forEach(c -> found.add(new SearchValue.Codes.Code(system, c.getCode())));
                return new SearchValue.Codes(found, Set.of(), Set.of());
            }
            if (part.getFilter().isEmpty()) {
                return new SearchValue.Codes(Set.of(), Set.of(system), Set.of());
            }
            if (part.getFilter().size() == 1) {
                ConceptSetFilterComponent filter = part.getFilterFirstRep();
                if (filter.getOp() == ValueSet.FilterOperator.ISA
                        && filter.getProperty().equals("concept")) {
                    return below(session, system, filter.getValue());
                }
            }
            throw SearchRefused.invalid("the value set filters codes in a way that is not served");
        }
    }
}
