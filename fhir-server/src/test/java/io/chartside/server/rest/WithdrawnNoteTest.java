package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.Suggestions;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Withdrawal;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Transactions;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A signed note that its signer declares entered in error, in the record itself. */
class WithdrawnNoteTest extends RestTest {
    private static final String ENCOUNTER = "demo-encounter-5";

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    private List<Resource> parts(String composition) {
        var document = get("/Composition/" + composition + "/$document");
        assertThat(document.statusCode()).as(document.body()).isEqualTo(200);
        return fhir.newJsonParser().parseResource(Bundle.class, document.body()).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private Bundle withdrawal(List<Resource> note, String reason) {
        return Withdrawal.transaction(List.of(note), SigningTest.OKAFOR, Instant.now(), reason, BASE);
    }

    @Test
    void withdrawnNote_isVoidWithAllThatItsSignaturePutInForce_andStaysToBeSeen() {
        var drafted = post("/Encounter/" + ENCOUNTER + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
        String id = json(drafted).at("/entry/0/resource/id").asText();
        transactions.execute(SigningTest.okafor(), SigningTest.signature(parts(id), SigningTest.OKAFOR));
        List<Resource> signed = parts(id);
        Bundle withdrawal = withdrawal(signed, "Dictated into the wrong chart.");
        Bundle again = withdrawal.copy();

        transactions.execute(SigningTest.okafor(), withdrawal);

        List<Resource> after = parts(id);
        Composition note = (Composition) after.get(0);
        assertThat(Withdrawal.isWithdrawn(note)).isTrue();
        assertThat(Withdrawal.of(note).orElseThrow().reason()).isEqualTo("Dictated into the wrong chart.");
        assertThat(note.getSection()).isNotEmpty();
        assertThat(after)
                .filteredOn(part -> part instanceof DocumentReference text && Suggestions.isNoteOf(text, note))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(((DocumentReference) text).getStatus())
                        .isEqualTo(DocumentReferenceStatus.ENTEREDINERROR));
        assertThat(after)
                .filteredOn(
                        part -> part instanceof Condition condition && condition.hasExtension(ChartsideFhir.SUGGESTION))
                .allSatisfy(part -> assertThat(((Condition) part)
                                .getVerificationStatus()
                                .getCodingFirstRep()
                                .getCode())
                        .isEqualTo("entered-in-error"));
        assertThat(after)
                .filteredOn(Claim.class::isInstance)
                .allSatisfy(part -> assertThat(((Claim) part).getStatus()).isEqualTo(Claim.ClaimStatus.ENTEREDINERROR));
        String told = get("/Provenance?target=Composition/" + id).body();
        assertThat(fhir.newJsonParser().parseResource(Bundle.class, told).getEntry())
                .extracting(entry -> ((Provenance) entry.getResource()))
                .filteredOn(
                        one -> one.getActivity().getCodingFirstRep().getCode().equals("NULLIFY"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.getReasonFirstRep().getText()).isEqualTo("Dictated into the wrong chart.");
                    assertThat(one.hasSignature()).isFalse();
                });
        assertThatThrownBy(() -> transactions.execute(SigningTest.okafor(), again))
                .as("each under the version that was seen")
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(412));
    }
}
