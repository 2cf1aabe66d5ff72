/**
 * Signed work on its way from the record to the write ledger: written down before the record is asked to sign, so that it is handed
 * over in the signer's name however the process ends in between. The door is {@link io.chartside.app.handover.HandOver}.
 */
package io.chartside.app.handover;
