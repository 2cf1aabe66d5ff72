package io.chartside.server.staff;

import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.admin.TenantAdministration;
import io.chartside.server.admin.TenantAdministration.By;
import io.chartside.server.audit.Origins;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.staff.StaffPages.Button;
import io.chartside.server.staff.StaffPages.Cell;
import io.chartside.server.staff.StaffPages.Row;
import io.chartside.server.staff.StaffPages.Table;
import io.chartside.server.store.OperationsProjection;
import io.chartside.server.tenancy.BaaPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantState;
import io.chartside.server.tenancy.Tenants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The console: tenants, their usage and visits, and what failed; from the projection, so without any patient's data. */
@Controller
class StaffController {
    private static final int FIRST_ERROR = 400;

    private final Tenants tenants;
    private final TenantAdministration administration;
    private final Agreements agreements;
    private final OperationsProjection projection;
    private final MeterRegistry meters;
    private final StaffPages pages;
    private final Origins origins;
    private final Clock clock;

    StaffController(
            Tenants tenants,
            TenantAdministration administration,
            Agreements agreements,
            OperationsProjection projection,
            MeterRegistry meters,
            StaffPages pages,
            Origins origins,
            Clock clock) {
        this.tenants = tenants;
        this.administration = administration;
        this.agreements = agreements;
        this.projection = projection;
        this.meters = meters;
        this.pages = pages;
        this.origins = origins;
        this.clock = clock;
    }

    @GetMapping("/staff")
    void tenants(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StaffPerson person = person(request);
        List<Row> rows = new ArrayList<>();
        for (TenantSettings tenant : tenants.all()) {
            rows.add(new Row(
                    List.of(
                            Cell.of(tenant.id()),
                            Cell.of(tenant.name()),
                            Cell.of(tenants.state(tenant.id()).word()),
                            Cell.of(agreement(tenant)),
                            new Cell("usage", "/staff/tenants/" + tenant.id() + "/usage"),
                            StaffAction.VISITS.may(person.role())
                                    ? new Cell("visits", "/staff/tenants/" + tenant.id() + "/visits")
                                    : Cell.of(""),
                            StaffAction.GRANTS.may(person.role())
                                    ? new Cell("grants", "/staff/tenants/" + tenant.id() + "/grants")
                                    : Cell.of("")),
                    buttons(person, tenant.id())));
        }
        pages.table(
                response,
                person,
                new Table(
                        "Tenants", List.of("Tenant", "Name", "State", "Agreement", "Usage", "Visits", "Grants"), rows));
    }

    private List<Button> buttons(StaffPerson person, TenantId tenant) {
        if (!StaffAction.TENANT_SUSPEND.may(person.role()) || tenants.state(tenant) == TenantState.CLOSED) {
            return List.of();
        }
        String verb = tenants.state(tenant) == TenantState.ACTIVE ? "suspend" : "resume";
        return List.of(new Button("/staff/tenants/" + tenant + "/" + verb, verb));
    }

    private String agreement(TenantSettings tenant) {
        return tenant.baa() == BaaPolicy.RECORDED_ELSEWHERE
                ? "recorded elsewhere"
                : agreements.inForce(tenant.id()) ? "in force" : "none in force";
    }

    @GetMapping("/staff/tenants/{id}/usage")
    void usage(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        List<Row> rows = projection.usage(tenant).stream()
                .map(day -> row(day.day(), day.visits(), day.notes(), day.drafts()))
                .toList();
        pages.table(
                response,
                person(request),
                new Table(
                        "Usage of " + tenant + " in the last thirty days",
                        List.of("Day (UTC)", "Visits", "Notes", "Unsigned drafts"),
                        rows));
    }

    @GetMapping("/staff/tenants/{id}/visits")
    void visits(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        List<Row> rows = projection.visits(tenant, clock.instant()).stream()
                .map(visit -> row(
                        visit.id(),
                        word(visit.state()),
                        time(visit.begins()),
                        visit.minutes().map(String::valueOf).orElse(""),
                        word(visit.mode()),
                        visit.notes(),
                        visit.drafts()))
                .toList();
        pages.table(
                response,
                person(request),
                new Table(
                        "Latest visits of " + tenant,
                        List.of("Visit", "State", "Begins", "Minutes", "Mode", "Notes", "Unsigned drafts"),
                        rows));
    }

    /** Of this process since its start, and the exports that failed. */
    @GetMapping("/staff/errors")
    void errors(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Row> rows = new ArrayList<>();
        meters.find("http.server.requests").timers().stream()
                .filter(timer -> status(timer) >= FIRST_ERROR)
                .sorted(Comparator.comparingInt(StaffController::status).reversed())
                .forEach(timer -> rows.add(row(
                        timer.getId().getTag("method") + " answered "
                                + timer.getId().getTag("status"),
                        "this process",
                        timer.count(),
                        "since its start")));
        for (TenantSettings tenant : tenants.all()) {
            projection.exports(tenant.id()).stream()
                    .filter(export -> export.state().equals("failed"))
                    .forEach(export ->
                            rows.add(row("export failed", tenant.id(), 1, time(Optional.of(export.begun())))));
        }
        pages.table(response, person(request), new Table("Errors", List.of("What", "Where", "Count", "When"), rows));
    }

    @PostMapping("/staff/tenants/{id}/suspend")
    void suspend(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        administration.suspend(tenant(id), by(request, tenant(id)));
        response.sendRedirect("/staff");
    }

    @PostMapping("/staff/tenants/{id}/resume")
    void resume(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        administration.resume(tenant(id), by(request, tenant(id)));
        response.sendRedirect("/staff");
    }

    private By by(HttpServletRequest request, TenantId tenant) {
        return new By(person(request).actor(), origins.of(request, tenant), Optional.empty());
    }

    @ExceptionHandler
    void refused(AdminRefusal refusal, HttpServletResponse response) throws IOException {
        pages.error(response, refusal.status(), refusal.getMessage());
    }

    private static int status(Timer timer) {
        String status = timer.getId().getTag("status");
        return status == null ? 0 : Integer.parseInt(status);
    }

    private static Row row(Object... values) {
        List<Cell> cells = new ArrayList<>();
        for (Object value : values) {
            cells.add(Cell.of(value));
        }
        return new Row(cells, List.of());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
    }

    private static StaffPerson person(HttpServletRequest request) {
        return (StaffPerson) request.getAttribute(StaffPerson.REQUEST_ATTRIBUTE);
    }

    private TenantId tenant(String name) {
        return tenants.find(name)
                .map(TenantSettings::id)
                .orElseThrow(() -> new AdminRefusal(404, "There is no such tenant."));
    }
}
