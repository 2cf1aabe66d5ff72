package io.chartside.server.login;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The forms beside each passkey on a person's own page: its name, and its end. As fresh a sign-in as for all of that page. */
@Controller
class OwnPasskeyController {
    private final Tenants tenants;
    private final SignIns signIns;
    private final AccountController own;
    private final AccountChanges changes;
    private final Origins origins;
    private final Pages pages;

    OwnPasskeyController(
            Tenants tenants,
            SignIns signIns,
            AccountController own,
            AccountChanges changes,
            Origins origins,
            Pages pages) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.own = own;
        this.changes = changes;
        this.origins = origins;
        this.pages = pages;
    }

    @PostMapping("/fhir/{tenant}/oauth/sign-in-passkey-own")
    void change(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<SignedIn> user = own.recent(of, request).filter(found -> SameOrigin.isCertain(request));
        if (user.isEmpty()) {
            pages.error(request, response, "This change cannot be accepted. Sign in again.");
            return;
        }
        byte[] id = OwnPasskeys.id(SignInController.parameter(request, "id"));
        switch (SignInController.parameter(request, "do")) {
            case "name" -> name(of, user.get(), id, request, response);
            case "remove" -> remove(of, user.get(), id, request, response);
            default -> pages.error(request, response, "There is no such change.");
        }
    }

    private void name(
            TenantSettings of, SignedIn user, byte[] id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> name = OwnPasskeys.name(SignInController.parameter(request, "name"));
        if (name.isEmpty()) {
            own.page(of, user, Map.of("error", "A name has at most 60 characters."), request, response);
            return;
        }
        boolean named = changes.namePasskey(of.id(), user.fhirUser(), id, name.get(), by(of, user, request));
        Map<String, String> message = named
                ? Map.of("done", "The name is saved.")
                : Map.of("error", "This passkey is no longer one of this account.");
        own.page(of, user, message, request, response);
    }

    private void remove(
            TenantSettings of, SignedIn user, byte[] id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AccountChanges.Removal removal = changes.removePasskey(of, user.fhirUser(), id, by(of, user, request));
        Map<String, String> message = switch (removal) {
            case REMOVED -> {
                signIns.begin(of.id(), user, request, response);
                yield Map.of("done", "The passkey is removed. Every other browser has been signed out.");
            }
            case NOT_THERE -> Map.of("error", "This passkey is no longer one of this account.");
            case LAST_WAY ->
                Map.of(
                        "error",
                        "This passkey is the only way to sign in to this account. Add another passkey or choose a"
                                + " password first.");
        };
        own.page(of, user, message, request, response);
    }

    private AccountChanges.By by(TenantSettings of, SignedIn user, HttpServletRequest request) {
        return AccountController.ownHand(of.id(), user, origins, request);
    }
}
