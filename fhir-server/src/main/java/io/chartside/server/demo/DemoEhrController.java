package io.chartside.server.demo;

import static java.util.Map.entry;

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
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import tools.jackson.databind.JsonNode;

/** The demo EHR's pages: worklist, chart, change of practitioner, and the launch of the app. */
class DemoEhrController implements DemoHandler {
    static final TenantId TENANT = new TenantId("demo");

    /** Where the app knows this EHR's window again (SMART Web Messaging 1.0.0). */
    private static final int HANDLE_BYTES = 24;

    private static final Set<String> HOOKS = Set.of("patient-view", "encounter-start", "encounter-discharge");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantSettings tenant;
    private final ServerSettings settings;
    private final SignIns signIns;
    private final LaunchHandles launches;
    private final Readings readings;
    private final Origins origins;
    private final DemoPages pages;
    private final CdsClient hooks;
    private final Clock clock;

    DemoEhrController(
            Tenants tenants,
            ServerSettings settings,
            SignIns signIns,
            LaunchHandles launches,
            Readings readings,
            Origins origins,
            DemoPages pages,
            CdsClient hooks,
            Clock clock) {
        this.tenant = tenants.find(TENANT)
                .orElseThrow(() -> new IllegalStateException("chartside.demo needs config/tenants/demo.yml"));
        this.settings = settings;
        this.signIns = signIns;
        this.launches = launches;
        this.readings = readings;
        this.origins = origins;
        this.pages = pages;
        this.hooks = hooks;
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
                        "messaging", newHandle(),
                        "rows", new Worklist(reader(request, person), clock).rows()));
    }

    /** What stands in the app's place before it is launched. */
    @GetMapping("/demo-ehr/empty")
    void empty(HttpServletResponse response) throws IOException {
        pages.renderFramed(response, "demo/empty");
    }

    /** The keys that this EHR's calls of CDS services are signed with. */
    @GetMapping(path = CdsClient.PATH + "/jwks.json", produces = "application/json")
    @ResponseBody
    String keys() {
        return hooks.publicKeys();
    }

    /** @param hook that the app's services are called on; any other word calls none */
    @GetMapping("/demo-ehr/patients/{id}")
    void chart(
            @PathVariable String id,
            @RequestParam(defaultValue = "patient-view") String hook,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
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
        Optional<String> visit = chart.newestVisit();
        pages.render(
                response,
                "demo/chart",
                Map.ofEntries(
                        entry("tenant", tenant.name()),
                        entry("patient", id),
                        entry("name", Elements.name(patient)),
                        entry(
                                "about",
                                Elements.text(patient.path("gender")) + ", born "
                                        + Elements.text(patient.path("birthDate"))),
                        entry("visit", visit.orElse("")),
                        entry("cards", cards(hook, person, id, visit, reader)),
                        entry("appUrl", settings.appUrl().toString()),
                        entry("messaging", newHandle()),
                        entry("notes", chart.notes()),
                        entry("conditions", chart.conditions()),
                        entry("medications", chart.medications()),
                        entry("orders", chart.orders()),
                        entry("claims", chart.claims())));
    }

    private List<CdsClient.Card> cards(
            String hook, Person person, String patient, Optional<String> visit, PersonReader reader) {
        if (!HOOKS.contains(hook) || visit.isEmpty()) {
            return List.of();
        }
        return hooks.call(
                hook, Map.of("userId", person.fhirUser(), "patientId", patient, "encounterId", visit.get()), reader);
    }

    /** The user dismisses a card: its service hears of it, and the chart is shown without calling it again. */
    @PostMapping("/demo-ehr/patients/{id}/dismiss")
    void dismiss(
            @PathVariable String id,
            @RequestParam String service,
            @RequestParam String card,
            @RequestParam String system,
            @RequestParam String code,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!SameOrigin.isCertain(request) || !service.matches("[a-z-]{1,60}")) {
            response.sendError(403);
            return;
        }
        hooks.dismissed(service, card, system, code);
        response.sendRedirect("/demo-ehr/patients/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "?hook=none");
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
            @RequestParam(defaultValue = "") String appContext,
            @RequestParam(defaultValue = "") String messaging,
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
        LaunchContext context = LaunchContext.of(patient, encounter, true)
                .with(appContext.isEmpty() ? null : appContext, messaging.isEmpty() ? null : messaging);
        String launch = launches.issue(TENANT, person.fhirUser(), context);
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

    private static String newHandle() {
        byte[] bytes = new byte[HANDLE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private PersonReader reader(HttpServletRequest request, Person person) {
        return new PersonReader(
                readings, TENANT, person.fhirUser(), person.roles(), "demo-ehr", origins.of(request, TENANT));
    }
}
