/** Names of drugs, shared by what finds orders, holds them against allergies, and reconciles them with the chart. */
package io.chartside.scribe.medication;
