package io.chartside.server.search;

import io.chartside.server.index.LocalReference;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.search.SearchValue.Codes;
import io.chartside.server.store.DatabaseFailure;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Definitions;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.TerminologyRefused;
import io.chartside.server.terminology.ValueSetCodes.Member;
import io.chartside.server.terminology.Versions;
import io.chartside.server.terminology.Vocabulary;
import io.chartside.server.terminology.Words;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;

/**
 * The codes that {@code :in}, {@code :above} and {@code :below} mean: by the same {@link Terminology} that answers
 * {@code $expand} and {@code $subsumes}. For ICD-10 the codes themselves say it, whose beginnings are their ancestors. What is
 * not known is refused, never guessed.
 */
final class CodeSets {
    private static final int MOST_NESTED = 5;
    private static final Set<String> BY_BEGINNING = Set.of(
            "http://hl7.org/fhir/sid/icd-10-cm",
            "http://hl7.org/fhir/sid/icd-10",
            "http://hl7.org/fhir/sid/icd-10-pcs");
    /** Terminology is no patient's: whoever may search by a code may search by a set of them. */
    private static final Sight TERMINOLOGY = Sight.everythingWithoutAccessCheck("value sets that a search names");

    private final Terminology terminology;
    private final SearchParameters parameters;
    private final QueryParser parser;
    private final CriteriaResolver.InnerSearch inner;

    CodeSets(
            Terminology terminology,
            SearchParameters parameters,
            QueryParser parser,
            CriteriaResolver.InnerSearch inner) {
        this.terminology = terminology;
        this.parameters = parameters;
        this.parser = parser;
        this.inner = inner;
    }

    Codes of(TenantSession session, Criterion.OfTerminology criterion) {
        Stored stored = new Stored(session);
        Vocabulary vocabulary = terminology.with(stored);
        try {
            String text = ValueParser.unescape(criterion.value());
            if (criterion.modifier().equals("in") || criterion.modifier().equals("not-in")) {
                ValueSet set = LocalReference.parse(text)
                        .map(local -> stored.read(local.id()))
                        .orElseGet(() -> vocabulary.valueSet(text, null));
                return new Gathered(vocabulary, 0).of(set);
            }
            List<String> parts = ValueParser.split(criterion.value(), '|');
            if (parts.size() != 2 || parts.contains("")) {
                throw SearchRefused.invalid("the value of "
                        + criterion.parameter().name() + ":" + criterion.modifier() + " is system|code");
            }
            String system = ValueParser.unescape(parts.get(0));
            String code = ValueParser.unescape(parts.get(1));
            return criterion.modifier().equals("above")
                    ? above(vocabulary, system, code)
                    : below(vocabulary, system, code);
        } catch (TerminologyRefused refused) {
            throw refused.reason() == TerminologyRefused.Reason.TOO_COSTLY
                    ? SearchRefused.tooCostly(refused.getMessage())
                    : SearchRefused.invalid(refused.getMessage());
        }
    }

    private static Codes below(Vocabulary vocabulary, String system, String code) {
        if (BY_BEGINNING.contains(system)) {
            return new Codes(Set.of(), Set.of(), beginnings(vocabulary, system, code));
        }
        CodeSource source = vocabulary.requireCodes(system, null, null);
        return new Codes(walk(source, code, true), Set.of(), Set.of());
    }

