/**
 * CDS services (CDS Hooks 2.0): what the app says to an EHR at a patient's chart, at the start of an encounter, before orders
 * are signed and at a discharge. It decides on facts without content; the record tells them to a back end of its own
 * ({@code $visit-status}), and no card names a patient (docs/cds-hooks.md, docs/adr/0045).
 *
 * <p>Nothing here is used by another package: its door is HTTP.
 */
package io.chartside.app.cdshooks;
