package io.chartside.server.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import io.chartside.server.ig.IgPackages;
import io.chartside.server.ig.IgPackages.Profile;
import io.chartside.server.store.TestStore;
import io.chartside.server.terminology.Terminology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** US Core 9.0.0 as differentials, where its files lie beside the project. */
class UsCoreTest {
    private static final String BASE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    private final FhirContext fhir = FhirContext.forR4Cached();

    @TempDir
    Path config;

    @Test
    void itsProfilesAreTrulyValidatedAgainst() throws IOException {
        IgPackages guides = guides();
        ResourceValidator validator = new ResourceValidator(fhir, guides, TestStore.bean(Terminology.class));
        List<String> profiles =
                guides.profiles().stream().map(Profile::canonical).toList();
        Set<String> leftOut = new TreeSet<>(profiles);
        leftOut.removeAll(validator.makeable(profiles));
        assertThat(profiles).hasSizeGreaterThan(50);
        assertThat(leftOut).isEmpty();
        assertThat(profiles).noneMatch(p -> p.contains("questionnaireresponse"));

        List<SingleValidationMessage> found = validator.validate(
                (Resource) fhir.newJsonParser().parseResource("""
                        {"resourceType":"Patient","meta":{"profile":["%spatient"]},
                         "extension":[
                          {"url":"%srace","extension":[{"url":"text","valueString":"White"},{"url":"ombCategory",
                            "valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}}]},
                          {"url":"%srace","extension":[{"url":"ombCategory",
                            "valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3"}}]}],
                         "identifier":[{"system":"urn:x","value":"1"}]}""".formatted(BASE, BASE, BASE)), List.of());
        assertThat(texts(found, ResultSeverityEnum.ERROR))
                .anySatisfy(text -> assertThat(text).contains("Patient.name: minimum required = 1"))
                .anySatisfy(text -> assertThat(text).contains("Patient.extension:race: max allowed = 1"))
                .anySatisfy(text -> assertThat(text).contains("Extension.extension:text"));
        assertThat(texts(found, ResultSeverityEnum.WARNING))
                .as("a value set that the guide does not bring along is not checked, and that is said")
                .anySatisfy(text -> assertThat(text).contains("ValueSet").contains("not found"));
    }

    /** The guide names an element of R5 that it does not bring along: it may be there, and whoever validates is told. */
    @Test
    void anElementOfAnotherVersion_isReportedAsNotValidated() throws IOException {
        ResourceValidator validator = new ResourceValidator(fhir, guides(), TestStore.bean(Terminology.class));
        List<SingleValidationMessage> found =
                validator.validate((Resource) fhir.newJsonParser().parseResource("""
                        {"resourceType":"DocumentReference","meta":{"profile":["%sadi-documentreference"]},
                         "extension":[{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-DocumentReference.attester",
                           "extension":[{"url":"mode","valueCodeableConcept":{"text":"legal"}}]}],
                         "status":"current","subject":{"reference":"Patient/1"}}""".formatted(BASE)), List.of());
        assertThat(texts(found, ResultSeverityEnum.ERROR))
                .as("what the profile itself asks")
                .anySatisfy(text -> assertThat(text).contains("DocumentReference.type: minimum required = 1"))
                .noneSatisfy(text -> assertThat(text).containsIgnoringCase("extension"));
        assertThat(texts(found, ResultSeverityEnum.WARNING))
                .anySatisfy(text -> assertThat(text).contains("not validated"));
    }

    private static List<String> texts(List<SingleValidationMessage> messages, ResultSeverityEnum severity) {
        return messages.stream()
                .filter(message -> message.getSeverity() == severity)
                .map(SingleValidationMessage::getMessage)
                .toList();
    }

    private IgPackages guides() throws IOException {
        Files.createDirectories(config.resolve("ig"));
        Files.createSymbolicLink(config.resolve("ig/hl7.fhir.us.core#9.0.0"), beside());
        return IgPackages.load(fhir, List.of(config));
    }

    private static Path beside() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path files = p.resolve("shared/data/us-core");
            if (Files.isDirectory(files)) {
                return files;
            }
        }
        assumeTrue(false, "the guide's files are not here");
        return null;
    }
}
