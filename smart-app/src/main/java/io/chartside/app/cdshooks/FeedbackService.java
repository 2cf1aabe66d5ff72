package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.plugin.PluginSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes feedback on cards: all of a request or none of it, each once, and on the record's audit trail. */
@Component
final class FeedbackService {

    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String EVENTS = "https://chartside.io/fhir/CodeSystem/cds-hooks-event";
    private static final String CARD = "https://chartside.io/fhir/identifier/cds-card";

    private final HookStore store;
    private final HookReports reports;
    private final TransactionTemplate transactions;
    private final PluginSettings settings;
    private final Clock clock;

    FeedbackService(
            HookStore store,
            HookReports reports,
            TransactionTemplate transactions,
            PluginSettings settings,
            Clock clock) {
        this.store = store;
        this.reports = reports;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws HookRefusal 404 when this EHR was not shown one of the cards, or not with that suggestion */
    void take(EhrProfile profile, CdsService service, List<Feedback> feedback) {
        transactions.executeWithoutResult(status -> takeAll(profile, service, feedback));
    }

    private void takeAll(EhrProfile profile, CdsService service, List<Feedback> feedback) {
        List<AuditEvent> events = new ArrayList<>();
        for (Feedback one : feedback) {
            HookStore.Shown card = store.card(profile.site(), service, one.card())
                    .orElseThrow(() -> HookRefusal.notFound("A card is not one that this service has shown"));
            if (!one.suggestions().stream()
                    .allMatch(id -> card.suggestion().filter(id::equals).isPresent())) {
                throw HookRefusal.notFound("A suggestion is not one of its card");
            }
            if (store.add(one)) {
                events.add(event(profile, service, card, one));
            }
        }
        reports.owe(profile, events);
    }

    /** Who said what of which card; a card is nobody's record. */
    private AuditEvent event(EhrProfile profile, CdsService service, HookStore.Shown card, Feedback feedback) {
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DCM, "110100", "Application Activity"))
                .addSubtype(new Coding(EVENTS, "feedback", "Feedback on a CDS card"))
                .setAction(AuditEventAction.C)
                .setRecorded(Date.from(clock.instant()))
                .setOutcome(AuditEventOutcome._0);
        AuditEvent.AuditEventAgentComponent agent = event.addAgent().setRequestor(true);
        agent.getType().addCoding(new Coding(DCM, "110153", "Source Role ID"));
        agent.getWho().getIdentifier().setValue(profile.base().toString());
        agent.getNetwork().setAddress(profile.base().getHost()).setType(AuditEventAgentNetworkType._1);
        AuditEvent.AuditEventAgentComponent self = event.addAgent().setRequestor(false);
        self.getType().addCoding(new Coding(DCM, "110152", "Destination Role ID"));
        self.setWho(new Reference().setDisplay("Chartside plugin"));
        self.getNetwork().setAddress(settings.appUrl().getHost()).setType(AuditEventAgentNetworkType._1);
        event.getSource().setObserver(new Reference().setDisplay("Chartside plugin"));
        AuditEvent.AuditEventEntityComponent entity = event.addEntity();
        entity.getWhat()
                .getIdentifier()
                .setSystem(CARD)
                .setValue(feedback.card().toString());
        detail(entity, "service", service.id());
        detail(entity, "card", card.kind().code());
        detail(entity, "outcome", feedback.outcome().code());
        detail(entity, "outcomeTimestamp", feedback.at().toString());
        feedback.reason().ifPresent(reason -> detail(entity, "reason", reason));
        return event;
    }

    private static void detail(AuditEvent.AuditEventEntityComponent entity, String type, String value) {
        entity.addDetail().setType(type).setValue(new StringType(value));
    }
}
