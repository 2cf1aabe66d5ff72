/** Code systems, value sets and concept maps: one source for operations, search and validation. */
package io.chartside.server.terminology;
