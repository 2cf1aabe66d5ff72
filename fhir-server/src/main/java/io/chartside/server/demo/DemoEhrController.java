package io.chartside.server.demo;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.LaunchContext;
import io.chartside.server.authz.LaunchHandles;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.person.Elements;
import io.chartside.server.person.PersonReader;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.Person;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** The demo EHR's pages: worklist, chart, change of practitioner, and the launch of the app. */
@Controller
@ConditionalOnProperty("chartside.demo")
class DemoEhrController {
    private static final TenantId TENANT = new TenantId("demo");

    private final TenantSettings tenant;
    private final ServerSettings settings;
    private final SignIns signIns;
    private final LaunchHandles launches;
    private final Readings readings;
    private final Origins origins;
    private final DemoPages pages;
    private final Clock clock;

    DemoEhrController(
            Tenants tenants,
            ServerSettings settings,
            SignIns signIns,
            LaunchHandles launches,
            Readings readings,
            Origins origins,
            DemoPages pages,
            Clock clock) {
        this.tenant = tenants.find(TENANT)
                .orElseThrow(() -> new IllegalStateException("chartside.demo needs config/tenants/demo.yml"));
        this.settings = settings;
        this.signIns = signIns;
        this.launches = launches;
        this.readings = readings;
        this.origins = origins;
        this.pages = pages;
        this.clock = clock;
    }

    @GetMapping("/demo-ehr")
    void worklist(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Person person = signedIn(request, response);
        pages.render(
                response,
                "demo/worklist",
                Map.of(
                        "tenant", tenant.name(),
                        "people", tenant.people(),
                        "person", person,
                        "appUrl", settings.appUrl().toString(),
                        "rows", new Worklist(reader(request, person), clock).rows()));
    }

    /** What stands in the app's place before it is launched. */
    @GetMapping("/demo-ehr/empty")
    void empty(HttpServletResponse response) throws IOException {
        pages.renderFramed(response, "demo/empty");
    }

    @GetMapping("/demo-ehr/patients/{id}")
    void chart(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Person person = signedIn(request, response);
        PersonReader reader = reader(request, person);
        JsonNode patient;
        try {
            patient = reader.read("Patient", id);
        } catch (FhirRefusal e) {
            response.sendError(404);
            return;
        }
        Chart chart = new Chart(reader, id);
        pages.render(
                response,
                "demo/chart",
                Map.of(
                        "tenant", tenant.name(),
                        "name", Elements.name(patient),
                        "about",
                                Elements.text(patient.path("gender")) + ", born "
                                        + Elements.text(patient.path("birthDate")),
                        "notes", chart.notes(),
                        "conditions", chart.conditions(),
                        "medications", chart.medications(),
                        "orders", chart.orders(),
                        "claims", chart.claims()));
    }

    @PostMapping("/demo-ehr/practitioner")
    void change(@RequestParam String person, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!SameOrigin.isCertain(request) || tenant.person(person).isEmpty()) {
            response.sendError(403);
            return;
        }
        signIns.begin(TENANT, person, request, response);
        response.sendRedirect("/demo-ehr");
    }

    /** A fresh launch each time; it also renews the sign-in, as an EHR's user is at the keyboard when launching. */
    @PostMapping("/demo-ehr/launch")
    void launch(
            @RequestParam String patient,
            @RequestParam String encounter,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!SameOrigin.isCertain(request)) {
            response.sendError(403);
            return;
        }
        Person person = signedIn(request, response);
        JsonNode visit;
        try {
            visit = reader(request, person).read("Encounter", encounter);
        } catch (FhirRefusal e) {
            response.sendError(404);
            return;
        }
        if (!Elements.referenced(visit.path("subject")).equals(patient)) {
            response.sendError(404);
            return;
        }
        signIns.begin(TENANT, person.fhirUser(), request, response);
        String launch = launches.issue(TENANT, person.fhirUser(), LaunchContext.of(patient, encounter, true));
        response.sendRedirect(settings.appUrl() + "/launch?iss="
                + URLEncoder.encode(settings.fhirBase(TENANT), StandardCharsets.UTF_8) + "&launch=" + launch);
    }

    /** Nobody proves anything here: the first visitor is the first practitioner. */
    private Person signedIn(HttpServletRequest request, HttpServletResponse response) {
        return signIns.fhirUser(TENANT, request).flatMap(tenant::person).orElseGet(() -> {
            Person first = tenant.people().get(0);
            signIns.begin(TENANT, first.fhirUser(), request, response);
            return first;
        });
    }

    private PersonReader reader(HttpServletRequest request, Person person) {
        return new PersonReader(
                readings, TENANT, person.fhirUser(), person.roles(), "demo-ehr", origins.of(request, TENANT));
    }
}
