package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Addendum;
import io.chartside.app.ehr.EhrProfile.Retraction;
import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.ehr.EhrCharge;
import io.chartside.mappings.ehr.EhrNote;
import io.chartside.mappings.ehr.EhrOrders;
import io.chartside.mappings.ehr.WithdrawalNotice;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.DocumentEvent;
import io.chartside.mappings.hl7v2.DocumentMessage.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * How an EHR is told that a note was entered in error, by its profile: each thing that was entered for it before is taken back by a
 * write that follows the one that brought it there. What no write takes back is a line of its own that says so to the clinician.
 */
final class WithdrawalPlan {
    /** By the identifier value of what is withdrawn. */
    static final String WITHDRAWAL_OF = ChartsideFhir.BASE + "identifier/withdrawal-of/";

    private static final String BY_HAND = Texts.kept("ledger.withdraw-by-hand");

    private final EhrProfile profile;
    private final SignedWork work;
    private final Set<Name> standing;
    private final Instant at;
    /** Whether an addendum takes its note's place, so that the last one stands for all of them. */
    private final boolean oneForAll;

    private final List<PlannedWrite> plan = new ArrayList<>();

    private WithdrawalPlan(EhrProfile profile, SignedWork work, Set<Name> standing, Instant at) {
        this.profile = profile;
        this.work = work;
        this.standing = standing;
        this.at = at;
        this.oneForAll = oneForAll(profile);
    }

    /** Whether this EHR gets the whole note again with each addendum. */
    static boolean oneForAll(EhrProfile profile) {
        return profile.note().write()
                ? profile.note().addendum() == Addendum.UPDATE
                : profile.hl7v2()
                        .filter(to -> to.addendum() == DocumentEvent.EDIT || to.addendum() == DocumentEvent.REPLACEMENT)
                        .isPresent();
    }

    /** Whether the withdrawal of the whole is the same whichever text it follows; a replacement by message has its own number. */
    static boolean sameForEveryText(EhrProfile profile) {
        return profile.note().write()
                ? oneForAll(profile)
                : profile.hl7v2()
                        .filter(to -> to.addendum() == DocumentEvent.EDIT)
                        .isPresent();
    }

    /**
     * @param work the withdrawn note, and the addenda that are withdrawn with it; all of them, whoever's, where each is the whole note
     * @param standing of the {@link #names}, those that are at the EHR or may be, or whose withdrawal was entered before
     */
    static List<PlannedWrite> of(EhrProfile profile, SignedWork work, Set<Name> standing, Instant at) {
        WithdrawalPlan plan = new WithdrawalPlan(profile, work, standing, at);
        plan.documents();
        work.note()
                .forEach(part -> plan.filed(part)
                        .filter(one -> standing.contains(one.name()))
                        .ifPresent(one -> plan.part(one, part.fhirType())));
        plan.charges();
        return plan.plan;
    }

    /** Every name under which something of the withdrawn work may have been entered. */
    static Set<Name> names(EhrProfile profile, SignedWork work) {
        WithdrawalPlan plan = new WithdrawalPlan(profile, work, Set.of(), Instant.EPOCH);
        Set<Name> names = new LinkedHashSet<>();
        plan.allDocuments().forEach(document -> names.add(name(document)));
        work.note().forEach(part -> plan.filed(part).ifPresent(one -> names.add(one.name())));
        names.add(plan.chargesName());
        return names;
    }

    /** The name of the write that takes this one back. */
    static Name withdrawalOf(Name name) {
        return new Name(WITHDRAWAL_OF + name.system(), name.value());
    }

    private Stream<List<Resource>> allDocuments() {
        return Stream.concat(Stream.of(work.note()), work.addenda().stream());
    }

    private void documents() {
        List<List<Resource>> there = allDocuments()
                .filter(document -> standing.contains(name(document)))
                .toList();
        boolean lastAlone = sameForEveryText(profile) && !there.isEmpty();
        for (int i = lastAlone ? there.size() - 1 : 0; i < there.size(); i++) {
            List<Resource> document = there.get(i);
            boolean note = document == work.note() || oneForAll;
            Optional<Name> next = Optional.of(i + 1)
                    .filter(at -> oneForAll && at < there.size())
                    .map(at -> name(there.get(at)));
            add(
                    Texts.kept(note ? "ledger.withdrawal-note" : "ledger.withdrawal-addendum"),
                    name(document),
                    profile.note().write() ? filed(document) : sent(document),
                    next);
        }
    }

    /** What is sent, or why nothing is. */
    private record Way(Optional<Content> content, Repeat repeat, Optional<String> refusal) {
        static Way of(Content content, Repeat repeat) {
            return new Way(Optional.of(content), repeat, Optional.empty());
        }