    /** A heading such as {@code E08-E13}, which only a loaded release knows, begins as the codes below it do. */
    private static Set<Codes.Code> beginnings(Vocabulary vocabulary, String system, String code) {
        Optional<CodeSource> source = code.matches("[A-Z][0-9A-Z.]*")
                ? Optional.empty()
                : vocabulary.codes(system, null, null).filter(s -> s.find(code).isPresent());
        if (source.isEmpty()) {
            return Set.of(new Codes.Code(system, code));
        }
        Set<Codes.Code> beginnings = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(code));
        while (!next.isEmpty()) {
            for (String child : source.get().children(next.pop())) {
                if (source.get().find(child).filter(c -> c.selectable()).isPresent()) {
                    beginnings.add(new Codes.Code(system, child));
                } else {
                    next.push(child);
                }
            }
        }
        return beginnings;
    }

    private static Codes above(Vocabulary vocabulary, String system, String code) {
        if (BY_BEGINNING.contains(system)) {
            Set<Codes.Code> codes = new HashSet<>();
            for (int end = Math.min(3, code.length()); end <= code.length(); end++) {
                codes.add(new Codes.Code(system, code.substring(0, end)));
            }
            return new Codes(codes, Set.of(), Set.of());
        }
        CodeSource source = vocabulary.requireCodes(system, null, null);
        return new Codes(walk(source, code, false), Set.of(), Set.of());
    }

    /** The code and what stands below or above it; nothing when there is no such code. */
    private static Set<Codes.Code> walk(CodeSource source, String code, boolean down) {
        Set<Codes.Code> found = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        source.known(code).ifPresent(known -> next.push(known.code()));
        while (!next.isEmpty()) {
            String at = next.pop();
            if (found.add(new Codes.Code(source.system(), at))) {
                next.addAll(down ? source.children(at) : source.parents(at));
            }
        }
        return found;
    }

    /** The tenant's own definitions, read on the search's connection. */
    private final class Stored implements Definitions {
        private final TenantSession session;

        Stored(TenantSession session) {
            this.session = session;
        }

        ValueSet read(String id) {
            return matches(ValueSet.class, "_id=" + escaped(id)).stream()
                    .findFirst()
                    .orElseThrow(() -> SearchRefused.notServed("the value set is not held here"));
        }

        @Override
        public <R extends MetadataResource> Optional<R> find(Class<R> type, String url, String version) {
            return matches(type, "url=" + escaped(url)).stream()
                    .filter(found -> version == null || version.equals(found.getVersion()))
                    .findFirst();
        }

        @Override
        public <R extends MetadataResource> List<R> all(Class<R> type) {
            return List.of();
        }

        private <R extends MetadataResource> List<R> matches(Class<R> type, String criterion) {
            if (!parameters.serves(type.getSimpleName())) {
                return List.of();
            }
            int equals = criterion.indexOf('=');
            List<Criterion> asked = parser.criterion(
                    session.tenant(),
                    type.getSimpleName(),
                    criterion.substring(0, equals),
                    criterion.substring(equals + 1));
            try {
                return inner
                        .all(session, TERMINOLOGY, type.getSimpleName(), asked, 50)
                        .orElseThrow(() -> SearchRefused.tooCostly("more than 50 definitions have the same address"))
                        .stream()
                        .map(RowSeal.Opened::resource)
                        .map(stored -> type.cast(terminology.parsed(session.tenant(), stored)))
                        .toList();
            } catch (SQLException e) {
                throw new DatabaseFailure(e);
            }
        }

        /** What stands in the value is no syntax here. */
        private static String escaped(String value) {
            return value.replaceAll("([\\\\,|$])", "\\\\$1");
        }
    }

    /** A value set as the index can look for it: codes one by one, whole systems, and beginnings. */
    private static final class Gathered {
        private final Vocabulary vocabulary;
        private final int depth;
        private final Set<Codes.Code> codes = new HashSet<>();
        private final Set<String> systems = new HashSet<>();
        private final Set<Codes.Code> beginnings = new HashSet<>();

        Gathered(Vocabulary vocabulary, int depth) {
            this.vocabulary = vocabulary;
            this.depth = depth;
        }

        Codes of(ValueSet set) {
            if (depth > MOST_NESTED) {
                throw SearchRefused.invalid("value sets are nested too deep");
            }
            boolean open = !set.getExpansion().hasContains()
                    && set.getCompose().getInclude().stream().anyMatch(this::isOpen);
            if (!open) {
                add(set);
                return new Codes(codes, systems, beginnings);
            }
            if (set.getCompose().hasExclude()) {
                throw SearchRefused.invalid("the value set excludes what cannot be listed");
            }
            for (ConceptSetComponent include : set.getCompose().getInclude()) {
                include(include);
            }
            return new Codes(codes, systems, beginnings);
        }

        private void add(ValueSet set) {
            for (Member member : vocabulary.codesOf(set, Versions.NEWEST).all(Words.NONE)) {
                codes.add(new Codes.Code(member.system(), member.code().code()));
            }
        }

        /** Whether the part means more codes than are listed: a whole system, or what begins alike. */
        private boolean isOpen(ConceptSetComponent part) {
            if (part.getValueSet().size() == 1 && !part.hasSystem()) {
                ValueSet imported =
                        vocabulary.valueSet(part.getValueSet().get(0).getValue(), null);
                return depth < MOST_NESTED
                        && !imported.getExpansion().hasContains()
                        && imported.getCompose().getInclude().stream()
                                .anyMatch(new Gathered(vocabulary, depth + 1)::isOpen);
            }
            return part.hasSystem() && !part.hasConcept() && !part.hasValueSet() && (!part.hasFilter() || begins(part));
        }

        private static boolean begins(ConceptSetComponent part) {
            return BY_BEGINNING.contains(part.getSystem())
                    && part.getFilter().size() == 1
                    && part.getFilterFirstRep().getOp() == FilterOperator.ISA
                    && "concept".equals(part.getFilterFirstRep().getProperty());
        }

        private void include(ConceptSetComponent part) {
            if (!isOpen(part)) {
                ValueSet alone = new ValueSet();
                alone.getCompose().addInclude(part);
                add(alone);
            } else if (part.hasValueSet()) {
                Codes imported = new Gathered(vocabulary, depth + 1)
                        .of(vocabulary.valueSet(part.getValueSet().get(0).getValue(), null));
                codes.addAll(imported.codes());
                systems.addAll(imported.systems());
                beginnings.addAll(imported.beginnings());
            } else if (part.hasFilter()) {
                beginnings.addAll(beginnings(
                        vocabulary, part.getSystem(), part.getFilterFirstRep().getValue()));
            } else {
                systems.add(part.getSystem());
            }
        }
    }
}
