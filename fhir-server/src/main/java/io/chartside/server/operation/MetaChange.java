package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@code $meta-add} and {@code $meta-delete} (FHIR R4, resource-operation-meta-add.html): profiles, tags and security
 * labels of a resource. The change is a version of its own, since versions here are never altered.
 */
final class MetaChange implements Operation {
    private final String name;
    private final BiConsumer<Meta, Meta> change;
    private final RecordReader records;
    private final Writings writings;
    private final SearchParameters served;

    private MetaChange(
            String name,
            BiConsumer<Meta, Meta> change,
            RecordReader records,
            Writings writings,
            SearchParameters served) {
        this.name = name;
        this.change = change;
        this.records = records;
        this.writings = writings;
        this.served = served;
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        MetaChange metaAdd(RecordReader records, Writings writings, SearchParameters served) {
            return new MetaChange("meta-add", MetaChange::add, records, writings, served);
        }

        @Bean
        MetaChange metaDelete(RecordReader records, Writings writings, SearchParameters served) {
            return new MetaChange("meta-delete", MetaChange::delete, records, writings, served);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return served.types();
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-" + name;
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(new Need(Interaction.UPDATE, type));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name, Set.of("meta"));
        if (!(parameters.value("meta").orElse(null) instanceof Meta given)) {
            throw FhirRefusal.malformed("$" + name + " takes the parameter meta as valueMeta");
        }
        StoredResource instance = call.instance().orElseThrow();
        WriteEntry entry = WriteEntry.patch(
                instance.type(), Optional.of(instance.id()), Optional.empty(), new Patch(given), OptionalLong.empty());
        WriteOutcome outcome;
        try {
            outcome = writings.write(call.context(), List.of(entry), Map.of()).get(0);
        } catch (FhirRefusal refusal) {
            throw refusal.alone(instance.type());
        }
        Parameters answer = new Parameters();
        answer.addParameter()
                .setName("return")
                .setValue(
                        records.parse(outcome.stored().orElseThrow()).getMeta().copy());
        return OperationAnswer.of(answer);
    }

    private final class Patch implements ResourcePatch {
        private final Meta given;

        Patch(Meta given) {
            this.given = given;
        }

        @Override
        public Optional<ResourceJson> carrier() {
            return Optional.empty();
        }

        @Override
        public ResourceJson apply(StoredResource current) {
            Resource resource = records.parse(current);
            change.accept(resource.getMeta(), given);
            return records.json(resource);
        }
    }

    private static void add(Meta to, Meta given) {
        for (CanonicalType profile : given.getProfile()) {
            if (!to.hasProfile(profile.getValue())) {
                to.addProfile(profile.getValue());
            }
        }
        for (Coding tag : given.getTag()) {
            if (to.getTag(tag.getSystem(), tag.getCode()) == null) {
                to.addTag(tag.copy());
            }
        }
        for (Coding label : given.getSecurity()) {
            if (to.getSecurity(label.getSystem(), label.getCode()) == null) {
                to.addSecurity(label.copy());
            }
        }
    }

    private static void delete(Meta from, Meta given) {
        given.getProfile().forEach(profile -> from.getProfile().removeIf(p -> p.equalsDeep(profile)));
        given.getTag().forEach(tag -> from.getTag().removeIf(t -> same(t, tag)));
        given.getSecurity().forEach(label -> from.getSecurity().removeIf(s -> same(s, label)));
    }

    private static boolean same(Coding one, Coding other) {
        return java.util.Objects.equals(one.getSystem(), other.getSystem())
                && java.util.Objects.equals(one.getCode(), other.getCode());
    }
}
