package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Code;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.ValueSetCodes;
import io.chartside.server.terminology.ValueSetCodes.Member;
import io.chartside.server.terminology.Versions;
import io.chartside.server.terminology.Vocabulary;
import io.chartside.server.terminology.Words;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.springframework.stereotype.Component;

/** {@code ValueSet/$expand} (FHIR R4, valueset-operation-expand.html): the codes of a value set, flat and page by page. */
@Component
final class ValueSetExpansion extends TerminologyOperation {
    /** Codes in one answer. */
    private static final int MOST = 1_000;

    private final Clock clock;

    ValueSetExpansion(Terminology terminology, RecordReader records, Clock clock) {
        super(
                "expand",
                ValueSet.class,
                Set.of(Level.TYPE, Level.INSTANCE),
                Set.of(
                        "url",
                        "valueSet",
                        "valueSetVersion",
                        "filter",
                        "date",
                        "offset",
                        "count",
                        "includeDesignations",
                        "designation",
                        "includeDefinition",
                        "activeOnly",
                        "excludeNested",
                        "excludeNotForUI",
                        "excludePostCoordinated",
                        "displayLanguage",
                        "exclude-system",
                        "system-version",
                        "check-system-version",
                        "force-system-version"),
                terminology,
                records);
        this.clock = clock;
    }

    /** @param members of the page @param total of all pages */
    private record Page(List<Member> members, int total) {}

    @Override
    Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        ValueSet set = given(call, parameters, ValueSet.class, "valueSet")
                .orElseGet(() -> vocabulary.valueSet(
                        parameters.text("url").orElseThrow(() -> required("$expand needs url or valueSet")),
                        parameters.text("valueSetVersion").orElse(null)));
        boolean paged = parameters.has("count") || parameters.has("offset");
        int offset = parameters.number("offset", 0, 0, Integer.MAX_VALUE);
        int count = parameters.number("count", MOST, 0, MOST);
        ValueSetCodes codes = vocabulary.codesOf(set, versions(parameters));
        Page page = page(codes, parameters, offset, count);
        if (!paged && page.total() > MOST) {
            throw new FhirRefusal(
                    422,
                    "too-costly",
                    "The value set has more than " + MOST + " codes: ask for it by count and offset");
        }
        ValueSet answer = set.copy();
        answer.setText(null);
        if (!flag(parameters, "includeDefinition", false)) {
            answer.setCompose(null);
        }
        ValueSetExpansionComponent expansion = new ValueSetExpansionComponent();
        answer.setExpansion(expansion);
        expansion.setIdentifier("urn:uuid:" + UUID.randomUUID());
        expansion.setTimestamp(Date.from(clock.instant()));
        expansion.setTotal(page.total());
        if (paged) {
            expansion.setOffset(offset);
        }
        told(expansion, parameters, codes);
        page.members().forEach(member -> expansion.addContains(entry(member, parameters)));
        return answer;
    }

    private static Page page(ValueSetCodes codes, CallParameters parameters, int offset, int count) {
        Words words = parameters.text("filter").map(Words::of).orElse(Words.NONE);
        boolean activeOnly = flag(parameters, "activeOnly", false);
        boolean selectableOnly = flag(parameters, "excludeNotForUI", false);
        // Codes of the systems that are held are never post-coordinated, and the answer is always flat.
        flag(parameters, "excludePostCoordinated", false);
        flag(parameters, "excludeNested", true);
        Optional<CodeSource> whole = activeOnly || selectableOnly ? Optional.empty() : codes.wholeSystem();
        if (whole.isPresent() && whole.get().complete()) {
            CodeSource source = whole.get();
            return new Page(
                    source.page(words, offset, count).stream()
                            .map(code -> new Member(source.system(), source.version(), code))
                            .toList(),
                    source.count(words));
        }
        List<Member> all = codes.all(words).stream()
                .filter(member -> !activeOnly || member.code().active())
                .filter(member -> !selectableOnly || member.code().selectable())
                .toList();
        int from = Math.min(offset, all.size());
        return new Page(all.subList(from, (int) Math.min((long) from + count, all.size())), all.size());
    }

    private static Versions versions(CallParameters parameters) {
        return new Versions(
                canonicals(parameters, "system-version"),
                canonicals(parameters, "check-system-version"),
                canonicals(parameters, "force-system-version"),
                Set.copyOf(parameters.texts("exclude-system")),
                day(parameters));
    }

    /** {@code system|version}, each. */
    private static Map<String, String> canonicals(CallParameters parameters, String name) {
        Map<String, String> versions = new HashMap<>();
        for (String text : parameters.texts(name)) {
            int bar = text.lastIndexOf('|');
            if (bar < 1 || bar == text.length() - 1) {
                throw FhirRefusal.malformed(name + " is system|version");
            }
            versions.put(text.substring(0, bar), text.substring(bar + 1));
        }
        return versions;
    }

    /** The parameters that shaped the expansion, and the versions that it was made with. */
    private static void told(ValueSetExpansionComponent expansion, CallParameters parameters, ValueSetCodes codes) {
        for (String name : parameters.names().stream().sorted().toList()) {
            switch (name) {
                case "filter", "displayLanguage", "date" ->
                    parameters.texts(name).forEach(text -> parameter(expansion, name, new StringType(text)));
                case "count", "offset" ->
                    parameter(expansion, name, new IntegerType(parameters.number(name, 0, 0, Integer.MAX_VALUE)));
                case "activeOnly", "includeDesignations", "excludeNotForUI" ->
                    parameter(expansion, name, new BooleanType(flag(parameters, name, false)));
                case "exclude-system", "system-version", "check-system-version", "force-system-version" ->
                    parameters.texts(name).forEach(text -> parameter(expansion, name, new UriType(text)));
                default -> {
                    // Says what to expand, not how.
                }
            }
        }
        codes.usedVersions().stream()
                .filter(version -> !version.endsWith("|"))
                .sorted()
                .forEach(version -> parameter(expansion, "version", new UriType(version)));
    }

    private static void parameter(ValueSetExpansionComponent expansion, String name, Type value) {
        expansion.addParameter().setName(name).setValue(value);
    }

    private static ValueSetExpansionContainsComponent entry(Member member, CallParameters parameters) {
        Code code = member.code();
        ValueSetExpansionContainsComponent entry = new ValueSetExpansionContainsComponent()
                .setSystem(member.system())
                .setCode(code.code());
        if (!member.version().isEmpty()) {
            entry.setVersion(member.version());
        }
        String display = display(code, parameters.text("displayLanguage"));
        if (!display.isEmpty()) {
            entry.setDisplay(display);
        }
        if (!code.active()) {
            entry.setInactive(true);
        }
        if (!code.selectable()) {
            entry.setAbstract(true);
        }
        List<String> wanted = parameters.texts("designation");
        if (flag(parameters, "includeDesignations", !wanted.isEmpty())) {
            code.designations().stream()
                    .filter(designation -> wanted.isEmpty()
                            || wanted.contains(designation.getLanguage())
                            || wanted.contains(designation.getUse().getSystem() + "|"
                                    + designation.getUse().getCode()))
                    .forEach(designation -> {
                        ConceptReferenceDesignationComponent copy = entry.addDesignation();
                        copy.setLanguage(designation.getLanguage());
                        copy.setValue(designation.getValue());
                        if (designation.hasUse()) {
                            copy.setUse(designation.getUse());
                        }
                    });
        }
        return entry;
    }
}
