package io.chartside.server.tenancy;

import java.net.URI;
import java.util.List;

/**
 * Where a tenant's Subscriptions may send to: keys {@code subscriptions.*} of the tenant's file.
 *
 * @param endpoints origins; none: no Subscription is taken
 * @param most how many the tenant may have, 1 to 1,000
 */
public record SubscriptionPolicy(List<Endpoint> endpoints, int most) {
    public SubscriptionPolicy {
        endpoints = List.copyOf(endpoints);
        if (most < 1 || most > 1_000) {
            throw new IllegalArgumentException("subscriptions.most: 1 to 1000");
        }
    }

    /**
     * One origin.
     *
     * @param url scheme, host and port; a path is left aside
     * @param internal whether it may be {@code http} and have loopback and private addresses
     */
    public record Endpoint(URI url, boolean internal) {
        public Endpoint {
            if (url == null || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "subscriptions.endpoints: url is an address such as https://ehr.example");
            }
            boolean open = "http".equals(url.getScheme()) && internal;
            if (!open && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException(
                        "subscriptions.endpoints: " + url + " must be https, or http and internal: true");
            }
        }
    }
}
