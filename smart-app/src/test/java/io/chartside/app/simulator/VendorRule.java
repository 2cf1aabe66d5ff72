package io.chartside.app.simulator;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.testing.SmartServer.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Resource;

/**
 * One thing that a vendor refuses, as data: what it looks at, and how a good write is made to break it, so that a test can show
 * each rule at work.
 *
 * @param name the rule in words
 * @param target method and path below the base of the writes that it looks at, such as {@code POST DocumentReference}
 * @param broken whether this write breaks it; the ehr is there to look encounters up
 * @param breaks turns a good write into one that breaks it
 * @param status what the vendor answers
 * @param says its words; empty: an empty body
 */
public record VendorRule(
        String name,
        String target,
        BiPredicate<Sent, StrictEhr> broken,
        Function<Sent, Sent> breaks,
        int status,
        String says) {

    /** A write as it came: its headers by lower-case name, and its resource. */
    public record Sent(Map<String, String> headers, Resource resource) {

        static Sent of(Request request) {
            return new Sent(request.headers(), (Resource)
                    FhirContext.forR4Cached().newJsonParser().parseResource(request.body()));
        }

        public Sent without(String header) {
            Map<String, String> fewer = new HashMap<>(headers);
            fewer.remove(header);
            return new Sent(fewer, resource);
        }

        @SuppressWarnings("unchecked")
        <R extends Resource> R as() {
            return (R) resource;
        }

        /** The same with its resource changed. */
        @SuppressWarnings("unchecked")
        <R extends Resource> Sent with(Consumer<R> change) {
            Resource copy = resource.copy();
            change.accept((R) copy);
            return new Sent(headers, copy);
        }
    }

    @Override
    public String toString() {
        return target + ": " + name;
    }
}
