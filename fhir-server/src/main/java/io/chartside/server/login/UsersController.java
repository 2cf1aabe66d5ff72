package io.chartside.server.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Right;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The accounts of a tenant, for its owners and administrators and for {@code ./chartside user}: docs/security.md. Needs the
 * scope {@code manage-users}, and of a person the role owner or admin; who is an owner or an administrator is an owner's to
 * say.
 */
@RestController
class UsersController {
    /** Why a request is not served, with its HTTP status. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private static final String USERS = "/fhir/{tenant}/admin/users";
    private static final String USER = USERS + "/{type}/{id}";
    private static final Set<TenantRole> ADMINISTRATORS = Set.of(TenantRole.OWNER, TenantRole.ADMIN);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_BODY = 16 * 1024;

    private final Tenants tenants;
    private final ServerSettings settings;
    private final Accounts accounts;
    private final AccountChanges changes;
    private final AuditTrail audit;
    private final Origins origins;

    UsersController(
            Tenants tenants,
            ServerSettings settings,
            Accounts accounts,
            AccountChanges changes,
            AuditTrail audit,
            Origins origins) {
        this.tenants = tenants;
        this.settings = settings;
        this.accounts = accounts;
        this.changes = changes;
        this.audit = audit;
        this.origins = origins;
    }

    /** One request: by whom, at which tenant. */
    private record Asked(TenantSettings of, Caller caller, AccountChanges.By by) {}

    private Asked asked(String tenant, HttpServletRequest request) {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        boolean administrator = caller.fhirUser().isEmpty() || caller.administersItself();
        if (!administrator || !caller.scopes().granted().contains(Right.MANAGE_USERS.scope())) {
            audit.refused(of.id(), Optional.of(caller), origins.of(request, of.id()), Act.OPERATION, 403);
            throw new Refused(
                    403, "This needs the scope " + Right.MANAGE_USERS.scope() + ", and the role owner or admin.");
        }
        return new Asked(
                of, caller, new AccountChanges.By(new AdminAct.Actor.Token(caller), origins.of(request, of.id())));
    }

    @GetMapping(USERS)
    ResponseEntity<String> list(@PathVariable String tenant, HttpServletRequest request) {
        Asked asked = asked(tenant, request);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode users = json.putArray("users");
        List<Account> all = accounts.all(asked.of().id());
        all.stream().map(AccountChanges::json).forEach(users::add);
        looked(asked, "/admin/users", all);
        return answer(200, json);
    }

    @GetMapping(USER)
    ResponseEntity<String> show(
            @PathVariable String tenant,
            @PathVariable String type,
            @PathVariable String id,
            HttpServletRequest request) {
        Asked asked = asked(tenant, request);
        Account account = account(asked, type, id);
        looked(asked, "/admin/users/" + account.fhirUser(), List.of(account));
        return answer(200, AccountChanges.json(account));
    }

    private void looked(Asked asked, String path, List<Account> shown) {
        List<String> patients = shown.stream()
                .map(Account::fhirUser)
                .filter(user -> user.startsWith("Patient/"))
                .map(user -> user.substring("Patient/".length()))
                .toList();
        audit.looked(asked.of().id(), asked.caller(), asked.by().origin(), path, patients);
    }

    @PostMapping(USERS)
    ResponseEntity<String> add(@PathVariable String tenant, HttpServletRequest request) throws IOException {
        Asked asked = asked(tenant, request);
        JsonNode json = parsed(request);
        Account account;
        try {
            account = Account.of(
                    json.path("fhirUser").asText(),
                    json.path("name").asText(),
                    json.path("email").asText(),
                    roles(json));
        } catch (IllegalArgumentException e) {
            throw new Refused(422, e.getMessage() + ".");
        }
        mayTouch(asked, Set.of(), account.roles());
        try {
            return answer(201, AccountChanges.json(changes.add(asked.of().id(), account, asked.by())));
        } catch (Accounts.Taken e) {
            throw new Refused(409, "This person or this address has an account already.");
        }
    }

    @PutMapping(USER + "/roles")
    ResponseEntity<String> roles(
            @PathVariable String tenant, @PathVariable String type, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        Asked asked = asked(tenant, request);
        Account account = account(asked, type, id);
        Set<TenantRole> roles = roles(parsed(request));
        mayTouch(asked, account.roles(), roles);
        return answer(200, AccountChanges.json(changes.setRoles(asked.of().id(), account, roles, asked.by())));
    }

