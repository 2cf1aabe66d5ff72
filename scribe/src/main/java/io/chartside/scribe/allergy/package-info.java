/** Allergies of the patient as they are told, and the drugs that each speaks against. */
package io.chartside.scribe.allergy;
