/**
 * Brings signed work to the EHR, in the form it takes there, once.
 *
 * <p>{@link io.chartside.app.writeback.Delivery} is the door: the visit page enqueues what was signed and shows the state.
 * Behind it a plan of single creates ({@code WritePlan}), a ledger in PostgreSQL ({@code Ledger}) and a worker
 * ({@code DeliveryWorker}) that never repeats a write whose answer was lost without asking first.
 */
package io.chartside.app.writeback;
