package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Charges;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.EhrProfile.Orders;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Content.Create;
import io.chartside.app.writeback.PlannedWrite.Content.Operation;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.ehr.EhrCharge;
import io.chartside.mappings.ehr.EhrCodes;
import io.chartside.mappings.ehr.EhrNote.Place;
import io.chartside.mappings.ehr.EhrOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * What an EHR is to get of signed work, by its profile: which kinds of resources, and how each is sent, is data of the profile.
 * A list of single writes, as no EHR takes our transaction.
 */
final class WritePlan {

    private final EhrProfile profile;
    private final Place place;
    private final List<PlannedWrite> plan = new ArrayList<>();

    private WritePlan(EhrProfile profile, Place place) {
        this.profile = profile;
        this.place = place;
    }

    /** @param delivered whether a write of that name was entered for this EHR before */
    static List<PlannedWrite> of(EhrProfile profile, SignedWork work, Predicate<Name> delivered, Instant at) {
        WritePlan plan = new WritePlan(profile, work.place());
        if (profile.note().write()) {
            plan.plan.add(new NotePlan(profile, work, delivered).write());
        }
        if (work.addenda().isEmpty()) {
            work.note().forEach(plan::add);
        }
        profile.hl7v2().ifPresent(to -> plan.plan.addAll(new MessagePlan(profile, to, work, delivered, at).writes()));
        return plan.plan;
    }

    private void add(Resource signed) {
        if (signed instanceof Condition condition && profile.codes().kind() == Codes.Kind.CONDITION) {
            diagnosis(profile.codes(), condition);
        } else if (signed instanceof ChargeItem charge
                && profile.charges().kind() != Charges.Kind.NONE
                && EhrCharge.isCoded(charge)) {
            charge(profile.charges(), charge);
        } else if (profile.orders().kind() == Orders.Kind.REQUESTS) {
            EhrOrders.order(signed, place).ifPresent(order -> order(profile.orders(), order));
        }
    }

    private void diagnosis(Codes rule, Condition signed) {
        EhrCodes.Style style = new EhrCodes.Style(rule.category(), rule.verificationStatus(), rule.noteCharacters());
        Condition condition = EhrCodes.condition(signed, place.patient(), place.encounter(), style);
        write(
                Texts.kept(
                        "ledger.diagnosis", Objects.toString(condition.getCode().getText())),
                new Create(condition),
                Name.of(condition.getIdentifierFirstRep()),
                repeat(rule.conditionalCreate(), rule.searchByIdentifier()));
    }

    private void charge(Charges rule, ChargeItem signed) {
        EhrCharge.Style style = new EhrCharge.Style(
                rule.systems(), rule.schedule().map(code -> new Coding(code.system(), code.code(), null)));
        boolean operation = rule.kind() == Charges.Kind.CHARGE_ITEM_CREATE;
        write(
                Texts.kept("ledger.service", Objects.toString(signed.getCode().getText())),
                operation
                        ? new Operation("ChargeItem/$create", EhrCharge.creation(signed, place, style))
                        : new Create(EhrCharge.item(signed, place, style)),
                Name.of(EhrCharge.identifier(signed).orElseThrow()),
                operation ? Repeat.PERSON_DECIDES : repeat(rule.conditionalCreate(), rule.searchByIdentifier()));
    }

    private void order(Orders rule, DomainResource order) {
        boolean drug = order instanceof MedicationRequest;
        CodeableConcept what =
                drug ? ((MedicationRequest) order).getMedicationCodeableConcept() : ((ServiceRequest) order).getCode();
        List<Identifier> identifiers =
                drug ? ((MedicationRequest) order).getIdentifier() : ((ServiceRequest) order).getIdentifier();
        EhrOrders.identifier(identifiers)
                .ifPresent(identifier -> write(
                        Texts.kept("ledger.order", Objects.toString(what.getText())),
                        new Create(order),
                        Name.of(identifier),
                        repeat(rule.conditionalCreate(), rule.searchByIdentifier())));
    }

    private void write(String what, Content content, Name name, Repeat repeat) {
        plan.add(new PlannedWrite(what, content, name, repeat, Optional.empty(), Optional.empty()));
    }

    static Repeat repeat(boolean conditional, boolean searchable) {
        return conditional ? Repeat.SAFE : searchable ? Repeat.ASK_FIRST : Repeat.PERSON_DECIDES;
    }
}
