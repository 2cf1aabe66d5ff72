package io.chartside.app.web;

import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.visit.OwnStyle;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** The clinician's own style of writing, as far as Chartside has learned it, to see and to take back. */
@Controller
class PreferencesController {
    private final FhirClients clients;
    private final OwnStyle styles;
    private final Assets assets;

    PreferencesController(FhirClients clients, OwnStyle styles, Assets assets) {
        this.clients = clients;
        this.styles = styles;
        this.assets = assets;
    }

    @GetMapping("/v/{launchId}/style")
    ModelAndView style(LaunchSession session) {
        return new ModelAndView(
                "style",
                Map.of(
                        "assets", assets.path(),
                        "csrf", session.csrfToken(),
                        "who", session.names().practitioner(),
                        "style", styles.read(clients.record(session), practitioner(session))));
    }

    /** @param rule key of the rule to forget; without it {@code change} says what is meant */
    @PostMapping("/v/{launchId}/style")
    Object change(
            LaunchSession session,
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String rule,
            @RequestParam(defaultValue = "") String change) {
        OwnStyle.Change meant = switch (change) {
            case "forget-all" -> OwnStyle.Change.FORGET_ALL;
            case "stop-learning" -> OwnStyle.Change.STOP_LEARNING;
            case "learn" -> OwnStyle.Change.LEARN;
            default -> OwnStyle.Change.FORGET;
        };
        styles.change(clients.record(session), practitioner(session), meant, rule);
        return Asked.done(request, session.path() + "style");
    }

    private static String practitioner(LaunchSession session) {
        return session.record().practitioner().orElseThrow(PageProblem::noPreferences);
    }
}
