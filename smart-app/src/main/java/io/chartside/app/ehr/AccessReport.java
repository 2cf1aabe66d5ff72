package io.chartside.app.ehr;

import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.words.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/**
 * Reports what the plugin read and wrote at an EHR to the record's audit trail, in the terms of IHE BALP 1.1.3: this app is
 * the client, the EHR the server, the clinician the user. An EHR that is the record itself has audited all of it already.
 */
@Component
public final class AccessReport {

    private static final String OBSERVER = "Chartside plugin";
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    private static final Map<String, String> INTERACTIONS = Map.of("GET", "read", "POST", "create", "PUT", "update");
    private static final Map<String, AuditEventAction> ACTIONS =
            Map.of("GET", AuditEventAction.R, "POST", AuditEventAction.C, "PUT", AuditEventAction.U);

    private final PluginSettings settings;

    AccessReport(PluginSettings settings) {
        this.settings = settings;
    }

    /**
     * What the journal holds, as a batch for the record; the journal is emptied. Where EHR and record are one, only messages
     * are told: they went elsewhere.
     *
     * @param patient logical id of the patient in the record
     * @param practitioner logical id of the clinician in the record
     */
    public Optional<Bundle> take(
            EhrProfile profile, EhrJournal journal, String patient, Optional<String> practitioner) {
        boolean one = profile.base().equals(settings.recordBase(profile.tenant()));
        List<EhrJournal.Entry> taken = journal.take();
        List<EhrJournal.Entry> entries = one ? List.of() : taken;
        List<EhrJournal.Message> messages = journal.takeMessages();
        if (entries.isEmpty() && messages.isEmpty()) {
            return Optional.empty();
        }
        Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
        for (EhrJournal.Entry entry : entries) {
            add(batch, event(profile, entry, patient, practitioner));
            if (!entry.method().equals("GET") && entry.status() / 100 == 2) {
                add(batch, disclosure(profile, entry, patient, practitioner));
            }
        }
        for (EhrJournal.Message message : messages) {
            add(batch, disclosure(message, patient, practitioner));
        }
        List<EhrJournal.Entry> received = entries.stream()
                .filter(entry -> entry.method().equals("GET")
                        && entry.status() / 100 == 2
                        && !entry.resources().isEmpty())
                .toList();
        if (!received.isEmpty()) {
            add(batch, receipt(profile, received, patient, practitioner));
        }
        return Optional.of(batch);
    }

    private static void add(Bundle batch, AuditEvent event) {
        batch.addEntry()
                .setResource(event)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("AuditEvent");
    }

    /** What was written left the record for the EHR: for the account of disclosures (BALP, Privacy Disclosure at Source). */
    private AuditEvent disclosure(
            EhrProfile profile, EhrJournal.Entry entry, String patient, Optional<String> practitioner) {
        AuditEvent event = movement("110106", "Export", AuditEventAction.R, entry.at());
        event.addAgent(self("110153", settings.appUrl().getHost()));
        event.addAgent(
                machine("110152", profile.base().toString(), profile.base().getHost()));
        return told(event, profile, List.of(entry), patient, practitioner);
    }

    /**
     * A message that left the record for the EHR. One whose fate is not known, or that was refused, was disclosed all the
     * same; the outcome says so.
     */
    private AuditEvent disclosure(EhrJournal.Message message, String patient, Optional<String> practitioner) {
        AuditEvent event = movement("110106", "Export", AuditEventAction.R, message.at());
        event.setOutcome(
                switch (message.fate()) {
                    case ACCEPTED -> AuditEventOutcome._0;
                    case REFUSED -> AuditEventOutcome._4;
                    case UNKNOWN -> AuditEventOutcome._8;
                });
        event.addAgent(self("110153", settings.appUrl().getHost()));
        event.addAgent(machine("110152", message.host(), message.host()));
        practitioner.ifPresent(id -> event.addAgent(user(new Reference("Practitioner/" + id))));
        AuditEventEntityComponent data = entity(event, "2", "System Object", "4", "Domain Resource");
        data.setName("HL7 " + message.type()).getWhat().getIdentifier().setValue(message.controlId());
        entity(event, "1", "Person", "1", "Patient").setWhat(new Reference("Patient/" + patient));
        return event;
    }

