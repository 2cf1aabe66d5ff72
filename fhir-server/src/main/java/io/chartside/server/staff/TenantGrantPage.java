package io.chartside.server.staff;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.People;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.staff.StaffGrants.Decision;
import io.chartside.server.tenancy.GrantApproval;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page on which a tenant's owner or administrator, signed in a short while ago, sees what the operator's staff asks to see
 * and has been granted, and approves, refuses or ends it (MM21): what {@link TenantGrantController} does for apps.
 */
@Controller
class TenantGrantPage {
    private static final String PATH = "/fhir/{tenant}/oauth/sign-in-grants";
    private static final Duration RECENT = Duration.ofMinutes(15);

    private final Tenants tenants;
    private final SignIns signIns;
    private final People people;
    private final StaffGrants grants;
    private final AuditTrail audit;
    private final Origins origins;
    private final Pages pages;
    private final Clock clock;

    TenantGrantPage(
            Tenants tenants,
            SignIns signIns,
            People people,
            StaffGrants grants,
            AuditTrail audit,
            Origins origins,
            Pages pages,
            Clock clock) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.people = people;
        this.grants = grants;
        this.audit = audit;
        this.origins = origins;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping(PATH)
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<Caller> caller = recent(of, request);
        if (caller.isEmpty()) {
            response.sendRedirect("/fhir/" + of.id() + "/oauth/sign-in-password");
        } else if (administers(caller.get(), of, request)) {
            page(of, caller.get(), "", 200, request, response);
        } else {
            pages.error(request, response, "This page is for owners and administrators.");
        }
    }

    @PostMapping(PATH)
    void decide(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<Caller> caller = recent(of, request).filter(found -> SameOrigin.isCertain(request));
        if (caller.isEmpty()) {
            pages.error(request, response, "This decision cannot be accepted. Sign in again.");
            return;
        }
        if (!administers(caller.get(), of, request)) {
            pages.error(request, response, "This page is for owners and administrators.");
            return;
        }
        try {
            grants.decide(
                    of.id(),
                    parameter(request, "grant"),
                    Decision.of(parameter(request, "do")),
                    new Decider.OfTenant(caller.get()),
                    origins.of(request, of.id()));
            response.sendRedirect("/fhir/" + of.id() + "/oauth/sign-in-grants");
        } catch (AdminRefusal refusal) {
            page(of, caller.get(), refusal.getMessage(), refusal.status(), request, response);
        }
    }

    /** Whoever signed in long ago signs in again first (ASVS 5.0, 7.5.1). */
    private Optional<Caller> recent(TenantSettings of, HttpServletRequest request) {
        return signIns.find(of.id(), request)
                .filter(user -> user.authTime().plus(RECENT).isAfter(clock.instant()))
                .flatMap(user -> people.find(of.id(), user.fhirUser()).map(person -> caller(of.id(), user, person)));
    }

    private static Caller caller(TenantId tenant, SignedIn user, Person person) {
        return new Caller(
                        tenant,
                        user.fhirUser(),
                        "sign-in-pages",
                        "none",
                        Scopes.parse(""),
                        Optional.of(user.fhirUser()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(user.authTime()))
                .with(Mandate.of(person.roles()));
    }

    private boolean administers(Caller caller, TenantSettings of, HttpServletRequest request) {
        if (!caller.administersItself()) {
            Origin origin = origins.of(request, of.id());
            audit.refused(of.id(), Optional.of(caller), origin, Act.OPERATION, 403);
        }
        return caller.administersItself();
    }

    private void page(
            TenantSettings of,
            Caller caller,
            String error,
            int status,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Decider by = new Decider.OfTenant(caller);
        Map<String, Object> model = new HashMap<>();
        model.put("tenant", of.name());
        model.put("error", error);
        model.put("decides", grants.policy(of.id()) == GrantApproval.TENANT);
        model.put(
                "grants",
                grants.all(of.id()).stream()
                        .map(grant -> shown(grant, grants.open(of.id(), grant, by)))
                        .toList());
        pages.render(request, response, status, "staff/tenant-grants", model, List.of());
    }

    private static Map<String, Object> shown(StaffGrant grant, List<Decision> open) {
        return Map.of(
                "id", grant.id().toString(),
                "grantee", grant.login(),
                "target", grant.target(),
                "purpose", grant.purpose(),
                "minutes", grant.minutes(),
                "state", grant.state().word(),
                "decidedBy", grant.decidedBy().orElse(""),
                "expires", grant.expires().map(String::valueOf).orElse(""),
                "decisions", open.stream().map(Decision::word).toList());
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }
}
