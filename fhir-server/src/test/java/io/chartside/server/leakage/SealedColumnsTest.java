package io.chartside.server.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.rest.RestTest;
import io.chartside.server.store.Resealing;
import io.chartside.server.store.SealedColumn;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A value that the data key seals and that is not sealed anew with the next one would be lost when the key goes. */
class SealedColumnsTest extends RestTest {
    /** Sealed by another key than the tenant's data key. */
    private static final Set<String> OTHERS = Set.of(
            "content_chunk.bytes",
            "audit_event.event",
            "speech_session.body",
            "speech_part.body",
            "speech_recording.body");

    @Autowired
    private List<SealedColumn> columns;

    @Autowired
    private Resealing sealed;

    @Autowired
    private KeyRing keys;

    @Autowired
    private KeyRotation rotation;

    @Test
    void everySealedColumnIsSealedAnew_orHasAKeyOfItsOwn() throws IOException {
        Map<String, String> forms = LeakageStatement.read().forms("database `chartside`");
        Set<String> wanted = new TreeSet<>();
        forms.forEach((column, form) -> {
            if (form.equals("sealed")) {
                wanted.add(column);
            }
        });
        wanted.removeAll(OTHERS);

        assertThat(columns.stream().map(SealedColumn::name))
                .as("docs/leakage.md against the beans of SealedColumn")
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    private void replaceDataKey(TenantId tenant) {
        rotation.use(tenant, RotatedKey.DATA, rotation.announce(tenant, RotatedKey.DATA));
        keys.refresh();
        assertThat(sealed.run(tenant).resealed()).isPositive();
        rotation.resealContentKeys(tenant);
        rotation.retireFormer(tenant, RotatedKey.DATA);
    }

    @Test
    void accountAndContentOfNobody_outliveTheDataKey() {
        TenantId tenant = new TenantId("picky");
        HttpResponse<String> account = send(request(PICKY + "/admin/users", "manage-users")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"fhirUser\": \"Practitioner/sealed\", \"name\": \"Dr. Sealed Anew\","
                                + " \"email\": \"sealed@clinic.example\", \"roles\": [\"clinician\"]}")));
        assertThat(account.statusCode()).as(account.body()).isLessThan(300);
        HttpResponse<String> content = send(request(PICKY + "/Binary")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("nobody's ".repeat(20_000))));
        assertThat(content.statusCode()).as(content.body()).isEqualTo(201);
        String address = content.headers().firstValue("Location").orElseThrow().replaceAll("/_history/.*", "");

        replaceDataKey(tenant);

        assertThat(send(request(PICKY + "/admin/users/Practitioner/sealed", "manage-users"))
                        .body())
                .contains("Dr. Sealed Anew");
        assertThat(send(request(address).header("Accept", "text/plain")).body()).startsWith("nobody's nobody's");
    }
}
