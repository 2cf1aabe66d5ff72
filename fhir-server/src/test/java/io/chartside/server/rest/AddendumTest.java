package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.signature.Addendum;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A signed note stays as it was signed; what is added to it is signed by whoever adds it. */
class AddendumTest extends RestTest {
    private static final Signer OKAFOR = SigningTest.OKAFOR;

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    @Test
    void addendum_isSignedByALicensedPersonWithAFreshSignIn_andVerifies() {
        List<Resource> note = signedNote("demo-encounter-4");
        Bundle addendum = addendum(note, OKAFOR);
        refused(person(Instant.now().minusSeconds(7200)), addendum, 403);
        refused(SigningTest.okafor(), addendum(note, new Signer("Practitioner/demo-practitioner-2", "")), 403);
        refused(SigningTest.okafor(), withoutSignature(addendum(note, OKAFOR)), 422);

        transactions.execute(SigningTest.okafor(), addendum);

        Composition added = added(note);
        assertThat(added.getStatus()).isEqualTo(Composition.CompositionStatus.FINAL);
        String path = "/Composition/" + added.getIdElement().getIdPart();
        assertThat(get(path + "/$verify").body()).contains("\"name\":\"valid\",\"valueBoolean\":true");
        List<Resource> document = parts(path);
        assertThat(document)
                .filteredOn(Provenance.class::isInstance)
                .allSatisfy(provenance ->
                        assertThat(((Provenance) provenance).hasSignature()).isTrue());
        assertThat(parts("/Composition/" + note.get(0).getIdElement().getIdPart())
                        .get(0)
                        .getMeta()
                        .getVersionId())
                .as("the note stays as it was signed")
                .isEqualTo(note.get(0).getMeta().getVersionId());

        Composition changed = added.copy();
        changed.setTitle("Something else");
        refused(SigningTest.okafor(), put(changed), 422);
        changed.setRelatesTo(null);
        refused(SigningTest.okafor(), put(changed), 422);
    }

    @Test
    void addendum_thatIsSentTwiceAtOnce_isThereOnce() {
        List<Resource> note = signedNote("demo-encounter-5");
        Bundle addendum = addendum(note, OKAFOR);
        Bundle again = addendum.copy();
        transactions.execute(SigningTest.okafor(), addendum);
        refused(SigningTest.okafor(), again, 422);
        assertThat(added(note).getMeta().getVersionId()).isEqualTo("1");
    }

