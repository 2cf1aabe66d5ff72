package io.chartside.mappings.scribe;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.coding.CodeEditions;
import io.chartside.scribe.discourse.Roles;
import io.chartside.scribe.document.PatientInstructions;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.service.ServiceList;
import io.chartside.scribe.template.StyleEdits;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.icd10cm.IcdCatalogs;
import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.services.ServiceCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds the engine from the text files that come with it. Building takes about a second; the engine is reused. */
public final class EmbeddedScribe {
    private EmbeddedScribe() {}

    /** @param catalog the loaded ICD-10-CM files, or {@link CodeCatalog#empty()} */
    public static Scribe create(CodeCatalog catalog) {
        return Scribe.create(EmbeddedScribe::read, catalog);
    }

    /**
     * The engine with the code files that an operator loaded, if any.
     *
     * @param dataFolder holds {@code terminology/}, as {@code ./chartside terminology load} fills it
     * @throws IllegalStateException when what is loaded there is damaged
     */
    public static Scribe create(Path dataFolder) {
        try {
            return create(IcdCatalogs.open(dataFolder.resolve("terminology")));
        } catch (TerminologyException e) {
            throw new IllegalStateException("the loaded code files cannot be used: " + e.getMessage(), e);
        }
    }

    /** Takes out of a transcript what the clinician put off the record, by the phrases that come with the engine. */
    public static OffTheRecord offTheRecord() {
        return new OffTheRecord(EmbeddedScribe::read);
    }

    /** Tells the clinician from the patient by what each says. */
    public static Roles roles() {
        return new Roles(EmbeddedScribe::read);
    }

    /** The text files that come with the engine. */
    public static LexiconText ruleFiles() {
        return EmbeddedScribe::read;
    }

    /** Reads a writer's style from what was changed in a draft. */
    public static StyleEdits styleEdits() {
        return new StyleEdits(EmbeddedScribe::read);
    }

    /** Turns a visit's note into words for its patient, by the word list that comes with the engine. */
    public static PatientInstructions instructions() {
        return new PatientInstructions(EmbeddedScribe::read);
    }

    /** Takes identifiers out of a transcript, by the lists and forms that come with the engine. */
    public static Redaction redaction() {
        return new Redaction(EmbeddedScribe::read);
    }

    /** The ICD-10-CM codes that the engine's lexicon names whole, and what it calls them: a part of the code system. */
    public static Map<String, String> codes() {
        Map<String, String> codes = new TreeMap<>();
        for (Concept concept : Lexicon.load(EmbeddedScribe::read).concepts()) {
            boolean whole = concept.code().matches("[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?");
            if (whole && concept.display().indexOf('{') < 0) {
                codes.merge(concept.code(), concept.display(), (one, other) -> one.compareTo(other) <= 0 ? one : other);
            }
        }
        return codes;
    }

    /** From when to when the codes of the lexicon are valid. */
    public static CodeEditions editions() {
        return CodeEditions.load(EmbeddedScribe::read);
    }

    /** The HCPCS codes that drafts suggest, in words of our own, by code. */
    public static List<ServiceCode> services() {
        return ServiceList.load(EmbeddedScribe::read).services().stream()
                .map(one -> new ServiceCode(one.code(), one.display(), one.display(), false, one.from(), one.to()))
                .toList();
    }

    private static String read(String name) {
        try (InputStream file = Scribe.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the engine lacks its file " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's file " + name + " is not readable", e);
        }
    }
}
