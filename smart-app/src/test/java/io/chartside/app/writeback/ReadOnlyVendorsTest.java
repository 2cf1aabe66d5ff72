package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** EHRs to which their shipped templates write nothing through FHIR: they are launched from and read, and refuse whatever comes. */
class ReadOnlyVendorsTest extends VendorTest {

    static Stream<StrictEhr> readOnly() {
        return READ_ONLY.stream();
    }

    @Test
    void everyShippedTemplate_hasAStrictEhr() throws IOException {
        try (Stream<Path> templates = Files.list(Path.of("../config/ehr"))) {
            assertThat(STRICT)
                    .extracting(StrictEhr::vendor)
                    .containsExactlyInAnyOrderElementsOf(templates
                            .map(file -> file.getFileName().toString().replace(".yml", ""))
                            // Its EHR is the record itself, which the end-to-end tests run.
                            .filter(name -> !name.equals("demo"))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("readOnly")
    void launchOpensTheChart_throughAnEndedTokenAndBusyParts_andNothingIsWritten(StrictEhr ehr) {
        ehr.server().fault(new Fault("/Condition", "GET", 503, "", false));
        ehr.server().fault(new Fault("/Observation", "GET", 429, "", false));
        ehr.server().fault(new Fault("/AllergyIntolerance", "GET", 401, "", false));
        LaunchSession session = signedIn(ehr);
        assertThat(session.names().patient()).isEqualTo("Ada Quill");
        ehr.server().requests().clear();
        delivery.enqueue(session, WholeVisit.withPeople(WholeVisit.of(session, "n-" + UUID.randomUUID())));
        worker.deliverDue();
        assertThat(ehr.server().requests())
                .extracting(SmartServer.Request::method)
                .doesNotContain("POST", "PUT");
        if (ehr.vendor().equals("meditech")) {
            assertThat(states(session)).containsExactly(State.WRITTEN);
            assertThat(RECEIVER.received()).singleElement().asString().contains("|MDM^T02^MDM_T02|");
        } else {
            assertThat(delivery.states(session)).isEmpty();
        }
    }

    @Test
    void meditechsInterface_isNeverSentBlindlyAgain() {
        StrictEhr meditech = READ_ONLY.stream()
                .filter(one -> one.vendor().equals("meditech"))
                .findFirst()
                .orElseThrow();
        LaunchSession session = signedIn(meditech);
        RECEIVER.next(MllpReceiver.hangsUp());
        delivery.enqueue(session, WholeVisit.withPeople(WholeVisit.of(session, "n-" + UUID.randomUUID())));
        for (int turn = 0; turn < 3; turn++) {
            worker.deliverDue();
            CLOCK.forward(Duration.ofMinutes(20));
        }
        assertThat(states(session)).containsExactly(State.UNKNOWN);
        assertThat(RECEIVER.received()).hasSize(1);
    }

    /** The contract that its template names: PDF, create only. */
    @Test
    void eclinicalworksWithTheContract_getsAPdf_andIsTriedAgainWhenItIsBusy() {
        LaunchSession session = signedIn(ECLINICALWORKS);
        ECLINICALWORKS.server().fault(new Fault("/DocumentReference", "POST", 429, "", false));
        ECLINICALWORKS.server().fault(new Fault("/DocumentReference", "POST", 401, "", false));
        delivered(session);
        assertThat(states(session)).containsExactly(State.PENDING);
        CLOCK.forward(Duration.ofSeconds(10));
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.WRITTEN);
        DocumentReference filed = only(ECLINICALWORKS, DocumentReference.class);
        byte[] data = filed.getContentFirstRep().getAttachment().getData();
        assertThat(new String(data, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat(List.of(filed.getContentFirstRep().getAttachment().getContentType()))
                .containsExactly("application/pdf");
    }
}
