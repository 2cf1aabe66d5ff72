package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState;
import io.chartside.mappings.signature.Addendum;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.Test;

class AddendumPageTest extends SignedPageTest {

    @Test
    void addendum_isSignedOnce_shownBelowItsNote_andDelivered() {
        sign();
        String name = UUID.randomUUID().toString();
        assertThat(browser.get(session.path()).text())
                .contains("data-testid=\"addendum-words\"", "name=\"note\" value=\"c-n-1\"");
        for (int sent = 0; sent < 2; sent++) {
            assertThat(add(name, "X-ray is clear. <b>No</b> pneumonia.", "text/html")
                            .status())
                    .isEqualTo(303);
        }
        List<Composition> addenda = RECORD.shelf().all(Composition.class).stream()
                .filter(Addendum::isOne)
                .toList();
        assertThat(addenda).singleElement().satisfies(addendum -> {
            assertThat(addendum.getRelatesToFirstRep().getTargetReference().getReference())
                    .isEqualTo("Composition/c-n-1");
            assertThat(addendum.getAttesterFirstRep().getParty().getReference()).isEqualTo("Practitioner/record-dr-1");
        });
        assertThat(browser.get(session.path()).text())
                .contains("X-ray is clear. &lt;b&gt;No&lt;/b&gt; pneumonia.", "Addendum by");
        assertThat(delivery.states(session))
                .extracting(DeliveryState::what)
                .contains("Note", "Addendum")
                .hasSize(2);
    }

    @Test
    void nothingOrTooMuchOrWithoutASignedNote_isSaid() {
        String name = UUID.randomUUID().toString();
        assertThat(add(name, "words").text()).contains("\"code\":\"not-signed\"");
        sign();
        assertThat(add(name, "  ").text()).contains("\"code\":\"addendum-missing\"");
        assertThat(add(name, "x".repeat(20_001)).text()).contains("\"code\":\"addendum-too-long\"");
        assertThat(add("c-n-0", name, "words", "application/json").text()).contains("\"code\":\"draft-replaced\"");
        assertThat(RECORD.shelf().all(Composition.class)).noneMatch(Addendum::isOne);
    }

    @Test
    void whatSomebodyElseOnlyDrafts_isNoAddendum_andBreaksNoPage() {
        sign();
        Composition draft = new Composition();
        draft.setId("c-other");
        draft.setStatus(Composition.CompositionStatus.PRELIMINARY);
        draft.getIdentifier().setSystem("urn:other").setValue("1");
        draft.setDate(new java.util.Date());
        draft.getEncounter()
                .setReference("Encounter/" + session.record().encounter().orElseThrow());
        draft.addRelatesTo()
                .setCode(Composition.DocumentRelationshipType.APPENDS)
                .setTarget(new org.hl7.fhir.r4.model.Reference("Composition/c-n-1"));
        RECORD.shelf().put(draft);
        Browser.Page page = browser.get(session.path());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).doesNotContain("addendum-signed");
        assertThat(delivery.states(session)).extracting(DeliveryState::what).containsExactly("Note");
    }

    @Test
    void whatAPlanRefused_isPlannedAgain_whenTriedAgain() {
        sign();
        Composition note = RECORD.shelf().all(Composition.class).get(0);
        Composition tooLong = note.copy();
        tooLong.getSectionFirstRep()
                .getText()
                .setDivAsString("<div><div><span id=\"s1\">" + "x".repeat(1100 << 10) + "</span></div></div>");
        RECORD.shelf().put(tooLong);
        browser.get(session.path());
        assertThat(delivery.states(session)).singleElement().satisfies(refused -> {
            assertThat(refused.state()).isEqualTo(DeliveryState.State.REFUSED);
            assertThat(refused.reasons().get(0)).contains("this EHR takes");
            post("delivery/retry", "id=" + refused.id(), "text/html");
        });
        assertThat(delivery.states(session))
                .singleElement()
                .satisfies(again -> assertThat(again.state()).isEqualTo(DeliveryState.State.REFUSED));
        RECORD.shelf().put(note);
        post("delivery/retry", "id=" + delivery.states(session).get(0).id(), "text/html");
        assertThat(delivery.states(session))
                .singleElement()
                .satisfies(again -> assertThat(again.state()).isEqualTo(DeliveryState.State.PENDING));
    }

    @Test
    void whatTheEhrRefused_isPlannedAnew_whenTriedAgain() {
        sign();
        browser.get(session.path());
        DeliveryState sent = delivery.states(session).get(0);
        database.sql("update delivery set state = 'refused', attempts = 1").update();
        post("delivery/retry", "id=" + sent.id(), "text/html");
        assertThat(delivery.states(session)).singleElement().satisfies(again -> {
            assertThat(again.state()).isEqualTo(DeliveryState.State.PENDING);
            assertThat(again.id()).as("from the note as it stands now").isNotEqualTo(sent.id());
        });
    }

    @Test
    void whatMayHaveArrived_isSentAgainAsItWas() {
        sign();
        browser.get(session.path());
        DeliveryState sent = delivery.states(session).get(0);
        database.sql("update delivery set state = 'unknown', attempts = 1").update();
        post("delivery/retry", "id=" + sent.id(), "text/html");
        assertThat(delivery.states(session)).singleElement().satisfies(again -> {
            assertThat(again.state()).isEqualTo(DeliveryState.State.PENDING);
            assertThat(again.id()).isEqualTo(sent.id());
        });
    }

    /** The record decides who may sign, as for the note. */
    @Test
    void whomTheRecordRefuses_addsNothing() {
        sign();
        RECORD.fault(new Fault(
                "/fhir/main",
                "POST",
                403,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"forbidden\",\"diagnostics\":\"The sign-in is too long ago for a signature: sign in again\"}]}",
                false));
        Browser.Page refused = add(UUID.randomUUID().toString(), "words");
        assertThat(refused.text()).contains("sign in again");
        assertThat(RECORD.shelf().all(Composition.class)).noneMatch(Addendum::isOne);
        assertThat(delivery.states(session)).noneMatch(state -> state.what().equals("Addendum"));
    }

    /** As where the note was withdrawn between this page's look and its signature. */
    @Test
    void noteThatBecomesVoidMeanwhile_isSaid_andNothingIsAdded() {
        sign();
        RECORD.fault(new Fault(
                "/fhir/main",
                "POST",
                409,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":"
                        + "\"error\",\"code\":\"conflict\",\"diagnostics\":\"This note is void\"}]}",
                false));
        assertThat(add(UUID.randomUUID().toString(), "words").text()).contains("\"code\":\"note-withdrawn\"");
        assertThat(RECORD.shelf().all(Composition.class)).noneMatch(Addendum::isOne);
        assertThat(database.sql("select count(*) from hand_over")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private void sign() {
        WholeVisit.of(session, "n-1").getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Composition.class::isInstance)
                .forEach(RECORD.shelf()::put);
    }

    private Browser.Page add(String name, String words) {
        return add(name, words, "application/json");
    }

    private Browser.Page add(String name, String words, String accept) {
        return add("c-n-1", name, words, accept);
    }

    private Browser.Page add(String note, String name, String words, String accept) {
        return post(
                "addendum",
                "name=" + name + "&note=" + note + "&words=" + URLEncoder.encode(words, StandardCharsets.UTF_8),
                accept);
    }
}
