package io.chartside.server.rotation;

import io.chartside.server.access.Right;
import io.chartside.server.authz.SigningKeys;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.tenancy.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@code $rotate-keys} with {@code key} = {@code kek}, {@code index}, {@code data}, {@code audit}, {@code cursor} or {@code
 * id-token}: replaces that key of the tenant while the tenant is used, and answers when all that is written is written with the
 * new one; one that was cut short is gone on with. The next key of id_tokens is published, and the answer says from when it
 * signs. Needs the scope {@code rotate-keys}.
 */
final class RotateKeys implements Operation {
    private final KeyRotation rotation;
    private final TenantRotation work;
    private final SigningKeys idTokenKeys;
    private final Readings readings;

    RotateKeys(KeyRotation rotation, TenantRotation work, SigningKeys idTokenKeys, Readings readings) {
        this.rotation = rotation;
        this.work = work;
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
        Supplier<Parameters> replacing;
        if (key.equals("id-token")) {
            replacing = () -> idToken(tenant);
        } else {
            RotatedKey rotated = RotatedKey.of(key)
                    .orElseThrow(() ->
                            FhirRefusal.malformed("The parameter key is kek, index, data, audit, cursor or id-token"));
            replacing = () -> replaced(tenant, rotated);
        }
        Optional<Parameters> answer = rotation.alone(tenant, replacing);
        return OperationAnswer.of(
                answer.orElseThrow(() -> FhirRefusal.conflict("A rotation of this tenant's keys is under way")));
    }

    private Parameters replaced(TenantId tenant, RotatedKey key) {
        TenantRotation.Done done = work.replace(tenant, key);
        Parameters answer = new Parameters();
        answer.addParameter("version", new IntegerType(done.version()));
        // A count may exceed FHIR's 32-bit integer.
        counted(key).ifPresent(what -> answer.addParameter(what, new StringType(Long.toString(done.count()))));
        done.broken().forEach(what -> answer.addParameter("broken", new StringType(what)));
        return answer;
    }

    private static Optional<String> counted(RotatedKey key) {
        return switch (key) {
            case KEK -> Optional.of("rewrapped");
            case INDEX -> Optional.of("rekeyed");
            case DATA -> Optional.of("resealed");
            case AUDIT -> Optional.of("destroyed");
            case CURSOR -> Optional.empty();
        };
    }

    private Parameters idToken(TenantId tenant) {
        SigningKeys.Next next = idTokenKeys.replace(tenant);
        Parameters answer = new Parameters();
        answer.addParameter("version", new IntegerType(next.version()));
        answer.addParameter("signs-from", new StringType(next.signsFrom().toString()));
        return answer;
    }
}
