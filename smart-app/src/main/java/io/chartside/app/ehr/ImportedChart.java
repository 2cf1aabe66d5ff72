package io.chartside.app.ehr;

import io.chartside.app.words.Texts;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
    private final Map<String, String> clinicians = new HashMap<>();

    private final Map<String, String> ids = new HashMap<>();
    private final Function<String, String> newIds;
    private boolean choosesIds = true;

    private record Entry(String fullUrl, int place, Optional<ChartPart> part, DomainResource resource) {
        boolean isVisit() {
            return part.isEmpty();
        }
    }

    /**
     * @param base of the EHR
     * @param newIds the id that a resource gets in the record, by {@code Type/id} at the EHR: always the same one, so that what the record
     *     hides from the clinician is met again and never stored twice
     */
    ImportedChart(URI base, Function<String, String> newIds) {
        this.base = base.toString();
        this.newIds = newIds;
    }

    /** Patient or Encounter, in this order. */
    void put(DomainResource resource) {
        put(resource, Optional.empty());
    }

    void put(DomainResource resource, ChartPart part) {
        put(resource, Optional.of(part));
    }

    private void put(DomainResource resource, Optional<ChartPart> part) {
        entries.putIfAbsent(key(resource), new Entry("urn:uuid:" + UUID.randomUUID(), entries.size(), part, resource));
    }

    boolean holds(String type, String id) {
        return entries.containsKey(type + "/" + id);
    }

    /** What the record has already of this EHR, by the ids that it has there. @param id logical id in the record */
    void known(String type, String idAtEhr, String id) {
        ids.put(type + "/" + idAtEhr, id);
    }

    /** For a record that lets nobody else choose ids: what is new there is made by condition. */
    void leaveIdsToTheRecord() {
        choosesIds = false;
    }

    /** What Chartside filed at an EHR: the record has the signed original, and gets no copy of it. */
    static boolean isFiledByChartside(DomainResource resource) {
        return resource.getNamedProperty("identifier").getValues().stream()
                .map(Identifier.class::cast)
                .anyMatch(identifier -> identifier.hasSystem()
                        && identifier.getSystem().startsWith(ChartsideFhir.BASE + "identifier/"));
    }

    /**
     * Takes a clinician of the EHR for one of the record, so that a visit in which they take part is found as theirs.
     *
     * @param id of the Practitioner at the EHR
     * @param inRecord logical id of the Practitioner in the record
     */
    void clinician(String id, String inRecord) {
        clinicians.put(id, "Practitioner/" + inRecord);
    }

    /**
     * Carries over what the record knows of the visit and the EHR does not: the Conditions that were signed for it, and which of
     * its participants have opened it from the EHR before. In the record, {@code Encounter.diagnosis} is the record's own; the EHR's
     * diagnoses come along as Conditions of the visit.
     */
    void keep(Encounter known) {
        known.getDiagnosis().stream()
                .filter(diagnosis -> diagnosis.getCondition().hasReference())
                .forEach(signed::add);
        known.getParticipant().stream()
                .map(Encounter.EncounterParticipantComponent::getIndividual)
                .filter(person -> person.hasReference()
                        && (base + "/Practitioner")
                                .equals(person.getIdentifier().getSystem()))
                .forEach(person -> clinicians.putIfAbsent(person.getIdentifier().getValue(), person.getReference()));
    }

    /** The identifier under which the record knows a resource of this EHR. */
    static Identifier identifier(String base, String type, String id) {
        return new Identifier().setSystem(base + "/" + type).setValue(id);
    }

    /** Everything, or nothing. */
    Bundle transaction() {
        return bundle(Bundle.BundleType.TRANSACTION, sent(), fullUrls());
    }

    /** Patient and Encounter alone. */
    Bundle visit() {
        return bundle(Bundle.BundleType.TRANSACTION, ofVisit(true), fullUrls());
    }

    /**
     * All but Patient and Encounter, each by itself.
     *
     * @param visit the answer to {@link #visit}
     */
    Bundle parts(Bundle visit) {
        Map<String, String> stored = new HashMap<>();
        for (Entry entry : ofVisit(true)) {
            stored.put(key(entry.resource()), entry.resource().fhirType() + "/" + idOf(visit, entry.resource()));
        }
        return bundle(Bundle.BundleType.BATCH, ofVisit(false), stored);
    }

    /** The parts of which the record did not take all. @param answer to {@link #parts} */
    Set<ChartPart> refused(Bundle answer) {
        Set<ChartPart> refused = leftOut();
        List<Entry> sent = ofVisit(false);
        for (int i = 0; i < sent.size(); i++) {
            boolean taken = i < answer.getEntry().size()
                    && String.valueOf(answer.getEntry().get(i).getResponse().getStatus())
                            .startsWith("2");
            if (!taken) {
                sent.get(i).part().ifPresent(refused::add);
            }
        }
        return refused;
    }

    /** The parts of which not all is sent: where the record chooses the ids, what bears a label could be stored again and again out of sight. */
    Set<ChartPart> leftOut() {
        Set<ChartPart> left = EnumSet.noneOf(ChartPart.class);
        entries.values().stream()
                .filter(this::isLeftOut)
                .flatMap(entry -> entry.part().stream())
                .forEach(left::add);
        return left;
    }

    private boolean isLeftOut(Entry entry) {
        return !choosesIds
                && !entry.isVisit()
                && entry.resource().getMeta().hasSecurity()
                && !ids.containsKey(key(entry.resource()));
    }

    private List<Entry> sent() {
        return entries.values().stream().filter(entry -> !isLeftOut(entry)).toList();
    }

    private List<Entry> ofVisit(boolean visit) {
        return sent().stream().filter(entry -> entry.isVisit() == visit).toList();
    }

    private Map<String, String> fullUrls() {
        Map<String, String> urls = new HashMap<>();
        sent().forEach(entry -> urls.put(key(entry.resource()), entry.fullUrl()));
        return urls;
    }

    /** @param targets what references lead to, by {@code Type/id} at the EHR */
    private Bundle bundle(Bundle.BundleType type, List<Entry> sent, Map<String, String> targets) {
        Bundle bundle = new Bundle().setType(type);
        for (Entry entry : sent) {
            DomainResource copy = prepared(entry.resource(), targets);
            bundle.addEntry()
                    .setFullUrl(entry.fullUrl())
                    .setResource(copy)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.PUT)
                    .setUrl(address(entry, copy));
        }
        return bundle;
    }

    /** Where it stands or gets to; or by what it is found, so that one Patient who stands there twice is refused (412). */
    private String address(Entry entry, DomainResource copy) {
        DomainResource resource = entry.resource();
        Optional<String> known = Optional.ofNullable(ids.get(key(resource)));
        boolean byCondition = entry.isVisit() ? known.isPresent() || !choosesIds : known.isEmpty() && !choosesIds;
        if (byCondition) {
            SearchParameters match = SearchParameters.none()
                    .identifier(
                            base + "/" + copy.fhirType(),
                            resource.getIdElement().getIdPart());
            return copy.fhirType() + "?" + match.encoded();
        }
        copy.setId(known.orElseGet(() -> newIds.apply(key(resource))));
        return copy.fhirType() + "/" + copy.getId();
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

    private DomainResource prepared(DomainResource resource, Map<String, String> targets) {
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
        rewriteReferences(copy, targets);
        if (resource instanceof Encounter visit) {
            nameClinicians(visit, (Encounter) copy);
        }
        Identifier identifier = identifier(base, copy.fhirType(), id);
        copy.setProperty("identifier", identifier);
        if (copy instanceof Encounter visit) {
            visit.setDiagnosis(new ArrayList<>());
            signed.forEach(diagnosis -> visit.addDiagnosis(diagnosis.copy()));
        }
        return copy;
    }

    private void nameClinicians(Encounter visit, Encounter copy) {
        for (int i = 0; i < visit.getParticipant().size(); i++) {
            String literal = visit.getParticipant().get(i).getIndividual().getReference();
            Matcher matcher = LITERAL.matcher(literal == null ? "" : literal);
            if (matcher.matches() && isHere(matcher) && matcher.group(2).equals("Practitioner")) {
                String id = matcher.group(3);
                Reference person = copy.getParticipant().get(i).getIndividual();
                Optional.ofNullable(clinicians.get(id))
                        .ifPresent(known ->
                                person.setReference(known).setIdentifier(identifier(base, "Practitioner", id)));
            }
        }
    }

    private void rewriteReferences(Base element, Map<String, String> targets) {
        for (Property property : element.children()) {
            for (Base value : property.getValues()) {
                if (value instanceof Reference reference) {
                    rewrite(reference, targets);
                }
                rewriteReferences(value, targets);
            }
        }
    }

    private void rewrite(Reference reference, Map<String, String> targets) {
        String literal = reference.getReference();
        if (literal == null || literal.startsWith("#")) {
            return;
        }
        Matcher matcher = LITERAL.matcher(literal);
        if (!matcher.matches() || !isHere(matcher)) {
            reference.setReference(null);
            return;
        }
        String brought = targets.get(matcher.group(2) + "/" + matcher.group(3));
        if (brought != null) {
            reference.setReference(brought);
        } else {
            reference.setReference(null);
            reference.setType(matcher.group(2));
            if (!reference.hasIdentifier()) {
                reference.setIdentifier(identifier(base, matcher.group(2), matcher.group(3)));
            }
        }
    }

    private boolean isHere(Matcher literal) {
        return literal.group(1) == null || literal.group(1).equals(base);
    }

    private static String key(DomainResource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
