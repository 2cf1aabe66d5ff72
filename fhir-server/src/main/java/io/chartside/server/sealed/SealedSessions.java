package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Writings;
import io.chartside.server.sealed.SealedTable.Redeemed;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The life of a sealed session: opened, joined, spoken in, ended. */
@Component
final class SealedSessions {
    private static final int MOST_MESSAGES = 200;

    private final SealedTable table;
    private final UtteranceTable utterances;
    private final SealedRecord record;
    private final Writings writings;
    private final Clock clock;

    SealedSessions(SealedTable table, UtteranceTable utterances, SealedRecord record, Writings writings, Clock clock) {
        this.table = table;
        this.utterances = utterances;
        this.record = record;
        this.writings = writings;
        this.clock = clock;
    }

    /**
     * @param visit the encounter that the session is part of, which the caller may read
     * @throws FhirRefusal 403; 422 without a patient
     */
    SealedSession open(RequestContext context, StoredResource visit, boolean single, byte[] fingerprint) {
        writings.require(context, Interaction.CREATE, "Encounter");
        writings.require(context, Interaction.CREATE, "Communication");
        String patientId = visit.patientId()
                .orElseThrow(() -> FhirRefusal.againstRule("The encounter has no patient", "Encounter.subject"));
        StoredResource patient = record.read(context.tenant(), "Patient", patientId)
                .orElseThrow(() -> FhirRefusal.againstRule("The encounter has no patient", "Encounter.subject"));
        SealedSession session = new SealedSession(
                SealedVisits.PREFIX + LogicalIds.next(),
                subject(context.caller()),
                UUID.randomUUID(),
                single,
                fingerprint,
                false);
        table.open(context.tenant(), session, patientId, patient.rid());
        record.create(
                context,
                SealedFhir.encounter(session, "Encounter/" + visit.id(), "Patient/" + patientId, clock.instant()),
                patientId);
        return session;
    }

    private byte[] subject(Caller caller) {
        return table.hash(caller.tenant(), "subject|" + caller.clientId() + "|" + caller.subject());
    }

    /**
     * The session, for its opener alone.
     *
     * @throws FhirRefusal 403 for anybody else, 404, 410 when it is over
     */
    Participant opener(RequestContext context, String id) {
        SealedSession session = table.find(context.tenant(), id)
                .orElseThrow(() -> FhirRefusal.notFound("There is no such sealed visit"));
        if (!session.isOpenedBy(subject(context.caller()))) {
            throw FhirRefusal.forbidden("A sealed visit belongs to whoever opened it");
        }
        return new Participant(context, session, session.device());
    }

    /**
     * A guest's device.
     *
     * @throws FhirRefusal 401 for a token that is not this session's, or not any more
     */
    Participant guest(TenantId tenant, Origin origin, String id, String token) {
        UUID device = table.guest(tenant, id, Tokens.sha256(token))
                .orElseThrow(() -> new FhirRefusal(
                        401, "login", "The guest token does not belong to this sealed visit, or not any more"));
        return new Participant(
                new RequestContext(guest(tenant, device), origin),
                table.find(tenant, id).orElseThrow(),
                device);
    }

