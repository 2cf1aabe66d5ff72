package io.chartside.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.store.Sight.Extent;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The policy against an oracle that knows single resources instead of extents: for every resource of a small world, is it
 * visible? (MH15, MA8, MS10) Over 400 lines because the oracle spells out by itself, role by role, what the policy derives.
 */
class ScopedAccessPolicyTest {
    private static final long SEED = 20261122;
    private static final int ROUNDS = 20_000;
    private static final List<String> TYPES = List.of(
            "Patient",
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Location",
            "Encounter",
            "DocumentReference",
            "Composition",
            "Binary",
            "Condition",
            "Observation",
            "AllergyIntolerance",
            "MedicationRequest",
            "ServiceRequest",
            "Procedure",
            "ChargeItem",
            "Claim",
            "ExplanationOfBenefit",
            "CareTeam",
            "Immunization",
            "DiagnosticReport",
            "Coverage",
            "Device",
            "Provenance",
            "AuditEvent",
            "Consent",
            "Task",
            "Appointment",
            "Communication");
    private static final List<String> DIRECTORY =
            List.of("Practitioner", "PractitionerRole", "Organization", "Location");
    private static final List<String> PERMISSIONS =
            List.of("r", "s", "rs", "c", "cud", "cruds", "crs", "d", "us", "read", "write", "*");
    private static final List<String> CRITERIA = List.of("category=a", "category=b");
    private static final List<String> USERS = List.of(
            "", "Practitioner/p1", "PractitionerRole/r1", "Patient/one", "Patient/two", "RelatedPerson/x", "Device/d");

    /** x acts for both, and nobody else for anybody. */
    private final AccessPolicy policy = new ScopedAccessPolicy(
            (tenant, person) -> person.equals("x") ? Set.of("one", "two") : Set.of(),
            (caller, standing) -> Limits.OfCaller.NONE);

    /** One resource of the world: whose it is, and which criterion it fits. */
    private record Thing(String type, String id, String patient, String fits) {}

    private static Caller caller(String fhirUser, String patient, Set<String> scopes) {
        return new Caller(
                new TenantId("demo"),
                fhirUser.isEmpty() ? "client" : fhirUser,
                "client",
                "token",
                new Scopes(scopes),
                fhirUser.isEmpty() ? Optional.empty() : Optional.of(fhirUser),
                Optional.ofNullable(patient),
                Optional.empty(),
                Optional.empty());
    }

    // ---- the oracle: straight from the specification, thing by thing

    /** Nobody of these has an export but back ends: an owner and an analyst are none by the kind of fhirUser. */
    private static boolean granted(Caller caller, Interaction interaction, Thing thing) {
        return granted(caller, interaction.permission(), thing)
                && (interaction != Interaction.EXPORT || caller.fhirUser().isEmpty());
    }

