package io.chartside.server.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An invented implementation guide in two versions, of differentials: version 1.0.0 as a plain folder, 2.0.0 as the package
 * that a registry hands out. It slices, binds to a value set of its own and to one that nobody has, and one of its profiles
 * stands on a base that is missing, another has a differential out of order.
 */
final class SmallGuide {
    static final String BASE = "http://guide.example/";
    static final String PATIENT = BASE + "StructureDefinition/guide-patient";
    static final String CONDITION = BASE + "StructureDefinition/guide-condition";
    static final String ROOTLESS = BASE + "StructureDefinition/guide-rootless";

    private SmallGuide() {}

    static void writeInto(Path config) throws IOException {
        Path folder = Files.createDirectories(config.resolve("ig/example.guide#1.0.0"));
        Files.writeString(folder.resolve("patient.json"), patient("1.0.0", "name"));
        Files.writeString(folder.resolve("condition.json"), condition());
        Files.writeString(folder.resolve("rootless.json"), """
                {"resourceType":"StructureDefinition","url":"%s","version":"1.0.0","name":"Rootless","status":"active","kind":"resource",
                 "abstract":false,"type":"Condition","derivation":"constraint","baseDefinition":"http://elsewhere.example/base",
                 "differential":{"element":[{"id":"Condition","path":"Condition"}]}}""".formatted(ROOTLESS));
        Files.writeString(folder.resolve("unordered.json"), """
                {"resourceType":"StructureDefinition","url":"%sStructureDefinition/unordered","version":"1.0.0","name":"Unordered","status":"active",
                 "kind":"resource","abstract":false,"type":"Patient","derivation":"constraint",
                 "baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","differential":{"element":[
                  {"id":"Patient.gender","path":"Patient.gender","min":1},{"id":"Patient.name","path":"Patient.name","min":1}]}}""".formatted(BASE));
        Files.writeString(folder.resolve("severity.json"), """
                {"resourceType":"ValueSet","url":"%sValueSet/severity","version":"1.0.0","name":"Severity","status":"active",
                 "compose":{"include":[{"system":"%sCodeSystem/severity"}]}}""".formatted(BASE, BASE));
        Files.writeString(folder.resolve("severities.json"), """
                {"resourceType":"CodeSystem","url":"%sCodeSystem/severity","version":"1.0.0","name":"Severities","status":"active",
                 "content":"complete","caseSensitive":true,"concept":[{"code":"low","display":"Low"},{"code":"high","display":"High"}]}
                """.formatted(BASE));
        Files.writeString(folder.resolve("notes.json"), "{\"resourceType\":\"ImplementationGuide\",\"url\":\"urn:x\"}");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            entry(tar, "package/package.json", """
                    {"name":"example.guide","version":"2.0.0","fhirVersions":["4.0.1"]}""");
            entry(tar, "package/StructureDefinition-guide-patient.json", patient("2.0.0", "gender"));
            entry(tar, "package/example/Patient-example.json", "{\"resourceType\":\"Patient\"}");
        }
        Files.write(config.resolve("ig/example.guide-2.0.0.tgz"), bytes.toByteArray());
    }

    private static void entry(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static String patient(String version, String required) {
        return """
                {"resourceType":"StructureDefinition","url":"%s","version":"%s","name":"GuidePatient","status":"active","kind":"resource",
                 "abstract":false,"type":"Patient","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",
                 "differential":{"element":[{"id":"Patient","path":"Patient"},
                  {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"},"min":1},
                  {"id":"Patient.identifier:chart","path":"Patient.identifier","sliceName":"chart","min":1,"max":"1"},
                  {"id":"Patient.identifier:chart.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:chart"},
                  {"id":"Patient.identifier:chart.value","path":"Patient.identifier.value","min":1},
                  {"id":"Patient.%s","path":"Patient.%s","min":1,"mustSupport":true}]}}
                """.formatted(PATIENT, version, required, required);
    }

    private static String condition() {
        return """
                {"resourceType":"StructureDefinition","url":"%s","version":"1.0.0","name":"GuideCondition","status":"active","kind":"resource",
                 "abstract":false,"type":"Condition","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Condition",
                 "differential":{"element":[{"id":"Condition","path":"Condition"},
                  {"id":"Condition.severity","path":"Condition.severity","binding":{"strength":"required","valueSet":"%sValueSet/severity"}},
                  {"id":"Condition.code","path":"Condition.code","binding":{"strength":"required","valueSet":"http://elsewhere.example/ValueSet/codes"}},
                  {"id":"Condition.subject","path":"Condition.subject","type":[{"code":"Reference","targetProfile":["%s"]}]}]}}
                """.formatted(CONDITION, BASE, PATIENT);
    }
}
