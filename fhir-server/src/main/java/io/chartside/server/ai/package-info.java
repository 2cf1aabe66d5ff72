/**
 * The gateway to models (MA16, MA17, MH8, MH21). {@link io.chartside.server.ai.AiGateway} is its door. Without a route in the
 * tenant's policy the engine of this process drafts. With one, what was said goes to the model that the route names, without
 * what is off the record, without words that command, without identifiers; the answer is a proposal, of which only what the
 * visit bears out becomes a draft. When the model does not answer as it should, the engine of this process drafts and the
 * draft says so. See docs/ai.md.
 */
package io.chartside.server.ai;
