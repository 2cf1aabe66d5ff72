package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.UnitOfWork;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/**
 * The one gate between a draft and what is in force (MA18, MT7). Whatever way a write comes, a resource that an AI
 * asserted is stored in force only together with a Provenance in which the calling Practitioner verifies it; the gate
 * then completes that Provenance with version-specific targets and a signature. The AI label is never taken off.
 */
@Component
final class AttestationGate implements WriteRule {
    private final Attester attester;
    private final AttestationKeys keys;
    private final Clock clock;

    AttestationGate(Attester attester, AttestationKeys keys, Clock clock) {
        this.attester = attester;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        Set<String> needed = new HashSet<>();
        Map<String, PlannedWrite> byReference = new HashMap<>();
        for (PlannedWrite write : writes) {
            byReference.put(write.toString(), write);
            if (entersForce(write, unit)) {
                needed.add(write.toString());
            }
        }
        Set<String> attested = new HashSet<>();
        for (PlannedWrite write : writes) {
            if (write.type().equals("Provenance")) {
                attest(context, write, byReference, unit).ifPresent(attested::addAll);
            }
        }
        for (PlannedWrite write : writes) {
            if (needed.contains(write.toString()) && !attested.contains(write.toString())) {
                throw FhirRefusal.againstRule(
                        "What an AI asserted comes into force only in one transaction with a Provenance in which the"
                                + " signing Practitioner verifies it",
                        ReviewState.elementOf(write.type()));
            }
        }
    }

    /**
     * Whether the write puts AI content in force, or what is added to it, or changes such content; refuses what no signature
     * can allow.
     */
    private static boolean entersForce(PlannedWrite write, UnitOfWork unit) {
        if (!ReviewState.isReviewed(write.type()) || write.resource().isEmpty()) {
            return false;
        }
        ResourceJson after = write.resource().get();
        boolean labelled = Drafts.isLabelled(after.tree());
        Optional<ResourceJson> before = write.before();
        boolean labelledBefore = before.filter(b -> Drafts.isLabelled(b.tree())).isPresent();
        if (labelledBefore && !labelled) {
            throw FhirRefusal.againstRule(
                    "The label of AI content is never taken off", write.type() + ".meta.security");
        }
        if (!labelled) {
            if (Unlabelled.isAiContent(after)) {
                throw FhirRefusal.againstRule("AI content carries the AI label", write.type() + ".meta.security");
            }
            boolean added = Addenda.isOne(after, unit)
                    || before.filter(b -> Addenda.isOne(b, unit)).isPresent();
            if (!added) {
                return false;
            }
        }
        ReviewState state = ReviewState.of(after);
        boolean wasInForce = (labelledBefore || !labelled && before.isPresent())
                && before.map(ReviewState::of).orElseThrow() == ReviewState.IN_FORCE;
        if (wasInForce && state == ReviewState.DRAFT && Lifecycle.isNote(write.type())) {
            throw FhirRefusal.againstRule(
                    "A signed note does not become a draft again: amend it", ReviewState.elementOf(write.type()));
        }
        if (state != ReviewState.IN_FORCE) {
            return false;
        }
        return !(wasInForce && Lifecycle.onlyMovesOn(before.orElseThrow().hapi(), after.hapi()));
    }

    /** The references a Provenance attests, completed and signed; empty when it attests nothing. */
    private Optional<Set<String>> attest(
            RequestContext context, PlannedWrite write, Map<String, PlannedWrite> writes, UnitOfWork unit) {
        boolean signedBefore =
                write.before().filter(before -> before.tree().has("signature")).isPresent();
        if (signedBefore) {
            throw FhirRefusal.againstRule("A signature is not changed or deleted", "Provenance.signature");
        }
        if (write.resource().isEmpty()) {
            return Optional.empty();
        }
        ResourceJson told = write.resource().get();
        if (!Verifiers.isAttestation(told.tree()) || concernsOthersWorkOnly(told.tree(), writes, unit)) {
            if (told.tree().has("signature")) {
                throw FhirRefusal.againstRule(
                        "The server signs, and only what a verifier attests", "Provenance.signature");
            }
            return Optional.empty();
        }
        String signer = attester.require(context.caller(), unit);
        Provenance provenance = (Provenance) told.hapi().copy();
        Verifiers.requireOnly(provenance, signer);
        Set<String> attested = sign(context, provenance, signer, writes);
        write.complete(provenance);
        return Optional.of(attested);
    }

