package io.chartside.server.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The one answer to "may this caller do this to that type". */
public sealed interface AccessDecision {

    record Permit() implements AccessDecision {}

    /**
     * Only within these patients' compartments and any one of the criteria ({@code category=vital-signs}).
     *
     * @param patientIds empty means any patient
     * @param criteria empty means no criterion
     */
    record Narrow(Set<String> patientIds, List<String> criteria) implements AccessDecision {
        public Narrow {
            patientIds = Set.copyOf(patientIds);
            criteria = List.copyOf(criteria);
        }
    }

    /**
     * @param roles words for the caller's roles when they deny what a scope would grant; empty when no scope does
     */
    record Deny(String reason, List<String> roles) implements AccessDecision {
        public Deny {
            Objects.requireNonNull(reason);
            roles = List.copyOf(roles);
        }
    }
}
