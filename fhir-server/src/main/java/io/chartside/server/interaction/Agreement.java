package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.index.DateRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A business associate agreement: a Contract of type {@value #SYSTEM}|{@value #BAA}, with the terms that 45 CFR 164.504(e)
 * asks for (MM28), each a term whose type is one of {@link #TERMS} in {@value #TERM_SYSTEM}.
 *
 * @param from when it begins, in milliseconds, inclusive
 * @param until when it, or the first of its terms, ends, inclusive
 */
record Agreement(long from, long until) {
    static final String SYSTEM = "https://chartside.io/fhir/CodeSystem/contract-type";
    static final String BAA = "baa";
    static final String TERM_SYSTEM = "https://chartside.io/fhir/CodeSystem/baa-term";
    static final List<String> TERMS = List.of("permitted-uses", "safeguards", "breach-notification", "subcontractors");

    static boolean is(JsonNode contract) {
        return isOf(contract.path("type"), SYSTEM, BAA);
    }

    static boolean isExecuted(JsonNode contract) {
        return is(contract) && "executed".equals(contract.path("status").textValue());
    }

    static List<String> missingTerms(JsonNode contract) {
        List<String> missing = new ArrayList<>();
        for (String term : TERMS) {
            if (terms(contract, term).isEmpty()) {
                missing.add(term);
            }
        }
        return missing;
    }

    /** The time in which the agreement and all its mandatory terms apply; a period that cannot be read never does. */
    static Agreement of(JsonNode contract) {
        Agreement whole = of(contract.path("applies"), new Agreement(DateRange.NONE, DateRange.OPEN));
        for (String term : TERMS) {
            for (JsonNode found : terms(contract, term)) {
                whole = of(found.path("applies"), whole);
            }
        }
        return whole;
    }

    boolean covers(Instant moment) {
        long at = moment.toEpochMilli();
        return from <= at && at <= until;
    }

    private static Agreement of(JsonNode period, Agreement within) {
        try {
            String start = period.path("start").asText("");
            String end = period.path("end").asText("");
            return new Agreement(
                    start.isEmpty()
                            ? within.from
                            : Math.max(within.from, DateRange.parse(start).low()),
                    end.isEmpty()
                            ? within.until
                            : Math.min(within.until, DateRange.parse(end).high()));
        } catch (DateTimeException e) {
            return new Agreement(DateRange.OPEN, DateRange.NONE);
        }
    }

    private static List<JsonNode> terms(JsonNode contract, String code) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode term : contract.path("term")) {
            if (isOf(term.path("type"), TERM_SYSTEM, code)) {
                found.add(term);
            }
        }
        return found;
    }

    private static boolean isOf(JsonNode concept, String system, String code) {
        for (JsonNode coding : concept.path("coding")) {
            if (system.equals(coding.path("system").textValue())
                    && code.equals(coding.path("code").textValue())) {
                return true;
            }
        }
        return false;
    }
}
