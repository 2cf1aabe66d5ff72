package io.chartside.server.tenancy;

import java.util.Objects;
import java.util.regex.Pattern;

/** Name of a tenant as it stands in the FHIR base URL: {@code /fhir/{tenant}}. */
public record TenantId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    /** The realm of the operator's own people: rows and audit of its own, and never a tenant. */
    public static final TenantId STAFF = new TenantId("staff");

    public TenantId {
        Objects.requireNonNull(value);
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a tenant's name is 1 to 31 of a-z, 0-9 and -, and begins with a letter");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
