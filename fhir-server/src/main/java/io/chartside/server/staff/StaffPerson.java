package io.chartside.server.staff;

import io.chartside.server.audit.AdminAct.Actor;
import java.util.Objects;

/** Somebody of the staff who has signed in. */
record StaffPerson(String login, String name, StaffRole role) {
    /** Request attribute, set behind {@link StaffDoor}. */
    static final String REQUEST_ATTRIBUTE = StaffPerson.class.getName();

    StaffPerson {
        Objects.requireNonNull(login);
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
    }

    /** As tokens and audit events of tenants name who acts. */
    String urn() {
        return "urn:chartside:staff:" + login;
    }

    Actor actor() {
        return new Actor.Staff(login, role.word());
    }

    @Override
    public String toString() {
        return login;
    }
}
