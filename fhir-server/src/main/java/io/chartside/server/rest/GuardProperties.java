package io.chartside.server.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the request guard.
 *
 * @param bodySize most bytes of a request body, after inflating
 * @param bodiesAtOnce most bytes of bodies over 64 kB that are worked on at once; 0 for a sixteenth of the heap
 * @param bundleEntries most entries of a transaction or batch
 * @param binarySize most bytes of the content of a raw Binary, after inflating
 * @param urlLength most characters of path and query together
 * @param headerSize most bytes of all headers together
 */
@ConfigurationProperties("chartside.rest.guard")
record GuardProperties(
        @DefaultValue("32MB") DataSize bodySize,
        @DefaultValue("0") DataSize bodiesAtOnce,
        @DefaultValue("10000") int bundleEntries,
        @DefaultValue("1GB") DataSize binarySize,
        @DefaultValue("8192") int urlLength,
        @DefaultValue("16KB") DataSize headerSize) {}