    /** What was read at the EHR, all in one (BALP, Privacy Disclosure as recorded by a Recipient). */
    private AuditEvent receipt(
            EhrProfile profile, List<EhrJournal.Entry> received, String patient, Optional<String> practitioner) {
        AuditEvent event = movement(
                "110107",
                "Import",
                AuditEventAction.C,
                received.get(received.size() - 1).at());
        event.addAgent(
                machine("110153", profile.base().toString(), profile.base().getHost()));
        event.addAgent(self("110152", settings.appUrl().getHost()));
        return told(event, profile, received, patient, practitioner);
    }

    private static AuditEvent movement(String type, String name, AuditEventAction action, Instant at) {
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DCM, type, name))
                .addSubtype(new Coding("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "disclose", null))
                .setAction(action)
                .setRecorded(Date.from(at))
                .setOutcome(AuditEventOutcome._0);
        event.addPurposeOfEvent()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment"));
        event.getMeta()
                .addProfile("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PrivacyDisclosure."
                        + (action == AuditEventAction.R ? "Source" : "Recipient"));
        event.getSource().setObserver(new Reference().setDisplay(OBSERVER));
        return event;
    }

    private static AuditEvent told(
            AuditEvent event,
            EhrProfile profile,
            List<EhrJournal.Entry> entries,
            String patient,
            Optional<String> practitioner) {
        practitioner.ifPresent(id -> event.addAgent(user(new Reference("Practitioner/" + id))));
        entries.stream()
                .flatMap(entry -> entry.resources().stream())
                .distinct()
                .forEach(resource -> entity(event, "2", "System Object", "4", "Domain Resource")
                        .setWhat(new Reference(profile.base() + "/" + resource)));
        entity(event, "1", "Person", "1", "Patient").setWhat(new Reference("Patient/" + patient));
        return event;
    }

    /** This app, which is the source of the event too. */
    private static AuditEventAgentComponent self(String role, String host) {
        AuditEventAgentComponent agent = machine(role, "", host);
        return agent.setWho(new Reference().setDisplay(OBSERVER));
    }

    private static AuditEventAgentComponent user(Reference practitioner) {
        AuditEventAgentComponent user = new AuditEventAgentComponent();
        user.getType().addCoding(new Coding(PARTICIPATION, "IRCP", "information recipient"));
        return user.setWho(practitioner).setRequestor(true);
    }

    /**
     * Sends a batch of {@link #take}.
     *
     * @throws FhirFailure when it is not known to be stored whole
     */
    public void send(RecordClient record, Bundle batch) {
        Bundle answer = record.transaction(batch);
        boolean whole = answer.getEntry().size() == batch.getEntry().size()
                && answer.getEntry().stream()
                        .allMatch(entry ->
                                String.valueOf(entry.getResponse().getStatus()).startsWith("2"));
        if (!whole) {
            throw new FhirUnavailable(
                    Texts.kept("detail.unfit-answer"), "the record did not take the access report", true, "", null);
        }
    }

    /**
     * A write to an EHR that the write ledger cannot open any more, as a batch for the record: nothing of its content is known.
     *
     * @param delivery its id in the ledger
     * @param patient logical id in the record, where the launch that entered it is still there
     */
    public Bundle unreadable(UUID delivery, Optional<String> patient, Instant at) {
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DCM, "110113", "Security Alert"))
                .setAction(AuditEventAction.R)
                .setRecorded(Date.from(at))
                .setOutcome(AuditEventOutcome._8)
                .setOutcomeDesc("a sealed write to the EHR cannot be opened, and was set aside");
        AuditEventAgentComponent application = event.addAgent().setRequestor(false);
        application.getType().addCoding(new Coding(DCM, "110150", "Application"));
        application.getWho().setDisplay(OBSERVER);
        event.getSource().setObserver(new Reference().setDisplay(OBSERVER));
        entity(event, "2", "System Object", "4", "Domain Resource")
                .getWhat()
                .getIdentifier()
                .setValue(delivery.toString());
        patient.ifPresent(id -> entity(event, "1", "Person", "1", "Patient").setWhat(new Reference("Patient/" + id)));
        Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
        add(batch, event);
        return batch;
    }

    AuditEvent event(EhrProfile profile, EhrJournal.Entry entry, String patient, Optional<String> practitioner) {
        return event(
                profile,
                entry,
                new Reference("Patient/" + patient),
                practitioner.map(id -> new Reference("Practitioner/" + id)));
    }

    private AuditEvent event(
            EhrProfile profile, EhrJournal.Entry entry, Reference patient, Optional<Reference> practitioner) {
        boolean reading = entry.method().equals("GET");
        String interaction = entry.isSearch() ? "search-type" : INTERACTIONS.get(entry.method());
        AuditEvent event = new AuditEvent();
        event.setType(new Coding(TYPE, "rest", "RESTful Operation"));
        event.addSubtype(new Coding(INTERACTION, interaction, interaction));
        event.setAction(entry.isSearch() ? AuditEventAction.E : ACTIONS.get(entry.method()));
        event.setRecorded(Date.from(entry.at()));
        event.setOutcome(entry.status() / 100 == 2 ? AuditEventOutcome._0 : AuditEventOutcome._4);
        boolean clientIsDestination = reading && !entry.isSearch();
        event.addAgent(machine(
                clientIsDestination ? "110152" : "110153",
                profile.client().id(),
                settings.appUrl().getHost()));
        event.addAgent(machine(
                clientIsDestination ? "110153" : "110152",
                profile.base().toString(),
                profile.base().getHost()));
        practitioner.ifPresent(who -> event.addAgent(user(who)));
        event.getSource().setObserver(new Reference().setDisplay(OBSERVER));
        for (String resource : entry.resources()) {
            AuditEventEntityComponent data = entity(event, "2", "System Object", "4", "Domain Resource");
            data.setWhat(new Reference(profile.base() + "/" + resource));
        }
        if (entry.isSearch()) {
            entity(event, "2", "System Object", "24", "Query")
                    .setQuery(entry.path().getBytes(StandardCharsets.UTF_8));
        }
        entity(event, "1", "Person", "1", "Patient").setWhat(patient);
        return event;
    }

    /**
     * What was read at the EHR to answer one of its hooks, before anything of the patient need be in the record: patient and
     * user are named as the EHR calls them.
     *
     * @param patient logical id at the EHR
     * @param user relative reference at the EHR
     */
    public List<AuditEvent> ofHook(EhrProfile profile, EhrJournal journal, String patient, String user) {
        return journal.take().stream()
                .map(entry -> event(profile, entry, at(profile, "Patient/" + patient), Optional.of(at(profile, user))))
                .toList();
    }

    private static Reference at(EhrProfile profile, String reference) {
        String[] parts = reference.split("/", 2);
        Reference named = new Reference().setType(parts[0]);
        named.getIdentifier().setSystem(profile.base() + "/" + parts[0]).setValue(parts[1]);
        return named;
    }

    private static AuditEventAgentComponent machine(String role, String name, String host) {
        AuditEventAgentComponent agent = new AuditEventAgentComponent();
        agent.getType()
                .addCoding(new Coding(DCM, role, role.equals("110153") ? "Source Role ID" : "Destination Role ID"));
        agent.getWho().getIdentifier().setValue(name);
        agent.setRequestor(false);
        agent.getNetwork().setAddress(host).setType(AuditEventAgentNetworkType._1);
        return agent;
    }

    private static AuditEventEntityComponent entity(
            AuditEvent event, String type, String typeName, String role, String roleName) {
        return event.addEntity()
                .setType(new Coding(ENTITY_TYPE, type, typeName))
                .setRole(new Coding(ROLE, role, roleName));
    }
}
