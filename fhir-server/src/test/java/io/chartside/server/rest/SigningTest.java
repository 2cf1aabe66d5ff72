package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * No path leads from a draft to what is in force but the signature of a licensed person (MA18, MT7). Over 400 lines because
 * every path starts from the same stored draft and reads the same list of states that are not in force.
 */
class SigningTest extends RestTest {
    private static final TenantId DEMO = new TenantId("demo");
    private static final Origin ORIGIN = new Origin("signing-test", "127.0.0.1", BASE);
    static final Signer OKAFOR = new Signer("Practitioner/demo-practitioner-1", "Dr. Maya Okafor");
    private static final Set<String> DECIDED = Set.of("Condition", "ChargeItem");
    private static final Set<String> ORDERS = Set.of("MedicationRequest", "ServiceRequest");

    @Autowired
    private Transactions transactions;

    @Autowired
    private ResourceStore store;

    @Autowired
    private FhirContext fhir;

    private static RequestContext person(String fhirUser, Instant signedIn) {
        return new RequestContext(
                new Caller(
                        DEMO,
                        fhirUser,
                        "chartside-app",
                        "token-1",
                        Scopes.parse("user/*.cruds drafts"),
                        Optional.of(fhirUser),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(signedIn)),
                ORIGIN);
    }

    static RequestContext okafor() {
        return person(OKAFOR.practitioner(), Instant.now());
    }

