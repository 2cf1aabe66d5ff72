package io.chartside.server.subscription;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.store.Sight;
import io.chartside.server.subscription.Terms.Content;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;

/**
 * {@code Subscription/[id]/$events}: what was told, again, by event numbers, both bounds included (Subscriptions R5 Backport
 * 1.1.0). Shows what the caller may read now; whose the Subscription is makes no difference.
 */
final class EventsOperation implements Operation {
    private static final Set<String> PARAMETERS = Set.of("eventsSinceNumber", "eventsUntilNumber", "content");
    private static final int MOST = 100;

    private final SubscriptionTable table;
    private final Notification notification;
    private final Clock clock;

    EventsOperation(SubscriptionTable table, Notification notification, Clock clock) {
        this.table = table;
        this.notification = notification;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Subscription");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Subscription"));
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("r of what the events are about: others are left out");
    }

    @Override
    public String definition() {
        return Backport.OPERATIONS + "backport-subscription-events";
    }

    /** It answers whoever would get the same by the Subscription. */
    @Override
    public boolean discloses(Caller caller) {
        return caller.fhirUser().isEmpty();
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        Map<String, String> given = new HashMap<>();
        for (Parameters.ParametersParameterComponent parameter :
                call.parameters().getParameter()) {
            String value = parameter.hasValue() ? parameter.getValue().primitiveValue() : null;
            if (value == null || !PARAMETERS.contains(parameter.getName())) {
                throw new FhirRefusal(
                        400, "not-supported", "$events takes content, eventsSinceNumber, eventsUntilNumber");
            }
            given.put(parameter.getName(), value);
        }
        Held held = table.find(call.context().tenant(), call.id().orElseThrow())
                .orElseThrow(() -> FhirRefusal.notFound("This Subscription has never been delivered to"));
        List<Event> events = table.events(
                held.tenant(),
                held.id(),
                number(given, "eventsSinceNumber", 1),
                number(given, "eventsUntilNumber", Long.MAX_VALUE),
                MOST);
        Sight sight = type -> call.sight().of(type).withDrafts(false);
        Notification.Made made =
                notification.ofEvents(held, "query-event", events, sight, content(given, held), clock.instant());
        List<String> patients = made.told().stream()
                .flatMap(version -> version.patientId().stream())
                .distinct()
                .toList();
        return new OperationAnswer(200, Map.of(), Optional.empty(), Optional.empty(), made.json(), patients);
    }

    /** A wish; without one as the Subscription has it. */
    private static Content content(Map<String, String> given, Held held) {
        String asked = given.get("content");
        if (asked == null) {
            return held.terms().content();
        }
        return Arrays.stream(Content.values())
                .filter(known -> known.code().equals(asked))
                .findFirst()
                .orElseThrow(() -> FhirRefusal.malformed("content is empty, id-only or full-resource"));
    }

    private static long number(Map<String, String> given, String name, long otherwise) {
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw FhirRefusal.malformed(name + " is the number of an event");
        }
        return Long.parseLong(text);
    }
}