    @Test
    void whatIsAddedToADraft_isNoPartOfTheNoteWithoutASignature() {
        List<Resource> note = signedNote("demo-encounter-6");
        Bundle unsigned = withoutSignature(addendum(note, OKAFOR));
        List<Resource> draft = draft("demo-encounter-6");
        unsigned.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Composition.class::isInstance)
                .forEach(resource -> ((Composition) resource)
                        .getRelatesToFirstRep()
                        .setTarget(new Reference(
                                "Composition/" + draft.get(0).getIdElement().getIdPart())));
        refused(SigningTest.okafor(), unsigned, 422);
    }

    @Test
    void toAVoidNote_nothingIsAdded() {
        List<Resource> note = signedNote("demo-encounter-4");
        Bundle late = addendum(note, OKAFOR);
        transactions.execute(SigningTest.okafor(), withdrawal(List.of(note)));
        refused(SigningTest.okafor(), late, 409);
    }

    @Test
    void addendumInForce_isNotMovedToAVoidNote() {
        List<Resource> note = signedNote("demo-encounter-4");
        List<Resource> another = signedNote("demo-encounter-4");
        transactions.execute(SigningTest.okafor(), addendum(another, OKAFOR));
        transactions.execute(SigningTest.okafor(), withdrawal(List.of(note)));
        Composition moved = added(another);
        moved.getRelatesToFirstRep()
                .setTarget(new Reference(
                        "Composition/" + note.get(0).getIdElement().getIdPart()));
        Bundle signed = put(moved);
        Provenance provenance = (Provenance) addendum(another, OKAFOR).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Provenance.class::isInstance)
                .findFirst()
                .orElseThrow();
        provenance.setTarget(
                List.of(new Reference("Composition/" + moved.getIdElement().getIdPart())));
        signed.addEntry()
                .setFullUrl("urn:uuid:" + UUID.randomUUID())
                .setResource(provenance)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Provenance");
        refused(SigningTest.okafor(), signed, 409);
    }

    @Test
    void withdrawal_takesTheSignersOwnAddendaAlong_orIsRefused() {
        List<Resource> note = signedNote("demo-encounter-4");
        Bundle without = withdrawal(List.of(note));
        transactions.execute(SigningTest.okafor(), addendum(note, OKAFOR));
        refused(SigningTest.okafor(), without, 409);

        List<Resource> added =
                parts("/Composition/" + added(note).getIdElement().getIdPart());
        transactions.execute(SigningTest.okafor(), withdrawal(List.of(note, added)));
        assertThat(added(note).getStatus()).isEqualTo(Composition.CompositionStatus.ENTEREDINERROR);
    }

    @Test
    void withdrawal_isNotHeldUpByWhatElseRelatesToTheNote_andMissesNoAddendumBehindIt() {
        List<Resource> note = signedNote("demo-encounter-4");
        transactions.execute(SigningTest.okafor(), derived(note.get(0), 250));
        Bundle without = withdrawal(List.of(note));
        Bundle addendum = addendum(note, OKAFOR);
        transactions.execute(SigningTest.okafor(), addendum);
        refused(SigningTest.okafor(), without, 409);

        String added = addedTo(note.get(0));
        transactions.execute(SigningTest.okafor(), withdrawal(List.of(note, parts("/Composition/" + added))));

        assertThat(parts("/Composition/" + added).get(0))
                .extracting(one -> ((Composition) one).getStatus())
                .isEqualTo(Composition.CompositionStatus.ENTEREDINERROR);
    }

    /** Letters, say, that name the same person as an attester; none of them is an addendum. */
    private static Bundle derived(Resource note, int count) {
        Bundle all = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (int i = 0; i < count; i++) {
            Composition one = new Composition();
            one.setStatus(Composition.CompositionStatus.PRELIMINARY);
            one.setTitle("Letter " + i).setDate(new Date()).getType().setText("Letter");
            one.setSubject(((Composition) note).getSubject());
            one.addAuthor(new Reference(OKAFOR.practitioner()));
            one.addAttester()
                    .setMode(Composition.CompositionAttestationMode.PERSONAL)
                    .setParty(new Reference(OKAFOR.practitioner()));
            one.addRelatesTo()
                    .setCode(Composition.DocumentRelationshipType.TRANSFORMS)
                    .setTarget(
                            new Reference("Composition/" + note.getIdElement().getIdPart()));
            all.addEntry()
                    .setFullUrl("urn:uuid:" + UUID.randomUUID())
                    .setResource(one)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.POST)
                    .setUrl("Composition");
        }
        return all;
    }

    private String addedTo(Resource note) {
        return json(get("/Composition?status=final&related-ref=Composition/"
                        + note.getIdElement().getIdPart()))
                .at("/entry/0/resource/id")
                .asText();
    }

    @Test
    void whoDoesNotSeeANote_isToldTheSameOfOneInForceAndOfOneThatIsVoid() {
        List<Resource> inForce = signedNote("demo-encounter-4");
        List<Resource> madeVoid = signedNote("demo-encounter-5");
        Bundle toTheVoid = addendum(madeVoid, OKAFOR);
        transactions.execute(SigningTest.okafor(), withdrawal(List.of(madeVoid)));
        RequestContext unseeing = person(
                Instant.now(),
                "user/Composition.cs user/DocumentReference.cruds user/Provenance.cruds user/Practitioner.r");
        String toOneInForce = told(unseeing, addendum(inForce, OKAFOR));
        assertThat(toOneInForce).isEqualTo("403 The access token does not reach the note that this adds to");
        assertThat(told(unseeing, toTheVoid)).isEqualTo(toOneInForce);
        assertThat(told(SigningTest.okafor(), toTheVoid)).contains("void");
    }

    @Test
    void whoDoesNotSeeANote_isNotToldWhetherItIsThere() {
        List<Resource> note = signedNote("demo-encounter-4");
        RequestContext unseeing = person(
                Instant.now(),
                "user/Composition.cs user/DocumentReference.cruds user/Provenance.cruds user/Practitioner.r");
        for (String code : List.of("appends", "replaces")) {
            for (String status : List.of("preliminary", "final")) {
                String there = told(
                        unseeing,
                        adding(code, status, note.get(0).getIdElement().getIdPart()));
                assertThat(there).isEqualTo("403 The access token does not reach the note that this adds to");
                assertThat(told(unseeing, adding(code, status, "not-there"))).isEqualTo(there);
            }
        }
        assertThat(told(SigningTest.okafor(), adding("appends", "final", "not-there")))
                .as("who sees the whole type brings records along in any order")
                .isEqualTo("done");
    }

    private static Bundle adding(String code, String status, String note) {
        Composition composition = new Composition();
        composition.setStatus(Composition.CompositionStatus.fromCode(status));
        composition.getType().setText("Note");
        composition.setTitle("Note").setDate(new Date());
        composition.setSubject(new Reference("Patient/demo-patient-1"));
        composition.addAuthor(new Reference("Practitioner/demo-practitioner-1"));
        composition
                .addRelatesTo()
                .setCode(Composition.DocumentRelationshipType.fromCode(code))
                .setTarget(new Reference("Composition/" + note));
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + UUID.randomUUID())
                .setResource(composition)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Composition");
        return bundle;
    }

    private String told(RequestContext context, Bundle bundle) {
        try {
            transactions.execute(context, bundle.copy());
            return "done";
        } catch (FhirRefusal refused) {
            return refused.status() + " " + refused.getMessage();
        }
    }

    @RepeatedTest(4)
    void withdrawalAndAddendumAtOnce_areOneAfterTheOther() throws Exception {
        List<Resource> note = signedNote("demo-encounter-5");
        Bundle addendum = addendum(note, OKAFOR);
        Bundle withdrawal = withdrawal(List.of(note));
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<Boolean> added = CompletableFuture.supplyAsync(() -> done(together, addendum));
        boolean withdrawn = done(together, withdrawal);
        assertThat(withdrawn).as("one of both").isNotEqualTo(added.get(20, TimeUnit.SECONDS));
    }

    private boolean done(CyclicBarrier together, Bundle bundle) {
        try {
            together.await(20, TimeUnit.SECONDS);
            transactions.execute(SigningTest.okafor(), bundle);
            return true;
        } catch (FhirRefusal refused) {
            assertThat(refused.status()).isEqualTo(409);
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bundle withdrawal(List<List<Resource>> documents) {
        return Withdrawal.transaction(documents, OKAFOR, Instant.now(), "Wrong chart.", BASE);
    }

    private List<Resource> draft(String encounter) {
        var drafted = post("/Encounter/" + encounter + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        return parts("/Composition/" + json(drafted).at("/entry/0/resource/id").asText());
    }

    private List<Resource> signedNote(String encounter) {
        List<Resource> draft = draft(encounter);
        String path = "/Composition/" + draft.get(0).getIdElement().getIdPart();
        transactions.execute(SigningTest.okafor(), SigningTest.signature(draft, OKAFOR));
        return parts(path);
    }

    private static Bundle addendum(List<Resource> note, Signer signer) {
        return Addendum.transaction(
                note, "The X-ray is clear.", "urn:uuid:" + UUID.randomUUID(), signer, Instant.now());
    }

    private Composition added(List<Resource> note) {
        String body = get("/Composition?related-ref=Composition/"
                        + note.get(0).getIdElement().getIdPart())
                .body();
        return fhir.newJsonParser().parseResource(Bundle.class, body).getEntry().stream()
                .map(entry -> (Composition) entry.getResource())
                .filter(Addendum::isOne)
                .findFirst()
                .orElseThrow();
    }

    private static Bundle withoutSignature(Bundle bundle) {
        bundle.getEntry().removeIf(entry -> entry.getResource() instanceof Provenance);
        return bundle;
    }

    private static Bundle put(Resource resource) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        String reference = resource.fhirType() + "/" + resource.getIdElement().getIdPart();
        bundle.addEntry()
                .setFullUrl(BASE + "/" + reference)
                .setResource(resource)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl(reference);
        return bundle;
    }

    private List<Resource> parts(String composition) {
        return fhir
                .newJsonParser()
                .parseResource(Bundle.class, get(composition + "/$document").body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private static RequestContext person(Instant signedIn) {
        return person(signedIn, "user/*.cruds drafts");
    }

    private static RequestContext person(Instant signedIn, String scopes) {
        return new RequestContext(
                new Caller(
                        new TenantId("demo"),
                        OKAFOR.practitioner(),
                        "chartside-app",
                        "token-1",
                        Scopes.parse(scopes),
                        Optional.of(OKAFOR.practitioner()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(signedIn)),
                new Origin("addendum-test", "127.0.0.1", BASE));
    }

    private void refused(RequestContext context, Bundle bundle, int status) {
        assertThatThrownBy(() -> transactions.execute(context, bundle))
                .asInstanceOf(type(FhirRefusal.class))
                .extracting(FhirRefusal::status)
                .isEqualTo(status);
    }
}