    private static RequestContext backEnd() {
        return new RequestContext(
                new Caller(
                        DEMO,
                        "tester",
                        "tester",
                        "token-2",
                        Scopes.parse("system/*.cruds drafts"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ORIGIN);
    }

    /** The stored parts of a fresh draft of the demo encounter, its orders approved. */
    private List<Resource> draft(String encounter) {
        var drafted = post("/Encounter/" + encounter + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        String composition = json(drafted).at("/entry/0/resource/id").asText();
        Resource[] approved = accepted(parts(composition), ORDERS).stream()
                .filter(part -> ORDERS.contains(part.fhirType()))
                .toArray(Resource[]::new);
        transactions.execute(okafor(), put(approved));
        return parts(composition);
    }

    private List<Resource> parts(String composition) {
        return fhir
                .newJsonParser()
                .parseResource(
                        Bundle.class,
                        get("/Composition/" + composition + "/$document").body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private static List<Resource> accepted(List<Resource> parts, Set<String> types) {
        return parts.stream()
                .map(part -> types.contains(part.fhirType())
                        ? DraftEdit.decide((DomainResource) part, new Decision(Decision.State.ACCEPTED, ""))
                        : part)
                .map(Resource.class::cast)
                .toList();
    }

    static Bundle signature(List<Resource> parts, Signer signer) {
        return SigningBundle.of(
                accepted(parts, DECIDED),
                parts.stream()
                        .filter(Encounter.class::isInstance)
                        .map(Encounter.class::cast)
                        .findFirst(),
                signer,
                Instant.now(),
                BASE);
    }

    private static Bundle without(Bundle bundle, Class<?> type) {
        bundle.getEntry().removeIf(entry -> type.isInstance(entry.getResource()));
        return bundle;
    }

    private static <R extends Resource> R only(List<? extends Resource> resources, Class<R> type) {
        return resources.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private <R extends Resource> R current(R resource) {
        String body = get("/" + resource.fhirType() + "/"
                        + resource.getIdElement().getIdPart())
                .body();
        @SuppressWarnings("unchecked")
        R found = (R) fhir.newJsonParser().parseResource(body);
        return found;
    }

    private void refused(RequestContext context, Bundle bundle, int status) {
        assertThatThrownBy(() -> transactions.execute(context, bundle))
                .asInstanceOf(type(FhirRefusal.class))
                .extracting(FhirRefusal::status)
                .isEqualTo(status);
    }

    @Test
    void signedByItsClinician_everythingAcceptedIsInForceAndVerifies() {
        List<Resource> draft = draft("demo-encounter-5");
        Composition composition = only(draft, Composition.class);
        transactions.execute(okafor(), signature(draft, OKAFOR));

        List<Resource> signed = parts(composition.getIdElement().getIdPart());
        assertThat(only(signed, Composition.class).getStatus()).isEqualTo(Composition.CompositionStatus.FINAL);
        assertThat(only(signed, Claim.class).getStatus()).isEqualTo(Claim.ClaimStatus.ACTIVE);
        assertThat(signed.stream().filter(AiLabel::isOn)).hasSizeGreaterThan(3);
        Provenance provenance = signed.stream()
                .filter(Provenance.class::isInstance)
                .map(Provenance.class::cast)
                .filter(Provenance::hasSignature)
                .findFirst()
                .orElseThrow();
        assertThat(provenance.getTarget())
                .extracting(Reference::getReference)
                .allMatch(target -> target.matches("\\w+/[\\w-]+/_history/[23]"));
        String verify = "/Composition/" + composition.getIdElement().getIdPart() + "/$verify";
        assertThat(get(verify).body()).contains("\"name\":\"valid\",\"valueBoolean\":true");
        assertThat(send(request("/Claim?encounter=Encounter/demo-encounter-5", "system/*.cruds"))
                        .body())
                .contains("\"active\"");

        Provenance forged = provenance.copy();
        forged.setRecorded(new java.util.Date(0));
        store.write(
                DEMO,
                unit -> unit.apply(List.of(new Change.Put(
                        "Provenance",
                        provenance.getIdElement().getIdPart(),
                        TestStore.json(forged),
                        false,
                        OptionalLong.empty()))));
        assertThat(get(verify).body()).contains("\"name\":\"valid\",\"valueBoolean\":false");
    }

    @Test
    void whoMayNotSign_isRefusedAndNothingChanges() {
        List<Resource> draft = draft("demo-encounter-6");
        refused(backEnd(), signature(draft, OKAFOR), 403);
        refused(person(OKAFOR.practitioner(), Instant.now().minusSeconds(7200)), signature(draft, OKAFOR), 403);
        refused(person("Practitioner/demo-practitioner-2", Instant.now()), signature(draft, OKAFOR), 403);
        refused(
                person("Practitioner/nobody", Instant.now()),
                signature(draft, new Signer("Practitioner/nobody", "")),
                403);
        refused(okafor(), without(signature(draft, OKAFOR), Provenance.class), 422);
        for (String[] licence : new String[][] {{"2020-01-01", "2021-01-01"}, {"2199-01-01", "2200-01-01"}}) {
            String id = licensed(licence[0], licence[1]);
            refused(person(id, Instant.now()), signature(draft, new Signer(id, "")), 403);
        }
        assertThat(current(only(draft, Composition.class)).getMeta().getVersionId())
                .isEqualTo("1");
        assertThat(current(only(draft, Composition.class)).getStatus())
                .isEqualTo(Composition.CompositionStatus.PRELIMINARY);
    }

    private String licensed(String from, String to) {
        return "Practitioner/"
                + created(
                        "Practitioner",
                        "{\"resourceType\":\"Practitioner\",\"active\":true,\"qualification\":[{\"code\":{\"text\":\"MD\"},"
                                + "\"period\":{\"start\":\"" + from + "\",\"end\":\"" + to + "\"}}]}");
    }

    @Test
    void signatureThatLeavesAPartOut_isRefused() {
        List<Resource> draft = draft("demo-encounter-6");
        Bundle bundle = signature(draft, OKAFOR);
        bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Provenance.class::isInstance)
                .map(Provenance.class::cast)
                .forEach(provenance -> provenance.getTarget().remove(0));
        refused(okafor(), bundle, 422);
    }

    @Test
    void signedNote_isChangedOnlyByANewSignature() {
        List<Resource> draft = draft("demo-encounter-4");
        transactions.execute(okafor(), signature(draft, OKAFOR));
        Composition note = current(only(draft, Composition.class));
        refused(okafor(), put(note.copy().setTitle("Another note")), 422);
        refused(okafor(), put(note.copy().setStatus(Composition.CompositionStatus.PRELIMINARY)), 422);
        Composition bare = note.copy();
        bare.getMeta().getSecurity().clear();
        refused(okafor(), put(bare), 422);
        ChargeItem charge = current(only(draft, ChargeItem.class));
        assertThat(charge.getStatus()).isEqualTo(ChargeItem.ChargeItemStatus.BILLABLE);
        transactions.execute(backEnd(), put(charge.copy().setStatus(ChargeItem.ChargeItemStatus.BILLED)));
        refused(backEnd(), put(current(charge).setQuantity(new Quantity(2))), 422);
    }

    @Test
    void signedThenWithdrawn_staysVisibleToWhoeverReadsTheChart() {
        List<Resource> draft = draft("demo-encounter-3");
        transactions.execute(okafor(), signature(draft, OKAFOR));
        Composition note = current(only(draft, Composition.class));
        transactions.execute(okafor(), put(note.copy().setStatus(Composition.CompositionStatus.ENTEREDINERROR)));
        String address = "/Composition/" + note.getIdElement().getIdPart();
        assertThat(send(request(address, "system/*.cruds")).body()).contains("entered-in-error");
    }

    private static Bundle put(Resource... resources) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Resource resource : resources) {
            bundle.addEntry()
                    .setResource(resource)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.PUT)
                    .setUrl(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
        }
        return bundle;
    }

    /** MA18: whatever is written, by whomever, without a signature nothing of the draft is ever in force. */
    @Test
    void whatPeopleMadeElsewhere_isTakenWithTheProvenanceThatTellsSo() {
        Bundle record = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        record.addEntry()
                .setFullUrl("urn:uuid:6f0e6d1a-3c57-4a52-9d7e-7f9d2a4b8c11")
                .setResource(new Condition()
                        .setCode(new CodeableConcept().setText("Sprain"))
                        .setSubject(new Reference("Patient/demo-patient-1")))
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Condition");
        Provenance told = new Provenance().setRecorded(new Date());
        told.addTarget().setReference("urn:uuid:6f0e6d1a-3c57-4a52-9d7e-7f9d2a4b8c11");
        told.addAgent()
                .setType(new CodeableConcept()
                        .addCoding(new Coding(
                                "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "verifier", null)))
                .setWho(new Reference().setDisplay("A doctor elsewhere"));
        record.addEntry()
                .setFullUrl("urn:uuid:6f0e6d1a-3c57-4a52-9d7e-7f9d2a4b8c12")
                .setResource(told)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Provenance");

        assertThat(transactions.execute(backEnd(), record)).hasSize(2);
    }

    @Test
    void anySequenceOfUnsignedWrites_leavesNothingInForceAndEveryLabelOn() {
        List<Resource> draft = draft("demo-encounter-1");
        List<DomainResource> targets = new ArrayList<>();
        draft.stream().filter(AiLabel::isOn).forEach(part -> targets.add((DomainResource) part));
        Random random = new Random(20260304);
        int stored = 0;
        for (int step = 0; step < 150; step++) {
            DomainResource target = targets.get(random.nextInt(targets.size()));
            DomainResource changed = mutate(current(target), random);
            try {
                transactions.execute(random.nextBoolean() ? okafor() : backEnd(), put(changed));
                stored++;
            } catch (FhirRefusal refusal) {
                assertThat(refusal.status()).isEqualTo(422);
            }
            DomainResource now = current(target);
            assertThat(AiLabel.isOn(now)).isTrue();
            assertThat(isInForce(now))
                    .as(target.fhirType() + " after step " + step)
                    .isFalse();
        }
        assertThat(stored).isPositive();
    }

    private static DomainResource mutate(DomainResource resource, Random random) {
        if (random.nextInt(6) == 0) {
            resource.getMeta().getSecurity().clear();
        }
        if (resource instanceof Composition one) {
            one.setStatus(any(Composition.CompositionStatus.values(), random, Composition.CompositionStatus.NULL));
        } else if (resource instanceof DocumentReference one) {
            one.setDocStatus(any(
                    DocumentReference.ReferredDocumentStatus.values(),
                    random,
                    DocumentReference.ReferredDocumentStatus.NULL));
        } else if (resource instanceof Condition one) {
            String[] codes = {"unconfirmed", "provisional", "differential", "confirmed"};
            CodeableConcept status = new CodeableConcept();
            for (int i = random.nextInt(3); i > 0; i--) {
                status.addCoding()
                        .setSystem("http://terminology.hl7.org/CodeSystem/condition-ver-status")
                        .setCode(codes[random.nextInt(codes.length)]);
            }
            one.setVerificationStatus(status);
        } else if (resource instanceof ChargeItem one) {
            one.setStatus(any(ChargeItem.ChargeItemStatus.values(), random, ChargeItem.ChargeItemStatus.NULL));
        } else if (resource instanceof Claim one) {
            one.setStatus(any(Claim.ClaimStatus.values(), random, Claim.ClaimStatus.NULL));
        } else if (resource instanceof MedicationRequest one) {
            one.setStatus(any(
                    MedicationRequest.MedicationRequestStatus.values(),
                    random,
                    MedicationRequest.MedicationRequestStatus.NULL));
        } else if (resource instanceof ServiceRequest one) {
            one.setStatus(any(
                    ServiceRequest.ServiceRequestStatus.values(), random, ServiceRequest.ServiceRequestStatus.NULL));
        }
        return resource;
    }

    private static <E extends Enum<E>> E any(E[] values, Random random, E never) {
        E value = values[random.nextInt(values.length)];
        return value == never ? values[0] : value;
    }

    private static boolean isInForce(DomainResource resource) {
        String json = FhirContext.forR4Cached().newJsonParser().encodeResourceToString(resource);
        String state = resource instanceof DocumentReference
                ? "docStatus"
                : resource instanceof Condition ? "verificationStatus" : "status";
        try {
            JsonNode node = JSON.readTree(json.getBytes(StandardCharsets.UTF_8)).path(state);
            String value =
                    node.isTextual() ? node.asText() : node.at("/coding/0/code").asText();
            return !Set.of(
                            "preliminary",
                            "unconfirmed",
                            "planned",
                            "draft",
                            "entered-in-error",
                            "cancelled",
                            "revoked",
                            "not-billable",
                            "aborted")
                    .contains(value);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
