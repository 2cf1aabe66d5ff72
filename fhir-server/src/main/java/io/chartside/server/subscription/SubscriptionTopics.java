package io.chartside.server.subscription;

import java.util.List;

/** What the CapabilityStatement tells of Subscriptions. */
public final class SubscriptionTopics {
    /** Names a topic, on {@code CapabilityStatement.rest.resource} (Subscriptions R5 Backport 1.1.0). */
    public static final String EXTENSION = Backport.EXTENSIONS + "capabilitystatement-subscriptiontopic-canonical";

    private SubscriptionTopics() {}

    public static List<String> canonicals() {
        return Topic.canonicals();
    }
}
