/** Implementation guides: FHIR NPM packages that an operator lays into {@code config/ig/}. */
package io.chartside.server.ig;
