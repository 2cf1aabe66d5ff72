package io.chartside.server.standalone;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.LaunchContext;
import io.chartside.server.authz.LaunchHandles;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.People;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.StandaloneLaunch;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.person.Elements;
import io.chartside.server.person.PersonReader;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where a person chooses the patient, and the visit if the app asks for one, before an app is authorized (SMART App Launch
 * 2.2, {@code launch/patient}, {@code launch/encounter}). Read through the audited door as that person.
 */
@Controller
class PatientChoiceController {
    private static final String CLIENT = "chartside-patient-choice";
    private static final String GUARDIAN = "RelatedPerson/";

    private final Tenants tenants;
    private final SignIns signIns;
    private final People people;
    private final LaunchHandles launches;
    private final Readings readings;
    private final Origins origins;
    private final Pages pages;

    PatientChoiceController(
            Tenants tenants,
            SignIns signIns,
            People people,
            LaunchHandles launches,
            Readings readings,
            Origins origins,
            Pages pages) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.people = people;
        this.launches = launches;
        this.readings = readings;
        this.origins = origins;
        this.pages = pages;
    }

    @GetMapping("/fhir/{tenant}/oauth/" + StandaloneLaunch.PAGE)
    void page(
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String scope,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<String> person = signIns.fhirUser(of.id(), request);
        if (person.isEmpty() || StandaloneLaunch.repeats(request)) {
            pages.error(request, response, "There is no app to choose a patient for. Open the app again.");
            return;
        }
        render(of, person.get(), scope, "", request, response);
    }

    /** By a form, since what is looked for is a patient's name, which has no place in addresses (ASVS 5.0, 14.2.1). */
    @PostMapping(
            path = "/fhir/{tenant}/oauth/" + StandaloneLaunch.PAGE,
            params = {"find", "!chosen"})
    void find(
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String scope,
            @RequestParam String find,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<String> person = signIns.fhirUser(of.id(), request);
        if (person.isEmpty() || !SameOrigin.isCertain(request) || StandaloneLaunch.repeats(request)) {
            pages.error(request, response, "This search cannot be accepted. Open the app again.");
            return;
        }
        render(of, person.get(), scope, find, request, response);
    }

    private void render(
            TenantSettings of,
            String person,
            String scope,
            String find,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean withVisits = StandaloneLaunch.needsVisit(scope);
        pages.render(
                request,
                response,
                200,
                "authz/patient",
                Map.of(
                        "tenant",
                        of.name(),
                        "find",
                        find,
                        "withVisits",
                        withVisits,
                        "action",
                        request.getRequestURI() + "?" + request.getQueryString(),
                        "rows",
                        rows(reader(of, person, request), person, find, withVisits)),
                appOrigin(request));
    }

    /** Back to the same tenant's authorization endpoint with a launch handle, as if an EHR had launched the app. */
    @PostMapping(path = "/fhir/{tenant}/oauth/" + StandaloneLaunch.PAGE, params = "chosen")
    void choose(
            @PathVariable String tenant,
            @RequestParam String chosen,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<String> person = signIns.fhirUser(of.id(), request);
        String[] ids = chosen.split("/", -1);
        if (person.isEmpty() || !SameOrigin.isCertain(request) || ids.length > 2 || request.getQueryString() == null) {
            pages.error(request, response, "This choice cannot be accepted. Open the app again.");
            return;
        }
        String encounter = ids.length == 2 ? ids[1] : null;
        if (!mayOpen(reader(of, person.get(), request), ids[0], encounter)) {
            pages.error(request, response, "This chart cannot be opened. Open the app again and choose another.");
            return;
        }
        String launch = launches.issue(of.id(), person.get(), LaunchContext.of(ids[0], encounter, true));
        response.sendRedirect(
                "/fhir/" + of.id() + "/oauth/authorize?" + request.getQueryString() + "&launch=" + launch);
    }

    /** Whether this person may read the patient, and the visit is that patient's. */
    private static boolean mayOpen(PersonReader reader, String patient, String encounter) {
        try {
            reader.read("Patient", patient);
            return encounter == null
                    || Elements.referenced(reader.read("Encounter", encounter).path("subject"))
                            .equals(patient);
        } catch (FhirRefusal e) {
            return false;
        }
    }

    private PersonReader reader(TenantSettings tenant, String person, HttpServletRequest request) {
        Set<TenantRole> roles = people.find(tenant.id(), person)
                .map(TenantSettings.Person::roles)
                .orElse(Set.of());
        PersonReader reader =
                new PersonReader(readings, tenant.id(), person, roles, CLIENT, origins.of(request, tenant.id()));
        if (!person.startsWith(GUARDIAN)) {
            return reader;
        }
        try {
            return reader.about(Elements.referenced(reader.read("RelatedPerson", person.substring(GUARDIAN.length()))
                    .path("patient")));
        } catch (FhirRefusal e) {
            return reader; // Who stands for nobody sees nobody.
        }
    }

    /** None for whoever's role sees no patient. */
    private static List<PatientList.Row> rows(PersonReader reader, String person, String find, boolean withVisits) {
        try {
            return new PatientList(reader, person, ZoneId.systemDefault()).find(find, withVisits);
        } catch (FhirRefusal e) {
            return List.of();
        }
    }

    /** Browsers check every redirect that follows a form, to the app's address too. */
    private static List<String> appOrigin(HttpServletRequest request) {
        try {
            URI uri = URI.create(String.valueOf(request.getParameter("redirect_uri")));
            return uri.getHost() == null ? List.of() : List.of(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