        static Way none(String why) {
            return new Way(Optional.empty(), Repeat.PERSON_DECIDES, Optional.of(why));
        }
    }

    private Way filed(List<Resource> document) {
        Retraction rule = profile.note().retraction();
        return switch (rule) {
            case STATUS -> Way.of(new Content.Withdraw("DocumentReference"), Repeat.ASK_FIRST);
            case VERSION ->
                Way.of(
                        new Content.Update(
                                notice(
                                        document,
                                        name(oneForAll ? work.note() : document).value()),
                                notice(document, number(document))),
                        Repeat.ASK_FIRST);
            case NOTICE ->
                Way.of(
                        new Content.Create(notice(document, number(document))),
                        WritePlan.repeat(
                                profile.note().conditionalCreate(),
                                profile.note().searchByIdentifier()));
            case NONE -> Way.none(BY_HAND);
        };
    }

    private DocumentReference notice(List<Resource> document, String number) {
        List<Resource> words = WithdrawalNotice.of(oneForAll ? work.note() : document, number);
        return new NotePlan(profile, new SignedWork(words, List.of(), work.place()), standing::contains)
                .document(profile.note().retraction() == Retraction.VERSION);
    }

    private Way sent(List<Resource> document) {
        Hl7v2Interface to = profile.hl7v2().orElseThrow();
        if (to.retraction().isEmpty()) {
            return Way.none(BY_HAND);
        }
        Attachment rendering = EhrNote.of(
                        WithdrawalNotice.of(oneForAll ? work.note() : document, number(document)),
                        List.of(),
                        work.place(),
                        new EhrNote.Style(to.noteType(), false, false, false))
                .getContentFirstRep()
                .getAttachment();
        // A new text of the same document has its number still.
        List<Resource> numbered = to.addendum() == DocumentEvent.EDIT ? work.note() : document;
        PlannedWrite message = new MessageWrites(to, at)
                .document("", numbered, rendering, Notice.of(to.retraction().get()), name(document), Optional.empty());
        return new Way(Optional.of(message.content()), message.repeat(), message.refusal());
    }

    private record Part(String what, Name name) {}

    /** What may have been filed beside the note. */
    private Optional<Part> filed(Resource signed) {
        if (signed instanceof Condition condition && condition.hasIdentifier()) {
            return Optional.of(new Part(
                    Texts.kept(
                            "ledger.withdrawal-diagnosis",
                            Objects.toString(condition.getCode().getText())),
                    Name.of(condition.getIdentifierFirstRep())));
        }
        if (signed instanceof ChargeItem charge) {
            return EhrCharge.identifier(charge)
                    .map(name -> new Part(
                            Texts.kept(
                                    "ledger.withdrawal-service",
                                    Objects.toString(charge.getCode().getText())),
                            Name.of(name)));
        }
        if (signed instanceof MedicationRequest drug) {
            return EhrOrders.identifier(drug.getIdentifier())
                    .map(name -> order(drug.getMedicationCodeableConcept(), name));
        }
        if (signed instanceof ServiceRequest service) {
            return EhrOrders.identifier(service.getIdentifier()).map(name -> order(service.getCode(), name));
        }
        return Optional.empty();
    }

    private static Part order(CodeableConcept what, Identifier name) {
        return new Part(Texts.kept("ledger.withdrawal-order", Objects.toString(what.getText())), Name.of(name));
    }

    private void part(Part part, String type) {
        add(
                part.what(),
                part.name(),
                profile.note().retraction() == Retraction.STATUS
                        ? Way.of(new Content.Withdraw(type), Repeat.ASK_FIRST)
                        : Way.none(BY_HAND));
    }

    private Name chargesName() {
        return new Name(MessageWrites.CHARGES_OF, name(work.note()).value());
    }

    private void charges() {
        if (standing.contains(chargesName())) {
            add(Texts.kept("ledger.withdrawal-charges"), chargesName(), Way.none(Texts.kept("ledger.charges-by-hand")));
        }
    }

    private void add(String what, Name of, Way way) {
        add(what, of, way, Optional.empty());
    }

    /** @param next the text that was to take the place of this one: only the last that has arrived is taken back */
    private void add(String what, Name of, Way way, Optional<Name> next) {
        plan.add(new PlannedWrite(
                what,
                way.content().orElseGet(() -> new Content.Withdraw("DocumentReference")),
                withdrawalOf(of),
                way.repeat(),
                Optional.of(of),
                way.refusal(),
                next));
    }

    private static String number(List<Resource> document) {
        return name(document).value() + "-withdrawn";
    }

    private static Name name(List<Resource> document) {
        return Name.of(SignedWork.composition(document).getIdentifier());
    }
}