    /**
     * Whether all it speaks of is written in the same transaction and none of it is AI content or adds to such: the provenance of a record
     * that people made elsewhere, told by the system that sends it. It is kept as told, and gets no signature of ours.
     */
    private static boolean concernsOthersWorkOnly(
            JsonNode provenance, Map<String, PlannedWrite> writes, UnitOfWork unit) {
        for (JsonNode target : provenance.path("target")) {
            Optional<ResourceJson> written = Optional.ofNullable(
                            writes.get(target.path("reference").asText()))
                    .flatMap(PlannedWrite::resource);
            if (written.isEmpty() || Drafts.isLabelled(written.get().tree()) || Addenda.isOne(written.get(), unit)) {
                return false;
            }
        }
        return true;
    }

    private Set<String> sign(
            RequestContext context, Provenance provenance, String signer, Map<String, PlannedWrite> writes) {
        Date now = Date.from(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        InstantType recorded = new InstantType(now);
        recorded.setTimeZoneZulu(true);
        provenance.setRecordedElement(recorded);
        SignedContent content = new SignedContent(signer, recorded.getValueAsString());
        Set<String> attested = new HashSet<>();
        for (Reference target : provenance.getTarget()) {
            PlannedWrite signed = targetOf(target, writes);
            ResourceJson resource = signed.resource().orElseThrow(AttestationGate::notWritten);
            requireOwnAttester(signed, resource, signer);
            String version = signed + "/_history/" + signed.nextVersion();
            content.add(
                    version, JsonTree.version(resource.tree(), signed.id(), (int) signed.nextVersion(), now.getTime()));
            target.setReference(version);
            attested.add(signed.toString());
        }
        Signatures.put(provenance, signer, now, DetachedJws.sign(content.payload(), keys.signing(context.tenant())));
        return attested;
    }

    private static PlannedWrite targetOf(Reference target, Map<String, PlannedWrite> writes) {
        String reference = target.getReference() == null ? "" : target.getReference();
        int history = reference.indexOf("/_history/");
        PlannedWrite write = writes.get(history < 0 ? reference : reference.substring(0, history));
        if (write == null) {
            throw notWritten();
        }
        if (history >= 0
                && !reference.substring(history + "/_history/".length()).equals(Long.toString(write.nextVersion()))) {
            throw FhirRefusal.againstRule(
                    "A signature covers the version that its transaction writes", "Provenance.target");
        }
        return write;
    }

    private static FhirRefusal notWritten() {
        return FhirRefusal.againstRule(
                "A signature covers what its own transaction writes, and nothing else", "Provenance.target");
    }

    /** Nobody signs in another's name: an attester who was not there before is the signer. */
    private static void requireOwnAttester(PlannedWrite write, ResourceJson resource, String signer) {
        if (!resource.type().equals("Composition")) {
            return;
        }
        Composition composition = (Composition) resource.hapi();
        Set<String> before = new HashSet<>();
        write.before()
                .map(old -> (Composition) old.hapi())
                .ifPresent(old -> old.getAttester()
                        .forEach(one -> before.add(one.getParty().getReference())));
        boolean anothers = composition.getAttester().stream()
                .map(one -> one.getParty().getReference())
                .anyMatch(party -> !signer.equals(party) && !before.contains(party));
        boolean own = composition.getAttester().stream()
                .anyMatch(one -> signer.equals(one.getParty().getReference()));
        if (anothers || !own) {
            throw FhirRefusal.againstRule("The signed note names its signer as attester", "Composition.attester");
        }
    }
}
