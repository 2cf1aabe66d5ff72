package io.chartside.server.staff;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.audit.SignInAct.Kind;
import io.chartside.server.authz.PasswordHashes;
import io.chartside.server.authz.TimedCodes;
import io.chartside.server.staff.StaffPeople.Account;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Sign-in of the staff: login, password and one-time code at once, so that the answer does not tell which was wrong, nor
 * whether there is such an account, nor whether it is shut.
 */
@Controller
class StaffSignInController {
    private static final int LONGEST = 200;

    private final StaffPeople people;
    private final PasswordHashes hashes;
    private final TimedCodes codes;
    private final StaffSessions sessions;
    private final StaffPages pages;
    private final AuditTrail audit;
    private final Origins origins;
    private final Clock clock;

    StaffSignInController(
            StaffPeople people,
            PasswordHashes hashes,
            TimedCodes codes,
            StaffSessions sessions,
            StaffPages pages,
            AuditTrail audit,
            Origins origins,
            Clock clock) {
        this.people = people;
        this.hashes = hashes;
        this.codes = codes;
        this.sessions = sessions;
        this.pages = pages;
        this.audit = audit;
        this.origins = origins;
        this.clock = clock;
    }

    @GetMapping(StaffDoor.SIGN_IN)
    void page(HttpServletResponse response) throws IOException {
        pages.signIn(response, 200, "");
    }

    @PostMapping(StaffDoor.SIGN_IN)
    void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String login = parameter(request, "login");
        Optional<Account> account = people.find(login);
        if (!proves(account, parameter(request, "password"), parameter(request, "code"))) {
            account.ifPresent(known -> people.failed(known.person().login()));
            record(request, Kind.LOGIN, 403, account.map(Account::person));
            pages.signIn(response, 403, "This sign-in is not accepted.");
            return;
        }
        record(request, Kind.LOGIN, 200, account.map(Account::person));
        sessions.begin(account.orElseThrow().person(), response);
        response.sendRedirect("/staff");
    }

    @PostMapping("/staff/sign-out")
    void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        sessions.end(request, response);
        record(request, Kind.LOGOUT, 200, Optional.of((StaffPerson)
                request.getAttribute(StaffPerson.REQUEST_ATTRIBUTE)));
        response.sendRedirect(StaffDoor.SIGN_IN);
    }

    /** The password is compared whoever it is; a code is used up only with the right password. */
    private boolean proves(Optional<Account> account, String password, String code) {
        boolean known = hashes.matches(password, account.map(Account::passwordHash));
        if (!known || account.filter(found -> found.mayTry(clock.instant())).isEmpty()) {
            return false;
        }
        OptionalLong step = codes.step(account.get().totpKey(), code);
        return step.isPresent() && people.useStep(account.get().person().login(), step.getAsLong());
    }

    private void record(HttpServletRequest request, Kind kind, int status, Optional<StaffPerson> person) {
        audit.record(
                TenantId.STAFF,
                origins.of(request, TenantId.STAFF),
                SignInAct.ofPerson(kind, status, person.map(StaffPerson::urn)));
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null || value.length() > LONGEST || value.indexOf('\0') >= 0 ? "" : value.trim();
    }
}
