package io.chartside.server.terminology;

import io.chartside.terminology.Concept;
import io.chartside.terminology.icd10cm.IcdNotes;
import io.chartside.terminology.icd10cm.IcdRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.StringType;

/** One release of ICD-10-CM as an operator loaded it, with its hierarchy and notes. */
final class IcdCodes implements CodeSource {
    static final String SYSTEM = "http://hl7.org/fhir/sid/icd-10-cm";
    private final IcdRelease release;

    IcdCodes(IcdRelease release) {
        this.release = release;
    }

    @Override
    public String system() {
        return SYSTEM;
    }

    @Override
    public String version() {
        return release.version();
    }

    @Override
    public String title() {
        return "ICD-10-CM";
    }

    @Override
    public boolean complete() {
        return true;
    }

    /** Exactly as the code system writes it: with its dot. */
    @Override
    public Optional<Code> find(String code) {
        return release.find(code).filter(concept -> concept.code().equals(code)).map(this::withNotes);
    }

    private Code withNotes(Concept concept) {
        List<Code.Property> properties = new ArrayList<>();
        properties.add(new Code.Property("billable", new BooleanType(concept.billable())));
        release.notes(concept.code()).ifPresent(notes -> {
            add(properties, "inclusion-term", notes.inclusionTerms());
            add(properties, "excludes1", notes.excludes1());
            add(properties, "excludes2", notes.excludes2());
            add(properties, "code-first", notes.codeFirst());
            add(properties, "use-additional", notes.useAdditional());
            add(
                    properties,
                    "seventh-character",
                    notes.sevenCharacters().entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .sorted()
                            .toList());
        });
        return new Code(concept.code(), concept.display(), "", true, isCode(concept.code()), List.of(), properties);
    }

    private static void add(List<Code.Property> properties, String name, List<String> values) {
        values.forEach(value -> properties.add(new Code.Property(name, new StringType(value))));
    }

    /** Chapters and sections are headings. */
    static boolean isCode(String code) {
        return code.matches("[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?");
    }

    @Override
    public List<String> parents(String code) {
        return release.notes(code)
                .map(IcdNotes::parent)
                .filter(parent -> !parent.isEmpty())
                .map(List::of)
                .orElse(List.of());
    }

    @Override
    public List<String> children(String code) {
        return release.children(code).stream().map(Concept::code).toList();
    }

    @Override
    public int count(Words words) {
        return release.count(words.all());
    }

    @Override
    public List<Code> page(Words words, int offset, int limit) {
        return release.page(words.all(), offset, limit).stream()
                .map(concept -> Code.plain(concept.code(), concept.display()))
                .toList();
    }
}
