package io.chartside.server.staff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.admin.OperatorDoor;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AdminAct.Actor;
import io.chartside.server.audit.AdminAct.Kind;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.PasswordHashes;
import io.chartside.server.authz.StaffTokens;
import io.chartside.server.authz.TimedCodes;
import io.chartside.server.staff.StaffPeople.Account;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /admin/staff}: what {@code ./chartside staff} calls. Secrets are answered once, when they are made. */
@Controller
class StaffAdminController {
    private static final String LOGIN = "[a-z][a-z0-9.-]{1,39}";
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final StaffPeople people;
    private final PasswordHashes hashes;
    private final StaffTokens tokens;
    private final AuditTrail audit;
    private final Origins origins;

    StaffAdminController(
            StaffPeople people, PasswordHashes hashes, StaffTokens tokens, AuditTrail audit, Origins origins) {
        this.people = people;
        this.tokens = tokens;
        this.hashes = hashes;
        this.audit = audit;
        this.origins = origins;
    }

    @GetMapping("/admin/staff")
    void list(HttpServletResponse response) throws IOException {
        ArrayNode list = AdminAnswers.JSON.createArrayNode();
        people.all().forEach(account -> list.add(shown(account.person(), account.suspended())));
        AdminAnswers.write(response, 200, list);
    }

    /** Body: {@code {"name": "…", "role": "support"}}. */
    @PostMapping("/admin/staff/{login}")
    void add(@PathVariable String login, HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode asked = AdminAnswers.body(request);
        String name = asked.path("name").asText("").trim();
        if (!login.matches(LOGIN) || name.isEmpty()) {
            throw new AdminRefusal(
                    422, "a login is 2 to 40 of a-z, 0-9, dot and -, begins with a letter, and has a name");
        }
        StaffPerson person = new StaffPerson(login, name, role(asked));
        String password = StaffSecrets.newPassword();
        byte[] totpKey = TimedCodes.newSecret();
        if (!people.add(person, hashes.encode(password), totpKey)) {
            throw new AdminRefusal(409, "there is a " + login + " already");
        }
        record(request, Kind.STAFF, login, Optional.empty(), Optional.of(shown(person, false)));
        AdminAnswers.write(response, 201, enrolment(person, password, totpKey));
    }

    /** Another password and TOTP key; ends the sessions. */
    @PostMapping("/admin/staff/{login}/reset")
    void reset(@PathVariable String login, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StaffPerson person = account(login).person();
        String password = StaffSecrets.newPassword();
        byte[] totpKey = TimedCodes.newSecret();
        people.replaceSecrets(person, hashes.encode(password), totpKey);
        tokens.endAll(person.urn());
        record(request, Kind.CREDENTIALS, login, Optional.empty(), Optional.empty());
        AdminAnswers.write(response, 200, enrolment(person, password, totpKey));
    }

    @PostMapping("/admin/staff/{login}/suspend")
    void suspend(@PathVariable String login, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        change(account(login), account(login).person().role(), true, request, response);
    }

    @PostMapping("/admin/staff/{login}/resume")
    void resume(@PathVariable String login, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        change(account(login), account(login).person().role(), false, request, response);
    }

    /** Body: {@code {"role": "finance"}}. */
    @PostMapping("/admin/staff/{login}/role")
    void role(@PathVariable String login, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Account account = account(login);
        change(account, role(AdminAnswers.body(request)), account.suspended(), request, response);
    }

    @ExceptionHandler
    void refused(AdminRefusal refusal, HttpServletResponse response) throws IOException {
        AdminAnswers.refuse(response, refusal.status(), refusal.getMessage());
    }

    private void change(
            Account before, StaffRole role, boolean suspended, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StaffPerson after =
                new StaffPerson(before.person().login(), before.person().name(), role);
        people.change(after.login(), role, suspended);
        tokens.endAll(after.urn());
        record(
                request,
                Kind.STAFF,
                after.login(),
                Optional.of(shown(before.person(), before.suspended())),
                Optional.of(shown(after, suspended)));
        AdminAnswers.write(response, 200, shown(after, suspended));
    }

    private Account account(String login) {
        return people.find(login).orElseThrow(() -> new AdminRefusal(404, "there is no " + login));
    }

    private static StaffRole role(JsonNode asked) {
        return StaffRole.of(asked.path("role").asText(""))
                .orElseThrow(() ->
                        new AdminRefusal(422, "a role is super_admin, platform_ops, support, finance or read_only"));
    }

    private void record(
            HttpServletRequest request, Kind kind, String login, Optional<JsonNode> before, Optional<JsonNode> after) {
        audit.record(
                TenantId.STAFF,
                origins.of(request, TenantId.STAFF),
                AdminAct.done(kind, (Actor) request.getAttribute(OperatorDoor.ACTOR), "staff " + login, before, after));
    }

    private static ObjectNode shown(StaffPerson person, boolean suspended) {
        return AdminAnswers.JSON
                .createObjectNode()
                .put("login", person.login())
                .put("name", person.name())
                .put("role", person.role().word())
                .put("suspended", suspended);
    }

    /** The key URI that authenticator apps read. */
    private static ObjectNode enrolment(StaffPerson person, String password, byte[] totpKey) {
        String label = URLEncoder.encode("Chartside staff:" + person.login(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return shown(person, false)
                .put("password", password)
                .put("totp", "otpauth://totp/" + label + "?secret=" + base32(totpKey) + "&issuer=Chartside%20staff");
    }

    /** RFC 4648, section 6; 20 bytes need no padding. */
    static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte b : bytes) {
            held = held << 8 | b & 0xFF;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt(held >> bits & 31));
            }
        }
        return text.toString();
    }
}