    /** For the record of what it does; without a scope it may do nothing that is not asked here. */
    static Caller guest(TenantId tenant, UUID device) {
        return new Caller(
                tenant,
                Tokens.GUEST + device,
                "sealed-guest",
                device.toString(),
                Scopes.parse(""),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @throws FhirRefusal 409 in single-device mode, 410 when the session is over */
    String invite(Participant opener) {
        requireGoingOn(opener.session());
        if (opener.session().single()) {
            throw FhirRefusal.conflict("This sealed visit stays on one device: nobody can be invited");
        }
        String token = Tokens.next(Tokens.INVITE);
        table.invite(opener.context().tenant(), opener.session().id(), Tokens.sha256(token));
        return token;
    }

    /** @param token of the guest, for this once */
    record Joined(SealedSession session, UUID device, String token) {
        @Override
        public String toString() {
            return session.toString();
        }
    }

    /** @throws FhirRefusal 403 for an invite that is unknown, used or late; 409 for another key, and when all places are taken */
    Joined redeem(TenantId tenant, String invite, byte[] fingerprint) {
        String guest = Tokens.next(Tokens.GUEST);
        Redeemed redeemed = table.redeem(tenant, Tokens.sha256(invite), fingerprint, Tokens.sha256(guest));
        if (redeemed instanceof Redeemed.Joined joined) {
            return new Joined(joined.session(), joined.device(), guest);
        }
        if (redeemed instanceof Redeemed.OtherKey) {
            throw FhirRefusal.conflict(
                    "The fingerprint is not that of this sealed visit's key: the link is damaged, or was changed");
        }
        throw redeemed instanceof Redeemed.Full
                ? FhirRefusal.conflict("No further device can join this sealed visit")
                : FhirRefusal.forbidden("The invite is unknown, was used, or is too old: ask for a new one");
    }

    /** @throws FhirRefusal 409 for another key, 401 when it came too late */
    void acknowledge(Participant device, byte[] fingerprint) {
        requireGoingOn(device.session());
        if (!MessageDigest.isEqual(device.session().fingerprint(), fingerprint)) {
            throw FhirRefusal.conflict("The fingerprint is not that of this sealed visit's key");
        }
        if (!table.acknowledge(device.context().tenant(), device.session().id(), device.device())) {
            throw new FhirRefusal(401, "login", "The device joined too long ago without acknowledging the key");
        }
    }

    /** @return its position in the session, from 1 */
    int say(Participant device, SealedMessage message) {
        boolean own = message.session().equals(device.session().id())
                && message.device().equals(device.device());
        if (!own) {
            throw FhirRefusal.invalid("The message is of another session or device", "Parameters.parameter");
        }
        TenantId tenant = device.context().tenant();
        SealedRecord.Visit visit = record.visit(tenant, device.session().id());
        UtteranceTable.Claim claim = utterances.claim(tenant, message);
        if (record.read(tenant, "Communication", claim.communication()).isPresent()) {
            throw new FhirRefusal(409, "duplicate", "This utterance was stored already");
        }
        if (!claim.mine()) {
            throw FhirRefusal.conflict("This utterance is being stored: ask again");
        }
        record.create(
                device.context(),
                SealedFhir.communication(
                        claim.communication(),
                        message,
                        claim.position(),
                        visit.patient(),
                        device.sender(),
                        clock.instant()),
                visit.patientId());
        return claim.position();
    }

    /** What a device is told. */
    record Told(SealedSession session, List<SealedTable.Device> devices, List<Message> messages, String patientId) {
        @Override
        public String toString() {
            return messages.size() + " messages of " + session;
        }
    }

    /** An utterance; nobody here can read it. */
    record Message(int position, String compact) {
        @Override
        public String toString() {
            return "message at " + position;
        }
    }

    /** Up to the first that is still being written, so that none is passed over. */
    Told after(Participant device, int position) {
        TenantId tenant = device.context().tenant();
        String id = device.session().id();
        List<Message> messages = new ArrayList<>();
        for (UtteranceTable.Taken taken : utterances.after(tenant, id, position, MOST_MESSAGES)) {
            Optional<StoredResource> stored = record.read(tenant, "Communication", taken.communication());
            if (stored.isEmpty() && taken.fresh()) {
                break;
            }
            stored.ifPresent(found -> messages.add(new Message(taken.position(), SealedFhir.message(found.json()))));
        }
        return new Told(
                device.session(),
                table.devices(tenant, id),
                messages,
                messages.isEmpty() ? "" : record.visit(tenant, id).patientId());
    }

    void end(Participant opener) {
        TenantId tenant = opener.context().tenant();
        SealedRecord.Visit visit = record.visit(tenant, opener.session().id());
        table.end(tenant, opener.session().id());
        ObjectNode encounter = visit.encounter();
        if (!encounter.path("status").asText().equals("finished")) {
            SealedFhir.finish(encounter, clock.instant());
            record.update(opener.context(), encounter, visit.patientId());
        }
    }

    private static void requireGoingOn(SealedSession session) {
        if (session.over()) {
            throw FhirRefusal.gone("This sealed visit is over");
        }
    }
}
