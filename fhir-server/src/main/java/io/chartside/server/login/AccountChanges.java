package io.chartside.server.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.Cutoffs;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Every change of an account, with what was before and after on record (MM18): the record is the last thing within the
 * change's transaction, so that neither is without the other.
 */
@Component
final class AccountChanges {
    /** Who changes, and from where. */
    record By(AdminAct.Actor actor, Origin origin) {}

    private final TenantSql sql;
    private final Accounts accounts;
    private final OneTimeCodes codes;
    private final Passkeys passkeys;
    private final OwnPasskeys ownPasskeys;
    private final Links links;
    private final LinkMail mail;
    private final Remembered remembered;
    private final SignIns signIns;
    private final Cutoffs cutoffs;
    private final AuditTrail audit;

    AccountChanges(
            TenantSql sql,
            Accounts accounts,
            OneTimeCodes codes,
            Passkeys passkeys,
            OwnPasskeys ownPasskeys,
            Links links,
            LinkMail mail,
            Remembered remembered,
            SignIns signIns,
            Cutoffs cutoffs,
            AuditTrail audit) {
        this.sql = sql;
        this.accounts = accounts;
        this.codes = codes;
        this.passkeys = passkeys;
        this.ownPasskeys = ownPasskeys;
        this.links = links;
        this.mail = mail;
        this.remembered = remembered;
        this.signIns = signIns;
        this.cutoffs = cutoffs;
        this.audit = audit;
    }

    /** @throws Accounts.Taken when the person or the address has an account already */
    Account add(TenantId tenant, Account account, By by) {
        return change(tenant, AdminAct.Kind.USER, account.fhirUser(), by, client -> {
            accounts.add(client, tenant, account);
            return account;
        });
    }

    Account setRoles(TenantId tenant, Account account, Set<TenantRole> roles, By by) {
        return change(tenant, AdminAct.Kind.ROLES, account.fhirUser(), by, client -> {
            accounts.update(client, tenant, account.with(roles));
            return account.with(roles);
        });
    }

    /** Tokens, sign-ins and remembered browsers are dead at once here and within five seconds everywhere. */
    Account disable(TenantId tenant, Account account, By by) {
        Account changed = change(tenant, AdminAct.Kind.USER, account.fhirUser(), by, client -> {
            accounts.update(client, tenant, account.enabled(false));
            endEverything(client, tenant, account.fhirUser());
            return account.enabled(false);
        });
        cutoffs.user(tenant, account.fhirUser());
        return changed;
    }

    Account enable(TenantId tenant, Account account, By by) {
        Account changed = change(tenant, AdminAct.Kind.USER, account.fhirUser(), by, client -> {
            accounts.update(client, tenant, account.enabled(true));
            return account.enabled(true);
        });
        cutoffs.liftUser(tenant, account.fhirUser());
        return changed;
    }

    /** What a reset takes away besides the password. */
    enum SecondFactor {
        KEPT,
        /** As after a lost device. */
        DROPPED
    }

    /**
     * @return the secret of a link with which the person signs in and chooses a password
     * @throws WayRound when the link would stand in for a passkey
     */
    String invite(TenantSettings of, Account account, By by) {
        refuseWayRound(of, account);
        return link(of, account, by, client -> links.invite(client, of.id(), account.fhirUser()));
    }

    /**
     * The password is gone, and so is whatever it had opened.
     *
     * @return the secret of a link, which wants the second factor that is kept
     * @throws WayRound when the link would stand in for a passkey that is kept
     */
    String reset(TenantSettings of, Account account, SecondFactor second, By by) {
        if (second == SecondFactor.KEPT) {
            refuseWayRound(of, account);
        }
        TenantId tenant = of.id();
        return link(of, account, by, client -> {
            accounts.setPassword(client, tenant, account.fhirUser(), null);
            if (second == SecondFactor.DROPPED) {
                codes.forget(client, tenant, account.fhirUser());
                passkeys.forget(client, tenant, account.fhirUser());
            }
            endEverything(client, tenant, account.fhirUser());
            return links.invite(client, tenant, account.fhirUser());
        });
    }

    /** A passkey is both factors; a link is one, and an administrator holds it first. */
    static final class WayRound extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void refuseWayRound(TenantSettings of, Account account) {
        if (of.signIn().allows(Method.PASSKEY) && account.passkeys() > 0 && !account.secondFactor()) {
            throw new WayRound();
        }
    }

    /** Puts on record that a link was made, and tells a person who has signed in before. */
    private String link(TenantSettings of, Account account, By by, Function<JdbcClient, String> work) {
        String secret = change(
                of.id(),
                AdminAct.Kind.CREDENTIALS,
                account.fhirUser(),
                by,
                work,
                after -> after.put("linkValidHours", Links.INVITATION_LIFETIME.toHours()));
        if (mail.isPossible() && account.hasProof()) {
            mail.tellOfLink(account.email(), of.name());
        }
        return secret;
    }

    /** Ends the person's other sessions, this one's caller begins anew. */
    void setPassword(TenantId tenant, String fhirUser, String encoded, By by) {
        change(tenant, AdminAct.Kind.CREDENTIALS, fhirUser, by, client -> {
            accounts.setPassword(client, tenant, fhirUser, encoded);
            endEverything(client, tenant, fhirUser);
            return encoded;
        });
    }

