package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.visit.SinceReader;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.servlet.ModelAndView;

/** What changed since the last visit: a page of its own, of which the visit page shows a part. */
@Controller
class SinceController {
    private final FhirClients clients;
    private final SinceReader since;
    private final Assets assets;

    SinceController(FhirClients clients, SinceReader since, Assets assets) {
        this.clients = clients;
        this.since = since;
        this.assets = assets;
    }

    /** @param background sent by the visit page, which asks by itself for the part that it shows */
    @GetMapping("/v/{launchId}/since")
    ModelAndView since(
            LaunchSession session,
            @RequestHeader(name = "X-Chartside-Background", required = false) String background) {
        String patient = session.record().patient().orElseThrow(PageProblem::noVisit);
        Map<String, Object> model = new HashMap<>(Map.of(
                "assets", assets.path(),
                "who", session.names().practitioner(),
                "patient", session.names().patient()));
        since.read(clients.record(session), patient, VisitModels.encounter(session), ZoneId.systemDefault())
                .ifPresent(found -> model.put("since", found));
        return new ModelAndView(background == null ? "since" : "since :: part", model);
    }
}
