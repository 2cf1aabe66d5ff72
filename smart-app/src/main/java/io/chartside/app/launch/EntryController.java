package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.LaunchRules.StandAlone;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** {@code GET /}: for whoever comes without a launch; the registered EHRs, and what to do otherwise. */
@Controller
final class EntryController {

    /** One way in. */
    record Choice(String name, String address) {}

    private final EhrProfiles profiles;

    EntryController(EhrProfiles profiles) {
        this.profiles = profiles;
    }

    @GetMapping("/")
    ModelAndView entry() {
        var choices = profiles.all().stream()
                .filter(profile -> profile.launch().standAlone() != StandAlone.NONE)
                .map(profile -> new Choice(
                        profile.name(),
                        "/launch?iss=" + URLEncoder.encode(profile.base().toString(), StandardCharsets.UTF_8)))
                .toList();
        return new ModelAndView("entry", Map.of("choices", choices));
    }
}
