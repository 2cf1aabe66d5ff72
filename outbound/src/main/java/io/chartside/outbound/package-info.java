/**
 * The one door through which a Chartside process opens sockets to the outside: to EHRs, identity providers, vendors and
 * subscribers.
 *
 * <p>{@link io.chartside.outbound.Outbound} sends a request only to an origin that configuration names
 * ({@link io.chartside.outbound.AllowedOrigin}), only after every address of its host has been checked, without following
 * redirects, without proxies from the environment, and with limits on time and size; HL7 v2 goes over an
 * {@link io.chartside.outbound.OutboundStream} by the same rules. What it will not do is an
 * {@link io.chartside.outbound.OutboundRefused}; what the network did is an {@link io.chartside.outbound.OutboundFailed}
 * that says whether the request can have reached the other side.
 */
package io.chartside.outbound;
