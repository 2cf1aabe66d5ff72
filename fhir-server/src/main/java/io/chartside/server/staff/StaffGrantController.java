package io.chartside.server.staff;

import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.staff.StaffGrants.Decision;
import io.chartside.server.staff.StaffPages.Button;
import io.chartside.server.staff.StaffPages.Cell;
import io.chartside.server.staff.StaffPages.Row;
import io.chartside.server.staff.StaffPages.Table;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The grants of a tenant: asked for, decided on, used and revoked. The purpose is not shown: it is told on record. */
@Controller
class StaffGrantController {
    private static final int LONGEST_PURPOSE = 500;

    private final Tenants tenants;
    private final StaffGrants grants;
    private final StaffPages pages;
    private final Origins origins;
    private final Clock clock;

    StaffGrantController(Tenants tenants, StaffGrants grants, StaffPages pages, Origins origins, Clock clock) {
        this.tenants = tenants;
        this.grants = grants;
        this.pages = pages;
        this.origins = origins;
        this.clock = clock;
    }

    @GetMapping("/staff/tenants/{id}/grants")
    void list(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        StaffPerson person = person(request);
        String address = "/staff/tenants/" + tenant + "/grants";
        List<Row> rows = new ArrayList<>();
        for (StaffGrant grant : grants.all(tenant)) {
            rows.add(new Row(
                    List.of(
                            Cell.of(grant.target()),
                            Cell.of(grant.login()),
                            Cell.of(grant.state().word()),
                            Cell.of(grant.minutes()),
                            Cell.of(grant.decidedBy().orElse("")),
                            Cell.of(grant.expires().map(String::valueOf).orElse(""))),
                    buttons(tenant, person, grant, address + "/" + grant.id() + "/")));
        }
        pages.grants(
                response,
                person,
                new Table(
                        "Grants at " + tenant, List.of("What", "Who", "State", "Minutes", "Decided by", "Until"), rows),
                StaffAction.GRANT_ASK.may(person.role()) ? address : "");
    }

    private List<Button> buttons(TenantId tenant, StaffPerson person, StaffGrant grant, String address) {
        List<Button> buttons = new ArrayList<>();
        if (grant.countsAt(clock.instant()) && grant.login().equals(person.login())) {
            buttons.add(new Button(address + "use", "use"));
        }
        for (Decision decision : grants.open(tenant, grant, new Decider.OfStaff(person))) {
            buttons.add(new Button(address + decision.word(), decision.word()));
        }
        return buttons;
    }

    @PostMapping("/staff/tenants/{id}/grants")
    void ask(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        String purpose = parameter(request, "purpose");
        String minutes = parameter(request, "minutes");
        grants.ask(
                tenant,
                person(request),
                parameter(request, "target"),
                purpose.length() > LONGEST_PURPOSE ? "" : purpose,
                minutes.matches("[0-9]{1,3}") ? Integer.parseInt(minutes) : 0,
                origin(request, tenant));
        response.sendRedirect("/staff/tenants/" + tenant + "/grants");
    }

    /** The last word of the route says what is decided. */
    @PostMapping({
        "/staff/tenants/{id}/grants/{grant}/approve",
        "/staff/tenants/{id}/grants/{grant}/refuse",
        "/staff/tenants/{id}/grants/{grant}/revoke"
    })
    void decide(
            @PathVariable String id,
            @PathVariable String grant,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantId tenant = tenant(id);
        String path = request.getRequestURI();
        Decision decision = Decision.of(path.substring(path.lastIndexOf('/') + 1));
        grants.decide(tenant, grant, decision, new Decider.OfStaff(person(request)), origin(request, tenant));
        response.sendRedirect("/staff/tenants/" + tenant + "/grants");
    }

    /** Shows a token, this once: for any FHIR client at the tenant's base. */
    @PostMapping("/staff/tenants/{id}/grants/{grant}/use")
    void use(
            @PathVariable String id,
            @PathVariable String grant,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantId tenant = tenant(id);
        Origin origin = origin(request, tenant);
        pages.token(response, origin.base(), grants.use(tenant, StaffGrants.id(grant), person(request), origin));
    }

    @ExceptionHandler
    void refused(AdminRefusal refusal, HttpServletResponse response) throws IOException {
        pages.error(response, refusal.status(), refusal.getMessage());
    }

    private static StaffPerson person(HttpServletRequest request) {
        return (StaffPerson) request.getAttribute(StaffPerson.REQUEST_ATTRIBUTE);
    }

    private Origin origin(HttpServletRequest request, TenantId tenant) {
        return origins.of(request, tenant);
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.trim();
    }

    private TenantId tenant(String name) {
        return tenants.find(name)
                .map(TenantSettings::id)
                .orElseThrow(() -> new AdminRefusal(404, "There is no such tenant."));
    }
}
