package io.chartside.server.staff;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Somebody of the staff asked to see one visit or one patient of a tenant, or to stand in for one of its people (MM21, MM26).
 *
 * @param login who asked, who alone may use it and who may not approve it
 * @param target {@code Encounter/…}, {@code Patient/…}, or the person: {@code Practitioner/…}
 * @param purpose free text; may tell of a patient, so only the tenant's own data key opens it
 * @param minutes how long it counts from its approval, 1 to 480
 * @param expires when approved
 */
record StaffGrant(
        UUID id,
        String login,
        String target,
        String purpose,
        int minutes,
        State state,
        Optional<String> decidedBy,
        Optional<Instant> expires) {
    static final int LONGEST = 480;
    private static final Pattern TARGET =
            Pattern.compile("(Encounter|Patient|Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,64}");

    enum State {
        ASKED,
        APPROVED,
        REFUSED,
        REVOKED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    StaffGrant {
        Objects.requireNonNull(id);
        Objects.requireNonNull(login);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(state);
        Objects.requireNonNull(decidedBy);
        Objects.requireNonNull(expires);
        if (!isTarget(target) || minutes < 1 || minutes > LONGEST) {
            throw new IllegalArgumentException("a grant has a target and lasts 1 to " + LONGEST + " minutes");
        }
    }

    static boolean isTarget(String text) {
        return TARGET.matcher(text).matches();
    }

    boolean standsIn() {
        return target.startsWith("Practitioner");
    }

    boolean countsAt(Instant now) {
        return state == State.APPROVED && expires.filter(now::isBefore).isPresent();
    }

    /** The purpose may tell of a patient. */
    @Override
    public String toString() {
        return "grant " + id + " " + state;
    }
}
