package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.index.AuditParameters;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.Operations;
import io.chartside.server.subscription.SubscriptionTopics;
import io.chartside.server.tenancy.ApiPolicy;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.validation.SupportedProfiles;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.ReferenceHandlingPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;

/** The CapabilityStatement, drawn from the same definitions that the server works by, so that it says what works. */
final class Capabilities {
    private final FhirContext fhir;
    private final SearchParameters parameters;
    private final AuditParameters auditParameters;
    private final OwnParameters ownParameters;
    private final Operations operations;
    private final SupportedProfiles profiles;
    private final Date since;
    private final Cache<Stated, byte[]> stated =
            Caffeine.newBuilder().maximumSize(100).build();

    /** @param own the parameters that the tenant defined and has indexed */
    private record Stated(String base, List<SearchParameter> own) {}

    Capabilities(
            FhirContext fhir,
            SearchParameters parameters,
            AuditParameters auditParameters,
            OwnParameters ownParameters,
            Operations operations,
            SupportedProfiles profiles,
            Clock clock) {
        this.fhir = fhir;
        this.parameters = parameters;
        this.auditParameters = auditParameters;
        this.ownParameters = ownParameters;
        this.operations = operations;
        this.profiles = profiles;
        this.since = Date.from(clock.instant());
    }

    byte[] json(String base, TenantSettings tenant) {
        ownParameters.prepare(tenant.id());
        return stated.get(
                new Stated(base, ownParameters.ready(tenant.id())),
                asked -> fhir.newJsonParser()
                        .encodeResourceToString(statement(asked.base(), tenant.api(), asked.own()))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private CapabilityStatement statement(String base, ApiPolicy policy, List<SearchParameter> own) {
        CapabilityStatement statement = new CapabilityStatement();
        statement.setStatus(PublicationStatus.ACTIVE);
        statement.setDate(since);
        statement.setKind(CapabilityStatementKind.INSTANCE);
        statement.setFhirVersion(FHIRVersion._4_0_1);
        statement.addFormat("json").addFormat("xml");
        statement.addPatchFormat("application/json-patch+json");
        statement.addPatchFormat("application/xml-patch+xml");
        statement.addPatchFormat("application/fhir+json");
        statement.addPatchFormat("application/fhir+xml");
        statement.getSoftware().setName("Chartside");
        statement.getImplementation().setDescription("Chartside FHIR server").setUrl(base);
        CapabilityStatementRestComponent rest = statement.addRest().setMode(RestfulCapabilityMode.SERVER);
        security(rest, base);
        for (SystemRestfulInteraction interaction : List.of(
                SystemRestfulInteraction.TRANSACTION,
                SystemRestfulInteraction.BATCH,
                SystemRestfulInteraction.HISTORYSYSTEM,
                SystemRestfulInteraction.SEARCHSYSTEM)) {
            rest.addInteraction().setCode(interaction);
        }
        new TreeSet<>(FhirDispatch.COMPARTMENTS)
                .forEach(type -> rest.addCompartment(
                        "http://hl7.org/fhir/CompartmentDefinition/" + type.toLowerCase(Locale.ROOT)));
        parameters.types().forEach(type -> resource(rest, type, policy, own));
        if (!parameters.serves("AuditEvent")) {
            auditEvent(rest);
        }
        for (Operation operation : operations.all()) {
            if (operation.levels().contains(Operation.Level.SYSTEM)) {
                rest.addOperation().setName(operation.name()).setDefinition(operation.definition());
            }
        }
        return statement;
    }

    private static void security(CapabilityStatementRestComponent rest, String base) {
        rest.getSecurity()
                .setCors(true)
                .addService()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/restful-security-service")
                .setCode("SMART-on-FHIR");
        Extension uris = rest.getSecurity()
                .addExtension()
                .setUrl("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
        uris.addExtension("authorize", new UriType(base + "/oauth/authorize"));
        uris.addExtension("token", new UriType(base + "/oauth/token"));
    }

    private void resource(
            CapabilityStatementRestComponent rest, String type, ApiPolicy policy, List<SearchParameter> own) {
        CapabilityStatementRestResourceComponent resource = rest.addResource().setType(type);
        for (TypeRestfulInteraction interaction : List.of(
                TypeRestfulInteraction.READ,
                TypeRestfulInteraction.VREAD,
                TypeRestfulInteraction.CREATE,
                TypeRestfulInteraction.UPDATE,
                TypeRestfulInteraction.PATCH,
                TypeRestfulInteraction.DELETE,
                TypeRestfulInteraction.SEARCHTYPE,
                TypeRestfulInteraction.HISTORYINSTANCE,
                TypeRestfulInteraction.HISTORYTYPE)) {
            resource.addInteraction().setCode(interaction);
        }
        resource.setVersioning(ResourceVersionPolicy.VERSIONEDUPDATE)
                .setReadHistory(true)
                .setUpdateCreate(policy.updateCreate())
                .setConditionalCreate(true)
                .setConditionalRead(CapabilityStatement.ConditionalReadStatus.FULLSUPPORT)
                .setConditionalUpdate(true)
                .setConditionalDelete(
                        policy.multipleMatches() ? ConditionalDeleteStatus.MULTIPLE : ConditionalDeleteStatus.SINGLE)
                .addReferencePolicy(ReferenceHandlingPolicy.LITERAL);
        profiles.of(type).forEach(resource::addSupportedProfile);
        if (type.equals("Subscription")) {
            SubscriptionTopics.canonicals()
                    .forEach(topic -> resource.addExtension(SubscriptionTopics.EXTENSION, new CanonicalType(topic)));
        }
        for (SearchParameter parameter : parameters.of(type)) {
            searchParameter(resource, parameter);
            if (parameter.kind() == SearchParameter.Kind.REFERENCE) {
                resource.addSearchInclude(type + ":" + parameter.name());
            }
        }
        own.stream()
                .filter(parameter -> parameter.type().equals(type))
                .forEach(parameter -> searchParameter(resource, parameter));
        resource.addSearchRevInclude("*");
        reverseIncludes(type).forEach(resource::addSearchRevInclude);
        for (Operation operation : operations.all()) {
            if (operation.types().contains(type)) {
                resource.addOperation().setName(operation.name()).setDefinition(operation.definition(type));
            }
        }
    }

    private static void searchParameter(CapabilityStatementRestResourceComponent resource, SearchParameter parameter) {
        resource.addSearchParam()
                .setName(parameter.name())
                .setType(SearchParamType.fromCode(parameter.kind().name().toLowerCase(Locale.ROOT)));
    }

    /** The references of all types that may mean this one. */
    private List<String> reverseIncludes(String target) {
        return parameters.types().stream()
                .flatMap(type -> parameters.of(type).stream()
                        .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                        .filter(parameter -> parameter.targets().isEmpty()
                                || parameter.targets().contains(target))
                        .map(parameter -> type + ":" + parameter.name()))
                .toList();
    }

    private void auditEvent(CapabilityStatementRestComponent rest) {
        CapabilityStatementRestResourceComponent resource = rest.addResource().setType("AuditEvent");
        for (TypeRestfulInteraction interaction : List.of(
                TypeRestfulInteraction.READ,
                TypeRestfulInteraction.VREAD,
                TypeRestfulInteraction.CREATE,
                TypeRestfulInteraction.SEARCHTYPE)) {
            resource.addInteraction().setCode(interaction);
        }
        auditParameters.all().forEach(parameter -> searchParameter(resource, parameter));
    }
}
