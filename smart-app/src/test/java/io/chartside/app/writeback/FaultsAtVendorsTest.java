package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.KeyedHash;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Seeded sequences of notes, addenda, faults, ended tokens and a clinician's decisions at each strict EHR. However they fall:
 * nothing is there twice unless the clinician wanted it again, nothing is lost, and what is WRITTEN is there.
 */
class FaultsAtVendorsTest extends VendorTest {

    private static final List<Integer> STATUS = List.of(0, 0, 0, 500, 502, 503, 429, 401);

    @Autowired
    private KeyedHash hash;

    /** Notes with the number of their addenda, and how often the clinician sent again what was there. */
    private final Map<String, Integer> notes = new LinkedHashMap<>();

    private final Map<String, Integer> again = new HashMap<>();
    private LaunchSession session;

    @ParameterizedTest
    @CsvSource({"epic, 1", "epic, 2", "oracle, 4", "oracle, 5", "medplum, 7", "eclinicalworks, 8"})
    void whateverGoesWrong_nothingIsThereTwiceAndNothingIsLost(String vendor, long seed) {
        StrictEhr ehr = STRICT.stream()
                .filter(one -> one.vendor().equals(vendor))
                .findFirst()
                .orElseThrow();
        Random random = new Random(seed);
        session = signedIn(ehr);
        for (int round = 0; round < 10; round++) {
            faults(ehr, random);
            add(random);
            worker.deliverDue();
            CLOCK.forward(Duration.ofSeconds(random.nextInt(400)));
            worker.deliverDue();
            decide(ehr, random, random.nextInt(3) == 0);
        }
        ehr.calm();
        for (int turn = 0; turn < 30 && !allWritten(); turn++) {
            CLOCK.forward(Duration.ofMinutes(16));
            worker.deliverDue();
            decide(ehr, random, false);
        }
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        notes.forEach((note, addenda) -> check(ehr, note, addenda));
    }

    private void check(StrictEhr ehr, String note, int addenda) {
        for (int number = 0; number <= addenda; number++) {
            String name = number == 0 ? note : note + "-a" + number;
            assertThat(isThere(ehr, name)).as(name + " is there").isTrue();
            assertThat(filed(ehr, name))
                    .as(name + " is there once, or as often as wanted")
                    .hasSizeLessThanOrEqualTo(1 + again.getOrDefault(name, 0));
        }
    }

    /** As a document of its own, or within the version that the note has now. */
    private static boolean isThere(StrictEhr ehr, String name) {
        String words = "Addition " + name.replaceFirst(".*-a", "") + ".";
        return !filed(ehr, name).isEmpty()
                || name.contains("-a")
                        && filed(ehr, name.replaceFirst("-a\\d+$", "")).stream()
                                .anyMatch(document -> text(document).contains(words));
    }

    private static void faults(StrictEhr ehr, Random random) {
        for (int fault = random.nextInt(4); fault > 0; fault--) {
            int status = STATUS.get(random.nextInt(STATUS.size()));
            boolean mayHaveDone = status == 0 || status >= 500 && status != 503;
            String method = List.of("POST", "POST", "PUT", "GET").get(random.nextInt(4));
            Map<String, String> headers =
                    status == 429 ? Map.of("Retry-After", String.valueOf(random.nextInt(90))) : Map.of();
            ehr.server()
                    .fault(new Fault(
                            "/DocumentReference", method, status, "", mayHaveDone && random.nextBoolean(), headers));
        }
        if (random.nextInt(6) == 0) {
            ehr.server().endAllTokens();
        }
    }

    private void add(Random random) {
        List<String> signed = new ArrayList<>(notes.keySet());
        if (signed.isEmpty() || random.nextBoolean()) {
            String note = "n-" + UUID.nameUUIDFromBytes(new byte[] {(byte) signed.size(), (byte) random.nextInt()});
            notes.put(note, 0);
            delivery.enqueue(session, WholeVisit.of(session, note));
            return;
        }
        String note = signed.get(random.nextInt(signed.size()));
        int number = notes.merge(note, 1, Integer::sum);
        List<Bundle> addenda = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            addenda.add(WholeVisit.addendum(session, note, i));
        }
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), addenda);
    }

    /** A clinician who launches again when asked to, and looks into the chart; one in haste sends again without looking. */
    private void decide(StrictEhr ehr, Random random, boolean inHaste) {
        if (delivery.states(session).stream().anyMatch(DeliveryState::waitsForSignIn)) {
            session = signedIn(ehr);
            worker.deliverDue();
        }
        Map<UUID, String> names = names(ehr);
        for (DeliveryState state : delivery.states(session)) {
            if (state.state() == State.REFUSED) {
                delivery.retry(session, state.id());
            } else if (state.state() == State.UNKNOWN) {
                decide(ehr, state, names.get(state.id()), inHaste && random.nextBoolean());
            }
        }
        worker.deliverDue();
    }

    private void decide(StrictEhr ehr, DeliveryState state, String name, boolean inHaste) {
        int before = filed(ehr, name).size();
        if (isThere(ehr, name) && !inHaste) {
            delivery.confirm(session, state.id());
        } else if (delivery.retry(session, state.id()) && before > 0) {
            again.merge(name, 1, Integer::sum);
        }
    }

    /** The ledger names writes by a keyed hash of their identifier. */
    private Map<UUID, String> names(StrictEhr ehr) {
        Map<String, String> byHash = new HashMap<>();
        notes.forEach((note, addenda) -> {
            for (int number = 0; number <= addenda; number++) {
                String name = number == 0 ? note : note + "-a" + number;
                byHash.put(HexFormat.of().formatHex(hash.of(ehr.vendor(), ChartsideFhir.NOTE_ID, name)), name);
            }
        });
        Map<UUID, String> names = new HashMap<>();
        database.sql("select id, item from delivery")
                .query((rows, number) -> names.put(
                        rows.getObject("id", UUID.class),
                        byHash.get(HexFormat.of().formatHex(rows.getBytes("item")))))
                .list();
        return names;
    }

    private boolean allWritten() {
        return delivery.states(session).stream().allMatch(state -> state.state() == State.WRITTEN);
    }

    private static List<DocumentReference> filed(StrictEhr ehr, String name) {
        return ehr.server().shelf().all(DocumentReference.class).stream()
                .filter(document -> name.equals(document.getIdentifierFirstRep().getValue()))
                .toList();
    }
}
