/**
 * The way of speech to a service that writes it down: {@link io.chartside.server.ai.speech.SpeechGateway} says which service
 * a tenant has, {@link io.chartside.server.ai.speech.LiveLine} is one stream of audio to it. No FHIR and no database here:
 * what is heard goes back to the caller, and nothing is kept.
 */
package io.chartside.server.ai.speech;