    private static boolean granted(Caller caller, char permission, Thing thing) {
        String user = caller.fhirUser().orElse("");
        String kind = user.isEmpty() ? "" : user.substring(0, user.indexOf('/'));
        boolean looks = permission == 'r' || permission == 's';
        boolean clinician = kind.equals("Practitioner") || kind.equals("PractitionerRole");
        boolean patientSide = kind.equals("Patient") || kind.equals("RelatedPerson");
        if (!user.isEmpty() && !clinician && !patientSide) {
            return false;
        }
        if (clinician && thing.type().equals("AuditEvent") && permission != 'c') {
            return false;
        }
        if (clinician && DIRECTORY.contains(thing.type()) && !looks) {
            return false;
        }
        if (patientSide && (!looks || thing.type().equals("AuditEvent"))) {
            return false;
        }
        for (String text : caller.scopes().granted()) {
            if (text.equals("fhirUser") && permission == 'r' && user.equals(thing.type() + "/" + thing.id())) {
                return true;
            }
            Optional<SmartScope> scope = SmartScope.parse(text);
            if (scope.isPresent() && allows(caller, scope.get(), permission, thing, kind)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allows(Caller caller, SmartScope scope, char permission, Thing thing, String kind) {
        if (!scope.type().equals("*") && !scope.type().equals(thing.type())
                || scope.permissions().indexOf(permission) < 0
                || scope.criterion() != null && !scope.criterion().equals(thing.fits())) {
            return false;
        }
        boolean clinician = kind.equals("Practitioner") || kind.equals("PractitionerRole");
        switch (scope.level()) {
            case SYSTEM:
                return kind.isEmpty();
            case USER:
                if (kind.isEmpty()) {
                    return false;
                }
                if (clinician) {
                    return true;
                }
                break;
            default:
                if (kind.isEmpty()) {
                    return false;
                }
        }
        if (DIRECTORY.contains(thing.type())) {
            return permission == 'r' || permission == 's';
        }
        String self = caller.fhirUser().orElse("/").split("/", 2)[1];
        String reach = caller.patient().orElse(kind.equals("Patient") ? self : null);
        if (kind.equals("Patient") && !self.equals(reach)) {
            return false;
        }
        return reach != null && reach.equals(thing.patient());
    }

    private static boolean shown(Extent extent, Thing thing) {
        if (extent instanceof Extent.All) {
            return true;
        }
        if (extent instanceof Extent.Narrowed narrowed) {
            return (narrowed.patientIds().isEmpty() || narrowed.patientIds().contains(String.valueOf(thing.patient())))
                    && (narrowed.criteria().isEmpty()
                            || narrowed.criteria().stream()
                                    .anyMatch(criterion ->
                                            criterion.equals(thing.fits()) || criterion.equals("_id=" + thing.id())));
        }
        return false;
    }

    private static List<Thing> things(String type) {
        List<Thing> things = new ArrayList<>();
        for (String fits : List.of("category=a", "category=b", "none")) {
            if (DIRECTORY.contains(type)) {
                things.add(new Thing(type, "p1", null, fits));
                things.add(new Thing(type, "p9", null, fits));
            } else if (type.equals("Patient")) {
                things.add(new Thing(type, "one", "one", fits));
                things.add(new Thing(type, "two", "two", fits));
            } else {
                things.add(new Thing(type, "i1", "one", fits));
                things.add(new Thing(type, "i2", "two", fits));
                things.add(new Thing(type, "i3", null, fits));
            }
        }
        return things;
    }

    private static Set<String> randomScopes(Random random) {
        Set<String> scopes = new LinkedHashSet<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String level = List.of("patient", "user", "system").get(random.nextInt(3));
            String type = random.nextInt(3) == 0 ? "*" : TYPES.get(random.nextInt(TYPES.size()));
            String permissions = PERMISSIONS.get(random.nextInt(PERMISSIONS.size()));
            String scope = level + "/" + type + "." + permissions;
            boolean granular = !type.equals("*") && permissions.matches("c?r?u?d?s?") && random.nextInt(3) == 0;
            scopes.add(granular ? scope + "?" + CRITERIA.get(random.nextInt(2)) : scope);
        }
        if (random.nextInt(4) == 0) {
            scopes.add("fhirUser");
        }
        if (random.nextInt(4) == 0) {
            scopes.add("drafts");
        }
        return scopes;
    }

    @Test
    void randomScopes_neverShowMoreThanTheOracle_andLessOnlyWhereOneExtentCannotSayIt() {
        Random random = new Random(SEED);
        int less = 0;
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String patient = List.of("", "one", "two").get(random.nextInt(3));
            Caller caller = caller(
                    USERS.get(random.nextInt(USERS.size())), patient.isEmpty() ? null : patient, randomScopes(random));
            Interaction interaction = Interaction.values()[random.nextInt(Interaction.values().length)];
            String type = TYPES.get(random.nextInt(TYPES.size()));
            Extent extent = policy.sight(caller, interaction).of(type);
            for (Thing thing : things(type)) {
                boolean granted = granted(caller, interaction, thing);
                boolean shown = shown(extent, thing);
                compared++;
                assertThat(!shown || granted)
                        .as(
                                "%s of %s by %s with %s in %s",
                                interaction, thing, caller.subject(), caller.scopes(), patient)
                        .isTrue();
                if (granted && !shown) {
                    less++;
                    assertThat(extent)
                            .as("less than granted: %s of %s with %s", interaction, thing, caller.scopes())
                            .isInstanceOf(Extent.Narrowed.class);
                }
            }
        }
        assertThat(compared).isGreaterThan(100_000);
        assertThat(less)
                .as("sums of scopes that one extent cannot say are rare")
                .isLessThan(compared / 50);
    }

    /** Every type with every interaction, for seven kinds of token: more than 1,800 cells, each in read and in decision. */
    @TestFactory
    Stream<DynamicTest> matrix_ofTypesAndInteractionsAndActors() {
        List<Caller> callers = List.of(
                caller("", null, Set.of("system/*.cruds")),
                caller("Practitioner/p1", null, Set.of("user/*.cruds")),
                caller("Practitioner/p1", "one", Set.of("patient/*.cruds")),
                caller("Practitioner/p1", null, Set.of("system/*.cruds")),
                caller("", null, Set.of("user/*.cruds", "patient/*.cruds")),
                caller("Patient/one", null, Set.of("user/*.cruds", "patient/*.cruds")),
                caller("RelatedPerson/x", "one", Set.of("patient/*.cruds")),
                caller("Device/d", "one", Set.of("user/*.cruds", "patient/*.cruds", "system/*.cruds")));
        return callers.stream()
                .map(caller -> DynamicTest.dynamicTest(caller.subject() + " with " + caller.scopes(), () -> {
                    for (String type : TYPES) {
                        for (Interaction interaction : Interaction.values()) {
                            compare(caller, interaction, type);
                        }
                    }
                }));
    }

    private void compare(Caller caller, Interaction interaction, String type) {
        Extent extent = policy.sight(caller, interaction).of(type);
        for (Thing thing : things(type)) {
            assertThat(shown(extent, thing))
                    .as("%s of %s", interaction, thing)
                    .isEqualTo(granted(caller, interaction, thing));
        }
        AccessDecision decision = policy.decide(caller, interaction, type);
        if (extent instanceof Extent.All) {
            assertThat(decision).isEqualTo(new AccessDecision.Permit());
        } else if (extent instanceof Extent.Narrowed narrowed) {
            assertThat(decision).isEqualTo(new AccessDecision.Narrow(narrowed.patientIds(), narrowed.criteria()));
        } else {
            assertThat(decision).isInstanceOf(AccessDecision.Deny.class);
        }
    }

    private AccessDecision decide(Caller caller, Interaction interaction, String type) {
        return policy.decide(caller, interaction, type);
    }

    private static Caller named(String fhirUser, TenantRole... roles) {
        return caller(fhirUser, "one", Set.of("user/*.cruds", "patient/*.cruds", "system/*.cruds", "drafts"))
                .with(Mandate.of(Set.of(roles)));
    }

    private static final AccessDecision PERMIT = new AccessDecision.Permit();

    @Test
    void billing_seesClaimsAndWhatTheyRestOn_butNoNotes() { // MM14
        Caller billing = named("Practitioner/b", TenantRole.BILLING);

        for (String type : List.of("Claim", "Invoice", "Account", "ChargeItem", "Coverage")) {
            assertThat(decide(billing, Interaction.UPDATE, type)).as(type).isEqualTo(PERMIT);
        }
        for (String type : List.of("Patient", "Encounter", "Condition", "Procedure")) {
            assertThat(decide(billing, Interaction.SEARCH, type)).as(type).isEqualTo(PERMIT);
            assertThat(decide(billing, Interaction.UPDATE, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
        }
        for (String type : List.of(
                "DocumentReference",
                "Composition",
                "Binary",
                "DiagnosticReport",
                "ClinicalImpression",
                "Communication",
                "Media",
                "QuestionnaireResponse",
                "Observation",
                "AuditEvent")) {
            for (Interaction interaction : Interaction.values()) {
                assertThat(decide(billing, interaction, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
            }
        }
    }

    @Test
    void auditor_readsTheTrailAndNothingElse() { // MM14, MH10
        Caller auditor = named("Practitioner/a", TenantRole.AUDITOR);

        assertThat(decide(auditor, Interaction.SEARCH, "AuditEvent")).isEqualTo(PERMIT);
        assertThat(decide(auditor, Interaction.CREATE, "AuditEvent")).isInstanceOf(AccessDecision.Deny.class);
        for (String type : TYPES) {
            if (!type.equals("AuditEvent") && !type.equals("Practitioner")) {
                assertThat(decide(auditor, Interaction.READ, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
            }
        }
    }

    @Test
    void administrators_keepCredentialsAndSeeNoClinicalContent() { // MM14, MA18
        for (TenantRole role : List.of(TenantRole.OWNER, TenantRole.ADMIN)) {
            Caller admin = named("Person/x", role);
            assertThat(decide(admin, Interaction.UPDATE, "Practitioner")).isEqualTo(PERMIT);
            for (String type : List.of("Patient", "Encounter", "Condition", "Composition", "Claim", "AuditEvent")) {
                assertThat(decide(admin, Interaction.SEARCH, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
            }
        }
        assertThat(policy.mayLabel(named("Person/x", TenantRole.OWNER))).isTrue();
        assertThat(policy.mayLabel(named("Person/x", TenantRole.ADMIN))).isFalse();
        assertThat(policy.mayLabel(named("Practitioner/x", TenantRole.CLINICIAN)))
                .isFalse();
    }

    @Test
    void analyst_countsAndSeesNobody() { // MM14
        Caller analyst = named("Practitioner/a", TenantRole.ANALYST);

        assertThat(decide(analyst, Interaction.COUNT, "Condition")).isEqualTo(PERMIT);
        assertThat(policy.smallestCount(analyst, "Condition")).isEqualTo(11);
        for (Interaction interaction : Interaction.values()) {
            if (interaction != Interaction.COUNT && interaction != Interaction.EXPORT) {
                assertThat(decide(analyst, interaction, "Condition")).isInstanceOf(AccessDecision.Deny.class);
            }
        }
        assertThat(decide(analyst, Interaction.EXPORT, "Condition")).isEqualTo(PERMIT);
        assertThat(decide(analyst, Interaction.EXPORT, "AuditEvent")).isInstanceOf(AccessDecision.Deny.class);
        assertThat(policy.export(analyst)).isEqualTo(ExportRight.ANALYST);
    }

    @Test
    void export_isForBackEndsOwnersAndAnalysts() { // MM14
        for (TenantRole role : List.of(
                TenantRole.ADMIN, TenantRole.CLINICIAN, TenantRole.MEMBER, TenantRole.BILLING, TenantRole.AUDITOR)) {
            Caller reader = named("Practitioner/r", role);
            assertThat(policy.export(reader)).as(role.word()).isEqualTo(ExportRight.NONE);
            for (String type : TYPES) {
                assertThat(decide(reader, Interaction.EXPORT, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
            }
        }
        assertThat(policy.export(named("Patient/one", TenantRole.PATIENT))).isEqualTo(ExportRight.NONE);
        assertThat(policy.export(caller("", null, Set.of("system/*.rs")))).isEqualTo(ExportRight.WHOLE);
        Caller owner = named("Practitioner/o", TenantRole.OWNER);
        assertThat(policy.export(owner)).isEqualTo(ExportRight.WHOLE);
        assertThat(decide(owner, Interaction.EXPORT, "Practitioner")).isEqualTo(PERMIT);
        assertThat(decide(owner, Interaction.EXPORT, "Patient")).isInstanceOf(AccessDecision.Deny.class);
    }

    @Test
    void analystWhoReadsByAnotherRole_exportsWhatThatOneShows() { // MM14
        Caller both = named("Practitioner/b", TenantRole.ANALYST, TenantRole.BILLING);

        assertThat(policy.export(both)).isEqualTo(ExportRight.ANALYST_WHO_READS);
        assertThat(decide(both, Interaction.EXPORT, "Claim")).isEqualTo(PERMIT);
        assertThat(decide(both, Interaction.EXPORT, "Observation")).isInstanceOf(AccessDecision.Deny.class);
        assertThat(policy.export(named("Practitioner/b", TenantRole.ANALYST, TenantRole.OWNER)))
                .isEqualTo(ExportRight.ANALYST);
    }

    @Test
    void member_worksWithTheRecordAndSignsNothing() { // MM14, MA18
        Caller member = named("Practitioner/m", TenantRole.MEMBER);

        assertThat(decide(member, Interaction.UPDATE, "Appointment")).isEqualTo(PERMIT);
        for (String type : List.of("Composition", "Provenance", "MedicationRequest", "Practitioner")) {
            assertThat(decide(member, Interaction.UPDATE, type)).as(type).isInstanceOf(AccessDecision.Deny.class);
            assertThat(decide(member, Interaction.READ, type)).as(type).isEqualTo(PERMIT);
        }
        assertThat(drafts(member)).isFalse();
    }

    @Test
    void rolesAddUp() {
        Caller both = named("Practitioner/p", TenantRole.CLINICIAN, TenantRole.AUDITOR);

        assertThat(decide(both, Interaction.SEARCH, "AuditEvent")).isEqualTo(PERMIT);
        assertThat(decide(both, Interaction.UPDATE, "Composition")).isEqualTo(PERMIT);
    }

    @Test
    void roleThatDoesNotFitThePerson_isNone() {
        assertThat(decide(named("Patient/one", TenantRole.CLINICIAN), Interaction.SEARCH, "Patient"))
                .isInstanceOf(AccessDecision.Deny.class);
        assertThat(decide(named("Person/x", TenantRole.CLINICIAN), Interaction.SEARCH, "Patient"))
                .isInstanceOf(AccessDecision.Deny.class);
        assertThat(decide(named("Device/x", TenantRole.ADMIN), Interaction.SEARCH, "Practitioner"))
                .isInstanceOf(AccessDecision.Deny.class);
    }

    @Test
    void guardian_reachesNobodyWithoutAVerifiedRelationship() {
        assertThat(decide(named("RelatedPerson/x", TenantRole.GUARDIAN), Interaction.SEARCH, "Observation"))
                .isEqualTo(new AccessDecision.Narrow(Set.of("one"), List.of()));
        assertThat(decide(named("RelatedPerson/y", TenantRole.GUARDIAN), Interaction.SEARCH, "Observation"))
                .isInstanceOf(AccessDecision.Deny.class);
    }

    @Test
    void drafts_onlyWithTheirScope_andNeverForPatients() {
        assertThat(drafts(caller("Practitioner/p1", null, Set.of("user/*.rs")))).isFalse();
        assertThat(drafts(caller("Practitioner/p1", null, Set.of("user/*.rs", "drafts"))))
                .isTrue();
        assertThat(drafts(caller("Practitioner/p1", "one", Set.of("patient/*.rs", "drafts"))))
                .isTrue();
        assertThat(drafts(caller("", null, Set.of("system/*.rs", "drafts")))).isTrue();
        assertThat(drafts(caller("Patient/one", null, Set.of("patient/*.rs", "drafts"))))
                .isFalse();
    }

    private boolean drafts(Caller caller) {
        Extent extent = policy.sight(caller, Interaction.SEARCH).of("Composition");
        return extent instanceof Extent.All all ? all.drafts() : ((Extent.Narrowed) extent).drafts();
    }

    @Test
    void ownUser_isReadableWithFhirUserAlone_andNobodyElse() {
        Caller caller = caller("Practitioner/p1", "one", Set.of("openid", "fhirUser"));

        assertThat(policy.decide(caller, Interaction.READ, "Practitioner"))
                .isEqualTo(new AccessDecision.Narrow(Set.of(), List.of("_id=p1")));
        assertThat(policy.decide(caller, Interaction.SEARCH, "Practitioner")).isInstanceOf(AccessDecision.Deny.class);
        assertThat(policy.decide(caller, Interaction.READ, "Patient")).isInstanceOf(AccessDecision.Deny.class);
    }

    @Test
    void typeWithoutScope_isNothing_inChainsAndIncludesToo() {
        Caller caller = caller("Practitioner/p1", null, Set.of("user/DocumentReference.rs"));

        assertThat(policy.sight(caller, Interaction.SEARCH).of("Patient")).isEqualTo(new Extent.Nothing());
    }
}
