/**
 * Signed work as HL7 version 2.5.1 messages, for EHRs without a write API: the note as MDM (chapter 9), its charges as
 * DFT^P03 (chapter 6), and what the receiver answers (chapter 2.9).
 *
 * <p>{@link io.chartside.mappings.hl7v2.DocumentMessage} and {@link io.chartside.mappings.hl7v2.ChargeMessage} write what
 * {@link io.chartside.mappings.hl7v2.Receiver} wants; {@link io.chartside.mappings.hl7v2.Acknowledgment} reads the answer.
 */
package io.chartside.mappings.hl7v2;