    @PostMapping(USER + "/{act}")
    ResponseEntity<String> act(
            @PathVariable String tenant,
            @PathVariable String type,
            @PathVariable String id,
            @PathVariable String act,
            HttpServletRequest request)
            throws IOException {
        Asked asked = asked(tenant, request);
        Account account = account(asked, type, id);
        mayTouch(asked, account.roles(), Set.of());
        return switch (act) {
            case "disable" ->
                answer(200, AccountChanges.json(changes.disable(asked.of().id(), account, asked.by())));
            case "enable" ->
                answer(200, AccountChanges.json(changes.enable(asked.of().id(), account, asked.by())));
            case "invite" -> link(asked, enabled(account), changes.invite(asked.of(), enabled(account), asked.by()));
            case "reset" ->
                link(
                        asked,
                        enabled(account),
                        changes.reset(asked.of(), enabled(account), secondFactor(request), asked.by()));
            default -> throw new Refused(404, "An account can be asked to disable, enable, invite or reset.");
        };
    }

    /** Body: {@code {"secondFactor": "drop"}}; without one, codes and passkeys stay. */
    private static AccountChanges.SecondFactor secondFactor(HttpServletRequest request) throws IOException {
        byte[] body = body(request);
        JsonNode json = body.length == 0 ? JSON.createObjectNode() : parsed(body);
        if (json.isEmpty()) {
            return AccountChanges.SecondFactor.KEPT;
        }
        if (json.size() == 1 && json.path("secondFactor").asText().equals("drop")) {
            return AccountChanges.SecondFactor.DROPPED;
        }
        throw new Refused(
                422, "A reset takes {\"secondFactor\": \"drop\"}, or nothing, which keeps codes and passkeys.");
    }

    private static Account enabled(Account account) {
        if (!account.enabled()) {
            throw new Refused(409, "The account is disabled.");
        }
        return account;
    }

    private ResponseEntity<String> link(Asked asked, Account account, String secret) {
        ObjectNode json = AccountChanges.json(
                accounts.byUser(asked.of().id(), account.fhirUser()).orElse(account));
        json.put("link", LinkController.address(settings, asked.of(), secret));
        json.put("validHours", Links.INVITATION_LIFETIME.toHours());
        return answer(200, json);
    }

    /** An administrator neither makes nor changes owners and administrators, himself included. */
    private static void mayTouch(Asked asked, Set<TenantRole> before, Set<TenantRole> after) {
        boolean bound = asked.caller().fhirUser().isPresent()
                && !asked.caller().mandate().roles().contains(TenantRole.OWNER);
        if (bound
                && (before.stream().anyMatch(ADMINISTRATORS::contains)
                        || after.stream().anyMatch(ADMINISTRATORS::contains))) {
            throw new Refused(403, "Who is an owner or an administrator is an owner's to say.");
        }
    }

    private Account account(Asked asked, String type, String id) {
        return accounts.byUser(asked.of().id(), type + "/" + id)
                .orElseThrow(() -> new Refused(404, "There is no such account."));
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        return request.getInputStream().readNBytes(LONGEST_BODY + 1);
    }

    private static JsonNode parsed(HttpServletRequest request) throws IOException {
        return parsed(body(request));
    }

    private static JsonNode parsed(byte[] body) throws IOException {
        try {
            JsonNode json = body.length > LONGEST_BODY ? null : JSON.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Told below, without the content.
        }
        throw new Refused(400, "A JSON object of at most 16 kB is expected.");
    }

    /** One at least: a Practitioner of whom the tenant names no role counts as a clinician, so that taking all away would give more. */
    private static Set<TenantRole> roles(JsonNode json) {
        if (!json.path("roles").isArray() || json.path("roles").isEmpty()) {
            throw new Refused(422, "roles is a list of one role at least; who is to have no rights is disabled.");
        }
        Set<TenantRole> roles = new LinkedHashSet<>();
        for (JsonNode word : json.path("roles")) {
            roles.add(TenantRole.of(word.asText())
                    .orElseThrow(() -> new Refused(
                            422,
                            "A role is one of "
                                    + String.join(
                                            ", ",
                                            List.of(TenantRole.values()).stream()
                                                    .map(TenantRole::word)
                                                    .toList())
                                    + ".")));
        }
        return roles;
    }

    @ExceptionHandler
    void refused(Refused refused, HttpServletResponse response) throws IOException {
        AdminAnswers.outcome(response, refused.status, refused.getMessage(), "");
    }

    @ExceptionHandler
    void refused(AccountChanges.WayRound refused, HttpServletResponse response) throws IOException {
        AdminAnswers.outcome(
                response,
                409,
                "This person signs in with a passkey, and a link would be a way round it. Where the passkey is lost, reset with"
                        + " \"secondFactor\": \"drop\" (./chartside user reset USER --drop-second-factor).",
                "");
    }

    private static ResponseEntity<String> answer(int status, JsonNode json) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .body(json.toString());
    }
}
