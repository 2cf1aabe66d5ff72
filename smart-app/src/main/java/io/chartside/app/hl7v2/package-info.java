/**
 * HL7 version 2 messages over MLLP (HL7 Transport: MLLP, Release 1 and 2). {@link io.chartside.app.hl7v2.MessageExchange} sends
 * one and waits for the answer; what goes wrong in between is said in terms of whether the receiver can have it.
 */
package io.chartside.app.hl7v2;
