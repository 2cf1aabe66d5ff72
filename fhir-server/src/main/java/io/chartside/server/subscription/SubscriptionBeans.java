package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.authz.StandingCallers;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.Writings;
import io.chartside.server.operation.NoteParts;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.store.ChangeFeed;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.SealedColumn;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SubscriptionBeans {

    @Bean
    SubscriptionTable subscriptionTable(Database database, ResourceStore store, KeyRing keys) {
        return new SubscriptionTable(database, store, keys);
    }

    @Bean
    SealedColumn sealedSubscriptions() {
        return SubscriptionTable.SEALED;
    }

    @Bean
    SubscriptionRule subscriptionRule(
            SubscriptionTable table,
            ResourceSearch search,
            AccessPolicy policy,
            StandingCallers callers,
            Tenants tenants,
            FhirContext fhir,
            Clock clock) {
        return new SubscriptionRule(table, new TermsReader(search), policy, callers, tenants, fhir, clock);
    }

    @Bean
    Notification subscriptionNotification(ResourceStore store, NoteParts notes, FhirContext fhir) {
        return new Notification(store, notes, fhir);
    }

    @Bean
    StatusOperation subscriptionStatus(SubscriptionTable table, ResourceStore store, FhirContext fhir) {
        return new StatusOperation(table, store, fhir);
    }

    @Bean
    EventsOperation subscriptionEvents(SubscriptionTable table, Notification notification, Clock clock) {
        return new EventsOperation(table, notification, clock);
    }

    @Bean
    SubscriptionTraces subscriptionTraces(SubscriptionTable table) {
        return new SubscriptionTraces(table);
    }

    @Bean
    AllianceWebhooks allianceWebhooks(Writings writings, Readings readings, FhirContext fhir) {
        return new AllianceWebhooks(writings, readings, fhir);
    }

    @Bean
    AllianceSessions allianceSessions(Database database, Readings readings, FhirContext fhir) {
        return new AllianceSessions(database, readings, fhir);
    }

    @Bean
    Deliveries subscriptionDeliveries(
            SubscriptionTable table,
            ChangeFeed feed,
            CriteriaMatcher matcher,
            ResourceStore store,
            Notification notification,
            Tenants tenants,
            StandingCallers callers,
            AccessPolicy policy,
            AuditTrail audit,
            SubscriptionSettings settings) {
        return new Deliveries(
                table,
                new Matching(feed, matcher, store),
                notification,
                new Sender(tenants),
                callers,
                policy,
                audit,
                settings);
    }

    @Bean(initMethod = "start")
    DeliverySchedule deliverySchedule(
            SubscriptionTable table,
            Deliveries deliveries,
            Tenants tenants,
            SubscriptionSettings settings,
            Clock clock) {
        return new DeliverySchedule(table, deliveries, tenants, settings, clock);
    }
}
