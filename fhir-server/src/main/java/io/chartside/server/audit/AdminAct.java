package io.chartside.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.access.Caller;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody changed who may do what at a tenant, or what the tenant is (MM18): recorded with what was there before and after.
 * Record it as the last thing inside the change's transaction, so that a change whose record fails is not made.
 *
 * @param status the HTTP status it ended with; below 400 is outcome 0, below 500 outcome 4, else 8
 * @param target what was changed, in words safe to read: {@code user Practitioner/7}, {@code client scribe}, {@code policy
 *     break-glass}
 * @param before what was there; empty when nothing was. Members whose names say secret are not recorded
 * @param after what is there now; empty when it is gone
 * @param reason as the person gave it
 */
public record AdminAct(
        Kind kind,
        int status,
        Actor actor,
        String target,
        Optional<JsonNode> before,
        Optional<JsonNode> after,
        Optional<String> reason) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was changed: an own code, and the DICOM code of a security alert (PS3.15, A.5.3.11) that it belongs to. */
    public enum Kind {
        USER("user", "110137", "User security Attributes Changed"),
        ROLES("roles", "110136", "Security Roles Changed"),
        /** Passkeys, passwords, one-time codes: that they changed, never what they are. */
        CREDENTIALS("credentials", "110137", "User security Attributes Changed"),
        /** Live tokens and sessions of a person, a client or a tenant were cut off. */
        CUT_OFF("cut-off", "110137", "User security Attributes Changed"),
        CLIENT("client", "110129", "Security Configuration"),
        TENANT("tenant", "110129", "Security Configuration"),
        POLICY("policy", "110129", "Security Configuration"),
        CONTRACT("contract", "110129", "Security Configuration"),
        KEYS("keys", "110129", "Security Configuration"),
        /** A grant to staff was asked for, approved, refused, used up or taken back. */
        GRANT("grant", "110136", "Security Roles Changed"),
        /** An account on the staff's own realm. */
        STAFF("staff", "110137", "User security Attributes Changed");

        private final String word;
        private final String code;
        private final String display;

        Kind(String word, String code, String display) {
            this.word = word;
            this.code = code;
            this.display = display;
        }

        /** Subtype in {@code https://chartside.io/fhir/CodeSystem/audit-event}: {@code admin-user}. */
        String code() {
            return "admin-" + word;
        }

        String dicomCode() {
            return code;
        }

        String dicomDisplay() {
            return display;
        }
    }

    /** Who made the change. */
    public sealed interface Actor {
        /** A person or a back end with a token of the tenant; {@link Caller#mandate()} tells who acts for whom. */
        record Token(Caller caller) implements Actor {
            public Token {
                Objects.requireNonNull(caller);
            }
        }

        /**
         * A command on the server's machine.
         *
         * @param account name of the operating system's account
         */
        record Operator(String account) implements Actor {
            public Operator {
                Objects.requireNonNull(account);
            }
        }

        /**
         * A client that registers itself by a software statement.
         *
         * @param iss of the statement; {@code unknown} when none was accepted
         */
        record StatementIssuer(String iss) implements Actor {
            public StatementIssuer {
                Objects.requireNonNull(iss);
            }
        }

        /**
         * Somebody of the staff, whose realm is no tenant.
         *
         * @param id of the account, not a name
         * @param role as docs/security.md names it: {@code support}
         */
        record Staff(String id, String role) implements Actor {
            public Staff {
                Objects.requireNonNull(id);
                Objects.requireNonNull(role);
            }
        }
    }

    public AdminAct {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(target);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
        Objects.requireNonNull(reason);
    }

    /** A change that was made. */
    public static AdminAct done(
            Kind kind, Actor actor, String target, Optional<JsonNode> before, Optional<JsonNode> after) {
        return new AdminAct(kind, 200, actor, target, before, after, Optional.empty());
    }

    /** What was there, from JSON that the server wrote itself. */
    public static JsonNode told(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // The cause would repeat what was written.
            throw new IllegalStateException("what the server wrote itself is no JSON");
        }
    }

    public AdminAct because(String text) {
        return new AdminAct(kind, status, actor, target, before, after, Optional.of(text));
    }

    /** The same act, which was refused or failed. */
    public AdminAct ended(int other) {
        return new AdminAct(kind, other, actor, target, before, after, reason);
    }

    /** C, U or D by what was there and what is; E for what has neither. */
    char action() {
        if (before.isPresent()) {
            return after.isPresent() ? 'U' : 'D';
        }
        return after.isPresent() ? 'C' : 'E';
    }

    @Override
    public String toString() {
        return kind + " " + status;
    }
}
