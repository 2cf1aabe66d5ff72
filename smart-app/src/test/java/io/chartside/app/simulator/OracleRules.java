package io.chartside.app.simulator;

import io.chartside.app.simulator.VendorRule.Sent;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UuidType;

/**
 * Oracle Health Millennium, by its documents on DocumentReference, Condition and ChargeItem/$create for a signed-in provider. Its
 * refusals are bare; tokens last 570 seconds and a refresh brings no new refresh token.
 */
final class OracleRules {
    private static final String NOTE = "POST DocumentReference";
    private static final String UPDATE = "PUT DocumentReference";
    private static final String CONDITION = "POST Condition";
    private static final String CHARGE = "POST ChargeItem/$create";
    private static final String SOURCE = "https://fhir.cerner.com/ec2458f2-1e24-41c8-b71b-0e701af7583d";
    private static final String BARE = "Unprocessable entity";

    private static final Set<String> TYPES = Set.of(
            "application/pdf",
            "text/plain;charset=utf-8",
            "text/richtext;charset=utf-8",
            "text/rtf;charset=utf-8",
            "text/html;charset=utf-8",
            "application/xml;charset=utf-8",
            "application/xhtml+xml;charset=utf-8");

    static final StrictEhr.Manner MANNER =
            new StrictEhr.Manner(List.of(NOTE, UPDATE, CONDITION, CHARGE), false, true, 405, 570, false, false);

    static final List<VendorRule> ALL = Stream.of(
                    documents(NOTE), documents(UPDATE), Stream.of(ifMatch()), conditions(), charges())
            .flatMap(rules -> rules)
            .toList();

    private OracleRules() {}

    /** The template with the tenant's own bill codes, which it cannot know. */
    static String withCharges(String template) {
        return template.replaceFirst(
                "(?m)^  as: none$",
                "  as: charge-item-create\n  code-systems: {http://www.ama-assn.org/go/cpt: " + SOURCE
                        + "/CodeSystem/BillCodes-CPT}\n  schedule: " + SOURCE + "/codeSet/14002|3692");
    }

    private static Stream<VendorRule> documents(String target) {
        return Stream.of(
                document(
                        target,
                        "status is current",
                        note -> note.getStatus() != DocumentReferenceStatus.CURRENT,
                        note -> note.setStatus(null)),
                document(
                        target,
                        "docStatus is final for a user",
                        note -> note.getDocStatus() != ReferredDocumentStatus.FINAL,
                        note -> note.setDocStatus(ReferredDocumentStatus.PRELIMINARY)),
                document(
                        target,
                        "the type is LOINC or one code of the tenant, not both",
                        note -> !note.getType().hasCoding()
                                || note.getType().getCoding().stream()
                                                .map(Coding::getSystem)
                                                .distinct()
                                                .count()
                                        != 1,
                        note -> note.getType().addCoding(new Coding(SOURCE + "/codeSet/72", "20732501", null))),
                document(
                        target,
                        "the one author is the signed-in provider",
                        note -> note.getAuthor().size() != 1
                                || !"Practitioner/dr-1"
                                        .equals(note.getAuthorFirstRep().getReference()),
                        note -> note.getAuthorFirstRep().setReference("Practitioner/dr-2")),
                document(
                        target,
                        "a user names no authenticator",
                        DocumentReference::hasAuthenticator,
                        note -> note.setAuthenticator(new Reference("Practitioner/dr-1"))),
                document(
                        target,
                        "there is one content",
                        note -> note.getContent().size() != 1,
                        note -> note.addContent(note.getContentFirstRep().copy())),
                document(
                        target,
                        "the content type has its charset",
                        note -> !TYPES.contains(
                                note.getContentFirstRep().getAttachment().getContentType()),
                        note -> note.getContentFirstRep().getAttachment().setContentType("text/plain")),
                document(
                        target,
                        "XHTML is well-formed, and without style or script",
                        note -> !isTakenAsMarkup(note),
                        note -> note.getContentFirstRep()
                                .getAttachment()
                                .setContentType("application/xhtml+xml;charset=utf-8")
                                .setData("<html><body>one<br>two</body></html>".getBytes())),
                document(
                        target,
                        "the data is inline",
                        note -> !note.getContentFirstRep().getAttachment().hasData(),
                        note -> note.getContentFirstRep().getAttachment().setData(null)),
                document(
                        target,
                        "context.period.end is there",
                        note -> !note.getContext().getPeriod().hasEnd(),
                        note -> note.getContext().setPeriod(null)),
                document(
                        target,
                        "dates have a time",
                        note -> !hasTime(note.getContext().getPeriod().getEndElement()),
                        note -> note.getContext().getPeriod().setEndElement(new DateTimeType("2026-11-22"))),
                document(
                        target,
                        "there is one encounter at most",
                        note -> note.getContext().getEncounter().size() > 1,
                        note -> note.getContext().addEncounter(new Reference("Encounter/e2"))),
                document(
                        target,
                        "modifierExtension is not taken",
                        DocumentReference::hasModifierExtension,
                        note -> note.addModifierExtension(new Extension("https://x.example/m", new BooleanType(true)))),
                document(
                        target,
                        "implicitRules is not taken",
                        DocumentReference::hasImplicitRules,
                        note -> note.setImplicitRules("https://x.example/rules")));
    }

