/** The pages of sealed visits: what they send is ciphertext, and goes on to the record as it is (docs/sealed-visits.md). */
package io.chartside.app.sealed;
