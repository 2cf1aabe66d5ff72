package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What the EHR's administrator has to enter, and what the profile says of how the app appears there. */
final class AppSide {
    private AppSide() {}

    static List<Finding> findings(EhrProfile profile, URI appUrl) {
        List<Finding> findings = new ArrayList<>();
        if (!"https".equals(appUrl.getScheme()) && !profile.internal()) {
            findings.add(Finding.wrong("the app's address " + appUrl + " is not https: set chartside.app-url"));
        }
        if (profile.client().id().equals("none")) {
            findings.add(Finding.wrong("client.id is not set: enter the id that the EHR has given the app"));
        }
        if (profile.frameAncestors().isEmpty()) {
            findings.add(Finding.note("frame-ancestors is empty: the app opens in a tab or window, never in a frame"));
        }
        if (!profile.takesNotes()) {
            findings.add(
                    Finding.note("note.write is false: signed notes stay in Chartside, nothing is filed in the EHR"));
        }
        String keys = profile.client().authentication() == Authentication.PRIVATE_KEY_JWT
                ? ", keys " + appUrl + "/.well-known/jwks.json"
                : "";
        findings.add(Finding.note("registered at the EHR must be: launch " + appUrl + "/launch, redirect " + appUrl
                + "/callback" + keys + "; whether it is shows at the first launch"));
        return findings;
    }
}
