package io.chartside.server.subscription;

/** Names of the guide Subscriptions R5 Backport 1.1.0. */
final class Backport {
    private static final String GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/";

    static final String EXTENSIONS = GUIDE + "StructureDefinition/";
    static final String FILTER = EXTENSIONS + "backport-filter-criteria";
    static final String CONTENT = EXTENSIONS + "backport-payload-content";
    static final String HEARTBEAT = EXTENSIONS + "backport-heartbeat-period";
    static final String TIMEOUT = EXTENSIONS + "backport-timeout";
    static final String MAX_COUNT = EXTENSIONS + "backport-max-count";
    static final String NOTIFICATION = EXTENSIONS + "backport-subscription-notification-r4";
    static final String STATUS = EXTENSIONS + "backport-subscription-status-r4";
    static final String OPERATIONS = GUIDE + "OperationDefinition/";

    private Backport() {}
}