    private static VendorRule ifMatch() {
        return new VendorRule(
                "If-Match is there",
                UPDATE,
                (sent, ehr) -> !sent.headers().containsKey("if-match"),
                sent -> sent.without("if-match"),
                400,
                "Invalid request");
    }

    private static Stream<VendorRule> conditions() {
        return Stream.of(
                condition(
                        "there is one category",
                        condition -> condition.getCategory().size() != 1,
                        condition -> condition.addCategory(
                                condition.getCategoryFirstRep().copy())),
                condition(
                        "clinicalStatus is there",
                        condition -> !condition.hasClinicalStatus(),
                        condition -> condition.setClinicalStatus(null)),
                condition(
                        "an encounter diagnosis has its encounter",
                        condition -> !condition.getEncounter().hasReference(),
                        condition -> condition.setEncounter(null)),
                condition(
                        "the code is there",
                        condition -> !condition.getCode().hasCoding(),
                        condition -> condition.setCode(null)));
    }

    private static Stream<VendorRule> charges() {
        return Stream.of(
                charge(
                        "there is one transactionId, a UUID",
                        input -> input.getParameter().stream()
                                        .filter(one -> one.getName().equals("transactionId")
                                                && one.getValue() instanceof UuidType)
                                        .count()
                                != 1,
                        input -> input.getParameterFirstRep().setValue(new StringType("1"))),
                charge(
                        "the status is unknown",
                        input -> item(input).getStatus() != ChargeItem.ChargeItemStatus.UNKNOWN,
                        input -> item(input).setStatus(ChargeItem.ChargeItemStatus.BILLABLE)),
                charge(
                        "subject and context are there",
                        input -> !item(input).hasSubject()
                                || !item(input).getContext().hasReference(),
                        input -> item(input).setContext(null)),
                charge(
                        "the code is one of the tenant's bill codes",
                        input -> item(input).getCode().getCoding().size() != 1
                                || !item(input)
                                        .getCode()
                                        .getCodingFirstRep()
                                        .getSystem()
                                        .startsWith(SOURCE + "/CodeSystem/BillCodes-"),
                        input ->
                                item(input).getCode().getCodingFirstRep().setSystem("http://www.ama-assn.org/go/cpt")));
    }

    private static ChargeItem item(Parameters input) {
        return (ChargeItem) input.getParameter().stream()
                .map(Parameters.ParametersParameterComponent::getResource)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasTime(DateTimeType date) {
        return date.getValueAsString() == null || date.getValueAsString().contains("T");
    }

    private static boolean isTakenAsMarkup(DocumentReference note) {
        String type = String.valueOf(note.getContentFirstRep().getAttachment().getContentType());
        byte[] data = note.getContentFirstRep().getAttachment().getData();
        if (data == null || !type.contains("html") && !type.contains("xml")) {
            return true;
        }
        String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
        try {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(data));
        } catch (Exception notWellFormed) {
            return false;
        }
        return !text.contains("<style") && !text.contains("<script") && !text.contains("<link");
    }

    private static VendorRule document(
            String target, String name, Predicate<DocumentReference> broken, Consumer<DocumentReference> breaks) {
        return rule(target, name, broken, breaks);
    }

    private static VendorRule condition(String name, Predicate<Condition> broken, Consumer<Condition> breaks) {
        return rule(CONDITION, name, broken, breaks);
    }

    private static VendorRule charge(String name, Predicate<Parameters> broken, Consumer<Parameters> breaks) {
        return rule(CHARGE, name, broken, breaks);
    }

    private static <R extends org.hl7.fhir.r4.model.Resource> VendorRule rule(
            String target, String name, Predicate<R> broken, Consumer<R> breaks) {
        return new VendorRule(
                name, target, (sent, ehr) -> broken.test(sent.<R>as()), (Sent sent) -> sent.with(breaks), 422, BARE);
    }
}
