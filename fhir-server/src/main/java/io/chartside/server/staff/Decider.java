package io.chartside.server.staff;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.AdminAct.Actor;
import io.chartside.server.tenancy.GrantApproval;
import java.util.Objects;

/** Who decides on a grant: somebody of the staff, or of the tenant. */
sealed interface Decider {
    /** As the grant keeps it; no login of the staff looks like a reference of the tenant. */
    String name();

    /** As the tenant's audit events name who acts. */
    String reference();

    Actor actor();

    /** Whether a tenant that has decided so leaves approvals to such as this one. */
    boolean decides(GrantApproval policy);

    /** Whether it may end what another has asked for. */
    boolean mayRevoke();

    record OfStaff(StaffPerson person) implements Decider {
        public OfStaff {
            Objects.requireNonNull(person);
        }

        @Override
        public String name() {
            return person.login();
        }

        @Override
        public String reference() {
            return person.urn();
        }

        @Override
        public Actor actor() {
            return person.actor();
        }

        @Override
        public boolean decides(GrantApproval policy) {
            return policy == GrantApproval.STAFF;
        }

        @Override
        public boolean mayRevoke() {
            return StaffAction.GRANT_APPROVE.may(person.role());
        }
    }

    /** @param caller an owner or administrator */
    record OfTenant(Caller caller) implements Decider {
        public OfTenant {
            if (!caller.administersItself()) {
                throw new IllegalArgumentException("an owner or administrator decides for a tenant");
            }
        }

        @Override
        public String name() {
            return caller.fhirUser().orElseThrow();
        }

        @Override
        public String reference() {
            return name();
        }

        @Override
        public Actor actor() {
            return new Actor.Token(caller);
        }

        @Override
        public boolean decides(GrantApproval policy) {
            return policy == GrantApproval.TENANT;
        }

        @Override
        public boolean mayRevoke() {
            return true;
        }
    }
}