    /** @return recovery codes, this once; empty when the code is wrong or codes are in use already */
    Optional<List<String>> beginCodes(TenantId tenant, String fhirUser, String code, By by) {
        return changeIf(
                tenant,
                AdminAct.Kind.CREDENTIALS,
                fhirUser,
                by,
                client -> codes.begin(tenant, fhirUser, code),
                Optional::isPresent);
    }

    List<String> newRecoveryCodes(TenantId tenant, String fhirUser, By by) {
        return change(
                tenant,
                AdminAct.Kind.CREDENTIALS,
                fhirUser,
                by,
                client -> codes.newRecoveryCodes(client, tenant, fhirUser));
    }

    /**
     * Ends invitations, which would be a way round the passkey.
     *
     * @param answer the browser's; false when it is not right, or the person has as many passkeys as anybody may
     */
    boolean addPasskey(TenantId tenant, String fhirUser, String answer, By by) {
        return changeIf(
                tenant,
                AdminAct.Kind.CREDENTIALS,
                fhirUser,
                by,
                client -> {
                    boolean added = passkeys.add(client, tenant, fhirUser, answer);
                    if (added) {
                        links.endInvitations(client, tenant, fhirUser);
                    }
                    return added;
                },
                added -> added);
    }

    /** @return whether this is a passkey of the person's */
    boolean namePasskey(TenantId tenant, String fhirUser, byte[] id, String name, By by) {
        return changeIf(
                tenant,
                AdminAct.Kind.CREDENTIALS,
                fhirUser,
                by,
                client -> ownPasskeys.rename(client, tenant, fhirUser, id, name),
                named -> named);
    }

    /** What became of a passkey that was to be removed. */
    enum Removal {
        REMOVED,
        NOT_THERE,
        /** Nothing else would let its owner in. */
        LAST_WAY
    }

    /** Ends what the passkey may have opened: the person's other sessions. This one's caller begins anew. */
    Removal removePasskey(TenantSettings of, String fhirUser, byte[] id, By by) {
        TenantId tenant = of.id();
        return changeIf(
                tenant,
                AdminAct.Kind.CREDENTIALS,
                fhirUser,
                by,
                client -> {
                    accounts.lock(client, tenant, fhirUser);
                    Account account = accounts.byUser(tenant, fhirUser).orElseThrow();
                    if (ownPasskeys.of(tenant, fhirUser).stream().noneMatch(own -> own.isOf(id))) {
                        return Removal.NOT_THERE;
                    }
                    if (!WaysIn.remainWithoutOnePasskey(of, account, mail.isPossible())) {
                        return Removal.LAST_WAY;
                    }
                    ownPasskeys.remove(client, tenant, fhirUser, id);
                    endEverything(client, tenant, fhirUser);
                    return Removal.REMOVED;
                },
                Removal.REMOVED::equals);
    }

    private void endEverything(JdbcClient client, TenantId tenant, String fhirUser) {
        signIns.endAll(tenant, fhirUser);
        remembered.end(client, tenant, fhirUser);
        links.endInvitations(client, tenant, fhirUser);
    }

    private <T> T change(TenantId tenant, AdminAct.Kind kind, String fhirUser, By by, Function<JdbcClient, T> work) {
        return change(tenant, kind, fhirUser, by, work, after -> {});
    }

    private <T> T change(
            TenantId tenant,
            AdminAct.Kind kind,
            String fhirUser,
            By by,
            Function<JdbcClient, T> work,
            Consumer<ObjectNode> moreOnRecord) {
        return changeIf(tenant, kind, fhirUser, by, work, done -> true, moreOnRecord);
    }

    private <T> T changeIf(
            TenantId tenant,
            AdminAct.Kind kind,
            String fhirUser,
            By by,
            Function<JdbcClient, T> work,
            Predicate<T> done) {
        return changeIf(tenant, kind, fhirUser, by, work, done, after -> {});
    }

    /** @param moreOnRecord what the record tells besides the account as it is afterwards */
    private <T> T changeIf(
            TenantId tenant,
            AdminAct.Kind kind,
            String fhirUser,
            By by,
            Function<JdbcClient, T> work,
            Predicate<T> done,
            Consumer<ObjectNode> moreOnRecord) {
        return sql.in(tenant, client -> {
            Optional<JsonNode> before = accounts.byUser(tenant, fhirUser).map(AccountChanges::json);
            T result = work.apply(client);
            if (done.test(result)) {
                Optional<JsonNode> after = accounts.byUser(tenant, fhirUser)
                        .map(AccountChanges::json)
                        .map(json -> {
                            moreOnRecord.accept(json);
                            return json;
                        });
                audit.record(tenant, by.origin(), AdminAct.done(kind, by.actor(), "user " + fhirUser, before, after));
            }
            return result;
        });
    }

    /** As the admin API and the record show an account. */
    static ObjectNode json(Account account) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fhirUser", account.fhirUser());
        json.put("name", account.name());
        json.put("email", account.email());
        ArrayNode roles = json.putArray("roles");
        account.roles().stream().map(TenantRole::word).sorted().forEach(roles::add);
        json.put("enabled", account.enabled());
        ArrayNode proofs = json.putArray("proofs");
        if (account.password().isPresent()) {
            proofs.add("password");
        }
        if (account.secondFactor()) {
            proofs.add("one-time-codes");
        }
        if (account.passkeys() > 0) {
            proofs.add("passkey");
            json.put("passkeys", account.passkeys());
        }
        return json;
    }
}
