package io.chartside.server.rotation;

import io.chartside.server.access.Right;
import io.chartside.server.authz.SigningKeys;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.store.HeadRekeying;
import io.chartside.server.tenancy.TenantId;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@code $rotate-keys} with {@code key} = {@code kek}, {@code index} or {@code id-token}: replaces the tenant's key-encryption
 * key or index key while the tenant is used, and answers when the old one is deleted; one that was cut short is gone on with.
 * The next key of id_tokens is published, and the answer says from when it signs. Needs the scope {@code rotate-keys}.
 */
final class RotateKeys implements Operation {
    private final KeyRotation rotation;
    private final HeadRekeying heads;
    private final SigningKeys idTokenKeys;
    private final Readings readings;

    RotateKeys(KeyRotation rotation, HeadRekeying heads, SigningKeys idTokenKeys, Readings readings) {
        this.rotation = rotation;
        this.heads = heads;
        this.idTokenKeys = idTokenKeys;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "rotate-keys";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the scope rotate-keys, of a back end");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        readings.require(call.context(), Right.ROTATE_KEYS);
        TenantId tenant = call.context().tenant();
        String key = call.parameters().getParameter().stream()
                .filter(parameter -> parameter.getName().equals("key") && parameter.hasValue())
                .map(parameter -> parameter.getValue().primitiveValue())
                .findFirst()
                .orElse("");
        Optional<Parameters> answer = switch (key) {
            case "kek" -> rotation.alone(tenant, () -> kek(tenant));
            case "index" -> rotation.alone(tenant, () -> index(tenant));
            case "id-token" -> rotation.alone(tenant, () -> idToken(tenant));
            default -> throw FhirRefusal.malformed("The parameter key is kek, index or id-token");
        };
        return OperationAnswer.of(
                answer.orElseThrow(() -> FhirRefusal.conflict("A rotation of this tenant's keys is under way")));
    }

    private Parameters kek(TenantId tenant) {
        KeyRotation.Rewrapped done = rotation.rotateKek(tenant);
        return answer(done.version(), "rewrapped", done.rewrapped());
    }

    private Parameters index(TenantId tenant) {
        TenantRotation.Done done = new TenantRotation(rotation, heads).index(tenant);
        Parameters answer = answer(done.version(), "rekeyed", done.count());
        done.broken().forEach(resource -> answer.addParameter("broken", new StringType(resource)));
        return answer;
    }

    private Parameters idToken(TenantId tenant) {
        SigningKeys.Next next = idTokenKeys.replace(tenant);
        return answer(next.version(), "signs-from", next.signsFrom().toString());
    }

    private static Parameters answer(int version, String what, String value) {
        Parameters answer = new Parameters();
        answer.addParameter("version", new IntegerType(version));
        answer.addParameter(what, new StringType(value));
        return answer;
    }

    /** A count may exceed FHIR's 32-bit integer. */
    private static Parameters answer(int version, String what, long count) {
        return answer(version, what, Long.toString(count));
    }
}
