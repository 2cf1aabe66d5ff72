package io.chartside.server.staff;

import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import java.util.StringJoiner;
import org.springframework.stereotype.Component;

/**
 * What a grant opens, as granular scopes: reading and searching alone, never drafts. One visit: the Encounter and what refers
 * to it; one patient: the Patient and what refers to him.
 */
@Component
final class GrantScopes {
    private final SearchParameters parameters;

    GrantScopes(SearchParameters parameters) {
        this.parameters = parameters;
    }

    String of(StaffGrant grant) {
        if (grant.standsIn()) {
            return "user/*.rs fhirUser";
        }
        String type = grant.target().substring(0, grant.target().indexOf('/'));
        String id = grant.target().substring(type.length() + 1);
        String name = type.equals("Encounter") ? "encounter" : "patient";
        StringJoiner scopes = new StringJoiner(" ").add("system/" + type + ".rs?_id=" + id);
        for (String other : parameters.types()) {
            boolean refers = parameters
                    .find(other, name)
                    .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                    .isPresent();
            if (refers && !other.equals(type) && !other.equals("AuditEvent")) {
                scopes.add("system/" + other + ".rs?" + name + "=" + grant.target());
            }
        }
        return scopes.toString();
    }
}
