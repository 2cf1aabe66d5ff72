package io.chartside.server.terminology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptPropertyComponent;

/** The codes that a CodeSystem resource lists (FHIR R4, codesystem.html), nested or linked by parent and child. */
final class DefinedCodes implements CodeSource {
    private final CodeSystem definition;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private record Node(Code code, List<String> parents, List<String> children) {}

    private DefinedCodes(CodeSystem definition) {
        this.definition = definition;
    }

    /** @throws TerminologyRefused when the resource carries no codes, or only examples or supplements of them */
    static DefinedCodes of(CodeSystem definition) {
        CodeSystemContentMode content = definition.getContent();
        if (content != CodeSystemContentMode.COMPLETE && content != CodeSystemContentMode.FRAGMENT) {
            throw TerminologyRefused.notHeld("The content of the code system is not held here");
        }
        DefinedCodes codes = new DefinedCodes(definition);
        definition.getConcept().forEach(concept -> codes.add(concept, null));
        codes.link();
        return codes;
    }

    private void add(ConceptDefinitionComponent concept, String parent) {
        Node node = nodes.computeIfAbsent(
                key(concept.getCode()), k -> new Node(code(concept), new ArrayList<>(1), new ArrayList<>(0)));
        if (parent != null) {
            node.parents().add(parent);
            nodes.get(key(parent)).children().add(concept.getCode());
        }
        concept.getConcept().forEach(child -> add(child, concept.getCode()));
    }

    private void link() {
        for (Node node : List.copyOf(nodes.values())) {
            for (Code.Property property : node.code().properties()) {
                switch (property.name()) {
                    case "parent", "subsumedBy" ->
                        link(property.value().primitiveValue(), node.code().code());
                    case "child" -> link(node.code().code(), property.value().primitiveValue());
                    default -> {
                        // Says nothing of the hierarchy.
                    }
                }
            }
        }
    }

    private void link(String parent, String child) {
        Node above = nodes.get(key(parent));
        Node below = nodes.get(key(child));
        if (above != null && below != null && !below.parents().contains(parent)) {
            below.parents().add(parent);
            above.children().add(child);
        }
    }

    private static Code code(ConceptDefinitionComponent concept) {
        List<Code.Property> properties = new ArrayList<>();
        boolean active = true;
        boolean selectable = true;
        for (ConceptPropertyComponent property : concept.getProperty()) {
            if (property.getCode() == null || !property.hasValue()) {
                continue;
            }
            properties.add(new Code.Property(property.getCode(), property.getValue()));
            String value =
                    property.getValue().isPrimitive() ? property.getValue().primitiveValue() : "";
            active &= !(property.getCode().equals("inactive") && "true".equals(value))
                    && !(property.getCode().equals("status") && ("retired".equals(value) || "inactive".equals(value)));
            selectable &= !(property.getCode().equals("notSelectable") && "true".equals(value));
        }
        return new Code(
                concept.getCode(),
                concept.hasDisplay() ? concept.getDisplay() : "",
                concept.hasDefinition() ? concept.getDefinition() : "",
                active,
                selectable,
                concept.getDesignation(),
                properties);
    }

    /** Upper and lower case are told apart unless the code system says that they are not. */
    private String key(String code) {
        if (code == null) {
            return "";
        }
        boolean foldable = definition.hasCaseSensitive() && !definition.getCaseSensitive();
        return foldable ? code.toLowerCase(Locale.ROOT) : code;
    }

    @Override
    public String system() {
        return definition.getUrl();
    }

    @Override
    public String version() {
        return definition.hasVersion() ? definition.getVersion() : "";
    }

    @Override
    public String title() {
        return definition.hasTitle()
                ? definition.getTitle()
                : definition.hasName() ? definition.getName() : definition.getUrl();
    }

    @Override
    public boolean complete() {
        return definition.getContent() == CodeSystemContentMode.COMPLETE;
    }

    @Override
    public Optional<Code> find(String code) {
        return Optional.ofNullable(nodes.get(key(code))).map(Node::code);
    }

    @Override
    public List<String> parents(String code) {
        Node node = nodes.get(key(code));
        return node == null ? List.of() : List.copyOf(node.parents());
    }

    @Override
    public List<String> children(String code) {
        Node node = nodes.get(key(code));
        return node == null ? List.of() : List.copyOf(node.children());
    }

    @Override
    public int count(Words words) {
        return words.all().isEmpty()
                ? nodes.size()
                : (int) nodes.values().stream()
                        .filter(node ->
                                words.fit(node.code().code(), node.code().display()))
                        .count();
    }

    @Override
    public List<Code> page(Words words, int offset, int limit) {
        return nodes.values().stream()
                .map(Node::code)
                .filter(code -> words.fit(code.code(), code.display()))
                .skip(offset)
                .limit(limit)
                .toList();
    }
}
