package io.chartside.server.operation;

import io.chartside.mappings.template.TemplateFolder;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.stereotype.Component;

/**
 * The forms that a note may take: one for each type, and the tenant's own templates, {@code templates/{tenant}/{name}.yml} of
 * the configuration folders, a later folder's file instead of an earlier one's. All are read at the start.
 */
@Component
final class NoteTemplates {
    private static final String TYPE = "type";
    private static final String TEMPLATE = "template";

    private final Map<String, Map<String, NoteTemplate>> byTenant = new TreeMap<>();

    NoteTemplates(ServerSettings settings) {
        for (Path folder : settings.configDirs()) {
            for (Path tenant : folders(folder.resolve("templates"))) {
                byTenant.computeIfAbsent(tenant.getFileName().toString(), name -> new TreeMap<>())
                        .putAll(TemplateFolder.read(tenant));
            }
        }
    }

    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tenants = Files.list(folder)) {
            return tenants.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the folder " + folder, e);
        }
    }

    /** The form that a call asks for by {@code type} or {@code template}; without either a SOAP note. */
    NoteTemplate chosen(TenantId tenant, Parameters parameters) {
        String template = text(parameters, TEMPLATE);
        String type = text(parameters, TYPE);
        if (template == null) {
            return NoteTemplate.of(type == null ? NoteType.SOAP : type(type));
        }
        if (type != null) {
            throw FhirRefusal.malformed("type and template exclude each other: a template names its type");
        }
        Map<String, NoteTemplate> own = byTenant.getOrDefault(tenant.value(), Map.of());
        NoteTemplate found = own.get(template);
        if (found == null) {
            throw FhirRefusal.againstRule(
                    own.isEmpty()
                            ? "This tenant has no note templates"
                            : "template is one of " + String.join(", ", own.keySet()),
                    "Parameters.parameter.where(name='template')");
        }
        return found;
    }

    private static NoteType type(String word) {
        return Arrays.stream(NoteType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> FhirRefusal.malformed("type is one of "
                        + Arrays.stream(NoteType.values())
                                .map(NoteType::word)
                                .sorted()
                                .collect(Collectors.joining(", "))));
    }

    private static String text(Parameters parameters, String name) {
        if (parameters.getParameter(name) == null) {
            return null;
        }
        if (parameters.getParameter(name).getValue() == null) {
            throw FhirRefusal.malformed("Parameter " + name + " has a value");
        }
        return parameters.getParameter(name).getValue().primitiveValue();
    }
}
