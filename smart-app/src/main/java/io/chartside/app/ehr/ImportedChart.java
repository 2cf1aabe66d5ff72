package io.chartside.app.ehr;

import io.chartside.app.words.Texts;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;

/**
 * A chart on its way from an EHR into the record. Each resource gets an identifier that names it at the EHR: system
 * {@code [EHR base]/[type]}, value its logical id there; the record is updated by that. References among the parts are kept;
 * references to what is not brought along become logical ones by the same kind of identifier, so nothing in the record
 * ever points at another server.
 */
final class ImportedChart {

    private static final Pattern LITERAL =
            Pattern.compile("(?:(https?://.+)/)?([A-Z][A-Za-z]+)/([A-Za-z0-9\\-.]{1,64})(?:/_history/[^/]+)?");

    private final String base;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Encounter.DiagnosisComponent> signed = new ArrayList<>();

    private record Entry(String fullUrl, int place, DomainResource resource) {}

    ImportedChart(URI base) {
        this.base = base.toString();
    }

    void put(DomainResource resource) {
        String key = key(resource);
        entries.putIfAbsent(key, new Entry("urn:uuid:" + UUID.randomUUID(), entries.size(), resource));
    }

    /**
     * Carries over what was signed for the visit in the record: the EHR's Encounter knows nothing of those Conditions, and
     * opening a visit again must not take them away. In the record, {@code Encounter.diagnosis} is the record's own; the EHR's
     * diagnoses come along as Conditions of the visit.
     */
    void keepDiagnosesOf(Encounter known) {
        known.getDiagnosis().stream()
                .filter(diagnosis -> diagnosis.getCondition().hasReference())
                .forEach(signed::add);
    }

    /** The identifier under which the record knows a resource of this EHR. */
    static Identifier identifier(String base, String type, String id) {
        return new Identifier().setSystem(base + "/" + type).setValue(id);
    }

    Bundle transaction() {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Entry entry : entries.values()) {
            DomainResource copy = prepared(entry.resource());
            SearchParameters match = SearchParameters.none()
                    .identifier(
                            base + "/" + copy.fhirType(),
                            entry.resource().getIdElement().getIdPart());
            bundle.addEntry()
                    .setFullUrl(entry.fullUrl())
                    .setResource(copy)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.PUT)
                    .setUrl(copy.fhirType() + "?" + match.encoded());
        }
        return bundle;
    }

    /** The logical id that a resource got in the record, from the transaction's answer. */
    String idOf(Bundle answer, DomainResource resource) {
        int place = entries.get(key(resource)).place();
        if (answer.getEntry().size() <= place) {
            throw new FhirUnavailable(
                    Texts.kept("detail.unfit-answer"), "the record's answer has too few entries", true, "", null);
        }
        Bundle.BundleEntryComponent entry = answer.getEntry().get(place);
        String location = entry.getResponse().getLocation();
        Matcher matcher = LITERAL.matcher(location == null ? "" : location);
        if (matcher.matches()) {
            return matcher.group(3);
        }
        if (entry.hasResource() && entry.getResource().hasId()) {
            return entry.getResource().getIdElement().getIdPart();
        }
        throw new FhirUnavailable(
                Texts.kept("detail.unfit-answer"),
                "the record's answer does not say where it stored the chart",
                true,
                "",
                null);
    }

    private DomainResource prepared(DomainResource resource) {
        DomainResource copy = resource.copy();
        String id = resource.getIdElement().getIdPart();
        copy.setId((String) null);
        Meta meta = new Meta();
        for (Coding label : resource.getMeta().getSecurity()) {
            meta.addSecurity(label);
        }
        copy.setMeta(meta.setSource(base + "/" + resource.fhirType() + "/" + id));
        // The EHR's narrative is markup of another site; the record's narrative is never taken from outside.
        copy.setText(null);
        rewriteReferences(copy);
        Identifier identifier = identifier(base, copy.fhirType(), id);
        copy.setProperty("identifier", identifier);
        if (copy instanceof Encounter visit) {
            visit.setDiagnosis(new ArrayList<>());
            signed.forEach(diagnosis -> visit.addDiagnosis(diagnosis.copy()));
        }
        return copy;
    }

    private void rewriteReferences(Base element) {
        for (Property property : element.children()) {
            for (Base value : property.getValues()) {
                if (value instanceof Reference reference) {
                    rewrite(reference);
                }
                rewriteReferences(value);
            }
        }
    }

    private void rewrite(Reference reference) {
        String literal = reference.getReference();
        if (literal == null || literal.startsWith("#")) {
            return;
        }
        Matcher matcher = LITERAL.matcher(literal);
        boolean here = matcher.matches()
                && (matcher.group(1) == null || matcher.group(1).equals(base));
        if (!here) {
            reference.setReference(null);
            return;
        }
        Entry brought = entries.get(matcher.group(2) + "/" + matcher.group(3));
        if (brought != null) {
            reference.setReference(brought.fullUrl());
        } else {
            reference.setReference(null);
            reference.setType(matcher.group(2));
            if (!reference.hasIdentifier()) {
                reference.setIdentifier(identifier(base, matcher.group(2), matcher.group(3)));
            }
        }
    }

    private static String key(DomainResource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
