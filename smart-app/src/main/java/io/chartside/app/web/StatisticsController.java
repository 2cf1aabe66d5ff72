package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.Together;
import io.chartside.app.visit.WorkReader;
import java.time.ZoneId;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** A clinician's own four weeks as plots. */
@Controller
class StatisticsController {
    private final FhirClients clients;
    private final WorkReader work;
    private final Together together;
    private final Assets assets;

    StatisticsController(FhirClients clients, WorkReader work, Together together, Assets assets) {
        this.clients = clients;
        this.work = work;
        this.together = together;
        this.assets = assets;
    }

    @GetMapping("/v/{launchId}/statistics")
    ModelAndView statistics(LaunchSession session) {
        String practitioner = session.record().practitioner().orElseThrow(PageProblem::noPreferences);
        return new ModelAndView(
                "statistics",
                Map.of(
                        "assets", assets.path(),
                        "who", session.names().practitioner(),
                        "plots",
                                Plots.of(work.read(
                                        clients.record(session), practitioner, ZoneId.systemDefault(), together))));
    }
}
