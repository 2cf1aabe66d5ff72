package io.chartside.mappings.draft;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;

/**
 * The drugs of {@code controlled-substances.tsv}. What Chartside drafts of them stays a draft: a prescription for one is
 * signed with two factors in a certified system (21 CFR 1306.08, 1311), and Chartside is none.
 */
public final class ControlledSubstances {
    private static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
    private static final List<Substance> ALL = read();

    private record Substance(String schedule, Pattern names, String rxnorm) {}

    private ControlledSubstances() {}

    /** The schedule ({@code II} to {@code V}) of the drug that is asked for, by its names and ingredient codes; or empty. */
    public static Optional<String> schedule(MedicationRequest request) {
        List<CodeableConcept> drugs = drugs(request);
        List<String> words = words(request, drugs);
        return ALL.stream()
                .filter(substance -> words.stream()
                                .anyMatch(
                                        name -> substance.names().matcher(name).find())
                        || drugs.stream()
                                .flatMap(drug -> drug.getCoding().stream())
                                .anyMatch(coding -> RXNORM.equals(coding.getSystem())
                                        && substance.rxnorm().equals(coding.getCode())))
                .map(Substance::schedule)
                .findFirst();
    }

    /** Whether the request names its drug in words; of one that does not, nobody here can tell what it is. */
    public static boolean isNamed(MedicationRequest request) {
        return !words(request, drugs(request)).isEmpty();
    }

    private static List<CodeableConcept> drugs(MedicationRequest request) {
        List<CodeableConcept> drugs = new ArrayList<>();
        if (request.hasMedicationCodeableConcept()) {
            drugs.add(request.getMedicationCodeableConcept());
        }
        request.getContained().stream()
                .filter(Medication.class::isInstance)
                .map(Medication.class::cast)
                .forEach(medication -> {
                    drugs.add(medication.getCode());
                    medication.getIngredient().stream()
                            .map(Medication.MedicationIngredientComponent::getItem)
                            .filter(CodeableConcept.class::isInstance)
                            .map(CodeableConcept.class::cast)
                            .forEach(drugs::add);
                });
        return drugs;
    }

    private static List<String> words(MedicationRequest request, List<CodeableConcept> drugs) {
        Stream<String> named = drugs.stream()
                .flatMap(drug -> Stream.concat(
                        Stream.of(drug.getText() == null ? "" : drug.getText()),
                        drug.getCoding().stream().filter(Coding::hasDisplay).map(Coding::getDisplay)));
        Stream<String> shown = request.getMedication() instanceof Reference reference && reference.hasDisplay()
                ? Stream.of(reference.getDisplay())
                : Stream.empty();
        return Stream.concat(named, shown).filter(name -> !name.isBlank()).toList();
    }

    private static List<Substance> read() {
        try (InputStream file = ControlledSubstances.class.getResourceAsStream("controlled-substances.tsv")) {
            List<Substance> substances = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] row = line.split("\t", -1);
                    substances.add(new Substance(row[0], names(row[1] + ", " + row[3]), row[2]));
                }
            }
            return List.copyOf(substances);
        } catch (IOException e) {
            throw new UncheckedIOException("the list of controlled substances is not readable", e);
        }
    }

    /** Whole words; a blank of a name is any run of characters that are no letters or digits. */
    private static Pattern names(String list) {
        StringBuilder names = new StringBuilder("(?<![\\p{L}\\p{N}])(?:");
        String between = "";
        for (String name : list.split(", ")) {
            if (!name.isBlank()) {
                names.append(between).append(name.strip().replace(" ", "[^\\p{L}\\p{N}]+"));
                between = "|";
            }
        }
        return Pattern.compile(
                names.append(")(?![\\p{L}\\p{N}])").toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
