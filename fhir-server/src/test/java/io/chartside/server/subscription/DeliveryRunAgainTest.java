package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database may have the outcome of a delivery written again from the start, as after a deadlock. */
class DeliveryRunAgainTest extends SubscriptionTester {

    private static void run(String sql) {
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @AfterEach
    void letAllThrough() {
        run("drop function if exists refuse_once cascade; drop sequence if exists refused");
    }

    @Test
    void outcomeThatIsWrittenAgain_isOnRecordOnce() {
        receiver = receiver();
        patient = newPatient("Again");
        id = subscribed(receiver, Topic.RESOURCE_CHANGE, "id-only", "Observation?patient=Patient/" + patient);
        run(
                "create sequence refused; create function refuse_once() returns trigger language plpgsql security definer as"
                        + " $$ begin if nextval('public.refused') = 1 then raise exception using errcode = '40001'; end if;"
                        + " return new; end $$; create trigger refuse_once before update on subscription for each row"
                        + " when (new.id = '" + id + "' and old.lease is not null and new.lease is null)"
                        + " execute function refuse_once()");
        deliver();

        JsonNode now = read("/Subscription/" + id);
        assertThat(now.path("status").asText()).isEqualTo("active");
        assertThat(now.at("/meta/versionId").asText()).isEqualTo("2");
        assertThat(entries(read("/AuditEvent?entity=Subscription/" + id + "&action=U")))
                .hasSize(1);
    }
}
