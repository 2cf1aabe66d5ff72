package io.chartside.server.interaction;

import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Nobody licenses himself (MA18): an administrator writes every Practitioner and PractitionerRole but his own. */
@Component
final class OwnCredentials implements WriteRule {
    private static final Sight OWN =
            Sight.everythingWithoutAccessCheck("whose credentials a write changes is looked up");
    private static final String ROLE = "PractitionerRole";

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        Optional<String> user = context.caller().fhirUser();
        if (user.isEmpty()
                || writes.stream()
                        .noneMatch(write -> write.type().equals("Practitioner")
                                || write.type().equals(ROLE))) {
            return;
        }
        String self = practitioner(user.get(), unit);
        for (PlannedWrite write : writes) {
            boolean own = write.toString().equals(user.get())
                    || write.toString().equals(self)
                    || write.type().equals(ROLE)
                            && Stream.concat(write.before().stream(), write.resource().stream())
                                    .anyMatch(role -> practitioner(role).equals(self));
            if (own) {
                throw FhirRefusal.forbiddenByRole(
                        context.caller(),
                        List.of("nobody licenses himself"),
                        "Nobody writes the credentials that he signs in with");
            }
        }
    }

    private static String practitioner(String user, UnitOfWork unit) {
        if (!user.startsWith(ROLE + "/")) {
            return user;
        }
        return unit.read(OWN, new Key(ROLE, user.substring(ROLE.length() + 1)))
                .filter(stored -> !stored.deleted())
                .map(StoredResource::json)
                .map(JsonTree::ofStored)
                .map(role -> role.path("practitioner").path("reference").asText())
                .orElse(user);
    }

    private static String practitioner(ResourceJson role) {
        return role.tree().path("practitioner").path("reference").asText();
    }
}
