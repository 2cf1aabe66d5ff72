package io.chartside.server.index;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.Element;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.GeneratedResources;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** For every search parameter of every type, the values read from JSON are those that were read from HAPI's objects. */
class JsonIndexTest {
    private static final long SEED = Long.getLong("chartside.generated-seed", 20261122L);
    private final FhirContext fhir = TestStore.bean(FhirContext.class);
    private final ElementDefinitions definitions = ElementDefinitions.of(fhir);
    private final SearchParameters parameters = TestStore.bean(SearchParameters.class);

    @Test
    void valuesOfEveryParameter_areThoseOfHapisObjects() {
        GeneratedResources generated = new GeneratedResources(fhir, SEED);
        List<String> found = new ArrayList<>();
        int values = 0;
        for (String type : parameters.types()) {
            for (int i = 0; i < 25; i++) {
                ObjectNode tree = generated.resource(type);
                Resource resource = (Resource)
                        fhir.newJsonParser().parseResource(new String(JsonTree.bytes(tree), StandardCharsets.UTF_8));
                for (SearchParameter parameter : parameters.of(type)) {
                    if (parameter.name().equals("_id") || parameter.name().equals("_lastUpdated")) {
                        continue; // Columns of the head.
                    }
                    Set<IndexedValue> expected = byHapi(parameter, resource);
                    values += expected.size();
                    if (!expected.equals(byJson(parameter, tree)) && found.size() < 10) {
                        found.add(type + "." + parameter.name() + ": " + byJson(parameter, tree) + " instead of "
                                + expected);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(values).isGreaterThan(9_000);
    }

    private Set<IndexedValue> byHapi(SearchParameter parameter, Resource resource) {
        Set<IndexedValue> values = new LinkedHashSet<>();
        if (parameter.kind() != SearchParameter.Kind.COMPOSITE) {
            HapiElementPath path = HapiElementPath.compile(fhir, parameter.type(), parameter.path())
                    .orElseThrow();
            for (IBase element : path.from(resource)) {
                HapiValueReader.read(parameter.kind(), element, values::add);
            }
            return values;
        }
        CompositeShape.of(parameters, parameter).tuples().forEach((at, parts) -> {
            for (IBase element : HapiElementPath.compile(fhir, parameter.type(), at)
                    .orElseThrow()
                    .from(resource)) {
                List<List<IndexedValue>> all = new ArrayList<>();
                for (int i = 0; i < parts.size(); i++) {
                    List<IndexedValue> part = new ArrayList<>();
                    for (IBase value : HapiElementPath.compileRelative(fhir, parts.get(i))
                            .orElseThrow()
                            .from(element)) {
                        HapiValueReader.read(kind(parameter, i), value, part::add);
                    }
                    all.add(part);
                }
                values.add(new IndexedValue.Composite(all));
            }
        });
        return values;
    }

    private Set<IndexedValue> byJson(SearchParameter parameter, ObjectNode tree) {
        Element resource = Element.ofResource(definitions, tree);
        Set<IndexedValue> values = new LinkedHashSet<>();
        if (parameter.kind() != SearchParameter.Kind.COMPOSITE) {
            ElementPath path = ElementPath.compile(definitions, parameter.type(), parameter.path())
                    .orElseThrow();
            path.from(resource).forEach(element -> ValueReader.read(parameter.kind(), element, values::add));
            return values;
        }
        CompositeShape.of(parameters, parameter).tuples().forEach((at, parts) -> {
            for (Element element : ElementPath.compile(definitions, parameter.type(), at)
                    .orElseThrow()
                    .from(resource)) {
                List<List<IndexedValue>> all = new ArrayList<>();
                for (int i = 0; i < parts.size(); i++) {
                    List<IndexedValue> part = new ArrayList<>();
                    SearchParameter.Kind kind = kind(parameter, i);
                    ElementPath.compileRelative(definitions, parts.get(i))
                            .orElseThrow()
                            .from(element)
                            .forEach(value -> ValueReader.read(kind, value, part::add));
                    all.add(part);
                }
                values.add(new IndexedValue.Composite(all));
            }
        });
        return values;
    }

    private SearchParameter.Kind kind(SearchParameter composite, int part) {
        return parameters
                .find(composite.type(), composite.components().get(part))
                .orElseThrow()
                .kind();
    }
}
