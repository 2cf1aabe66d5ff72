package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.server.access.AccessDecision;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.authz.StandingCallers;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.subscription.Held.Status;
import io.chartside.server.tenancy.SubscriptionPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What a Subscription must be, and that it counts from the transaction that writes it. A client asks for {@code requested} or
 * {@code off}; the other states are the server's. Of its secrets the resource keeps the names.
 */
final class SubscriptionRule implements WriteRule {
    /** Of v3 PurposeOfUse, the purpose that nothing of a patient is sent for (MH31): marketing. */
    static final String NO_ROUTE = "HMARKT";

    private final SubscriptionTable table;
    private final TermsReader reader;
    private final AccessPolicy policy;
    private final StandingCallers callers;
    private final Tenants tenants;
    private final FhirContext fhir;
    private final Clock clock;

    SubscriptionRule(
            SubscriptionTable table,
            TermsReader reader,
            AccessPolicy policy,
            StandingCallers callers,
            Tenants tenants,
            FhirContext fhir,
            Clock clock) {
        this.table = table;
        this.reader = reader;
        this.policy = policy;
        this.callers = callers;
        this.tenants = tenants;
        this.fhir = fhir;
        this.clock = clock;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            if (!write.type().equals("Subscription")) {
                continue;
            }
            if (write.resource().isEmpty()) {
                table.remove(unit, context.tenant(), write.id());
            } else {
                put(context, write, unit);
            }
        }
    }

    private void put(RequestContext context, PlannedWrite write, UnitOfWork unit) {
        TenantId tenant = context.tenant();
        Caller caller = context.caller();
        ObjectNode resource = write.resource().orElseThrow().tree().deepCopy();
        Optional<Subscriber> before = table.lock(unit, tenant, write.id());
        Terms terms = reader.read(resource, before.map(Subscriber::terms));
        Status status = resource.path("status").asText().equals("off") ? Status.OFF : Status.REQUESTED;
        boolean another = before.filter(subscriber -> !subscriber.isOf(caller)).isPresent();
        if (another && (status != Status.OFF || !terms.equals(before.get().terms()))) {
            throw FhirRefusal.forbidden(
                    "A Subscription sends what its subscriber may read: others may only turn it off or delete it");
        }
        if (status != Status.OFF) {
            requireRights(caller, terms);
            TenantSettings settings = tenants.find(tenant).orElseThrow();
            if (!allows(settings.subscriptions(), terms.address())) {
                throw FhirRefusal.againstRule(
                        "The tenant's configuration lets nothing be sent to the origin of this endpoint"
                                + " (subscriptions.endpoints)",
                        "Subscription.channel.endpoint");
            }
            int most = settings.subscriptions().most();
            if (before.isEmpty() && table.count(unit, tenant) >= most) {
                throw FhirRefusal.againstRule("The tenant has " + most + " Subscriptions already", "");
            }
        }
        resource.put("status", status.code());
        resource.remove("error");
        write.complete(ResourceJson.of(fhir, resource).hapi());
        Subscriber subscriber = another
                ? before.get()
                : Subscriber.of(
                        caller,
                        unit.beside(session -> callers.offlineAuthorization(session, caller)),
                        context.origin().base(),
                        clock.instant(),
                        terms);
        if (status != Status.OFF && caller.fhirUser().isPresent() && subscriber.authorization() == null) {
            throw FhirRefusal.forbidden(
                    "A Subscription outlives its token: of a person it needs one with the scope offline_access");
        }
        table.put(unit, tenant, write.id(), status, subscriber, clock.instant());
    }

    private void requireRights(Caller caller, Terms terms) {
        if (caller.mandate().actor().isPresent() || caller.mandate().grant().isPresent()) {
            throw FhirRefusal.forbidden("Who stands in for somebody subscribes to nothing");
        }
        Optional<String> purpose = caller.mandate()
                .purposeOfUse()
                .or(() -> Optional.ofNullable(tenants.find(caller.tenant())
                        .orElseThrow()
                        .api()
                        .clientPurposes()
                        .get(caller.clientId())));
        if (purpose.filter(NO_ROUTE::equals).isPresent()) {
            throw FhirRefusal.forbidden("Nothing of a patient is sent for this purpose");
        }
        for (String type : terms.types()) {
            if (policy.decide(caller, Interaction.READ, type) instanceof AccessDecision.Deny) {
                throw FhirRefusal.forbidden("The access token does not allow read of " + type);
            }
        }
    }

    static boolean allows(SubscriptionPolicy policy, URI address) {
        return origins(policy).stream().anyMatch(origin -> sameOrigin(origin, address));
    }

    static List<AllowedOrigin> origins(SubscriptionPolicy policy) {
        return policy.endpoints().stream()
                .map(endpoint ->
                        endpoint.internal() ? AllowedOrigin.internal(endpoint.url()) : AllowedOrigin.of(endpoint.url()))
                .toList();
    }

    private static boolean sameOrigin(AllowedOrigin allowed, URI address) {
        try {
            AllowedOrigin asked = allowed.internal() ? AllowedOrigin.internal(address) : AllowedOrigin.of(address);
            return asked.equals(allowed);
        } catch (RuntimeException e) {
            return false; // Not written in its usual form, or http where https is meant.
        }
    }
}
