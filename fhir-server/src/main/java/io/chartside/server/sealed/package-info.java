/**
 * Sealed visits: end-to-end encrypted between browsers. The server keeps ciphertext and refuses all else; what a clinician
 * releases enters the record as an unsigned draft like any other (docs/sealed-visits.md).
 */
package io.chartside.server.sealed;
