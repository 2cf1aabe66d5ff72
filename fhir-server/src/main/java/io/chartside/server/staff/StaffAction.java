package io.chartside.server.staff;

import static io.chartside.server.staff.StaffRole.FINANCE;
import static io.chartside.server.staff.StaffRole.PLATFORM_OPS;
import static io.chartside.server.staff.StaffRole.READ_ONLY;
import static io.chartside.server.staff.StaffRole.SUPER_ADMIN;
import static io.chartside.server.staff.StaffRole.SUPPORT;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every route of the staff console and who may take it (MM15). {@link StaffDoor} asks here before any page is made; a route
 * without a row is served to nobody, and a test fails over it.
 */
enum StaffAction {
    TENANTS("GET", "/staff", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, FINANCE, READ_ONLY)),
    USAGE("GET", "/staff/tenants/{id}/usage", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, FINANCE, READ_ONLY)),
    VISITS("GET", "/staff/tenants/{id}/visits", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, READ_ONLY)),
    ERRORS("GET", "/staff/errors", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, READ_ONLY)),
    TENANT_SUSPEND("POST", "/staff/tenants/{id}/suspend", Set.of(SUPER_ADMIN, PLATFORM_OPS)),
    TENANT_RESUME("POST", "/staff/tenants/{id}/resume", Set.of(SUPER_ADMIN, PLATFORM_OPS)),
    GRANTS("GET", "/staff/tenants/{id}/grants", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, READ_ONLY)),
    GRANT_ASK("POST", "/staff/tenants/{id}/grants", Set.of(SUPER_ADMIN, SUPPORT)),
    GRANT_APPROVE("POST", "/staff/tenants/{id}/grants/{grant}/approve", Set.of(SUPER_ADMIN)),
    GRANT_REFUSE("POST", "/staff/tenants/{id}/grants/{grant}/refuse", Set.of(SUPER_ADMIN)),
    GRANT_REVOKE("POST", "/staff/tenants/{id}/grants/{grant}/revoke", Set.of(SUPER_ADMIN, SUPPORT)),
    GRANT_USE("POST", "/staff/tenants/{id}/grants/{grant}/use", Set.of(SUPER_ADMIN, SUPPORT)),
    SIGN_OUT("POST", "/staff/sign-out", Set.of(SUPER_ADMIN, PLATFORM_OPS, SUPPORT, FINANCE, READ_ONLY));

    private final String method;
    private final String pattern;
    private final Set<StaffRole> roles;
    private final Pattern path;

    StaffAction(String method, String pattern, Set<StaffRole> roles) {
        this.method = method;
        this.pattern = pattern;
        this.roles = roles;
        this.path = Pattern.compile(pattern.replaceAll("\\{[a-z]+}", "[^/]+"));
    }

    String method() {
        return method;
    }

    /** As the controllers write it. */
    String pattern() {
        return pattern;
    }

    boolean may(StaffRole role) {
        return roles.contains(role);
    }

    /** Empty for a route that has no row. */
    static Optional<StaffAction> of(String method, String path) {
        return Arrays.stream(values())
                .filter(action -> action.method.equals(method)
                        && action.path.matcher(path).matches())
                .findFirst();
    }
}
