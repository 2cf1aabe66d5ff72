package io.chartside.app.simulator;

import io.chartside.app.simulator.VendorRule.Sent;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.DocumentReference;

/**
 * EHRs that take nothing from an app through FHIR unless a contract of the site says so: athenahealth, eClinicalWorks, Veradigm,
 * MEDITECH, and any other by the plain template. Every write is refused; what they ask of a sign-in differs.
 */
final class ReadOnlyRules {
    private static final String DOCUMENT = "POST DocumentReference";

    /** SMART 1 alone: a scope in the spelling of SMART 2 is not known there. */
    static final Predicate<String> SMART_1 = scope -> !scope.matches(".*/[A-Za-z]+\\.[cruds]+");

    static final Predicate<String> ANY = scope -> true;

    private ReadOnlyRules() {}

    /** @param refused the status of every write */
    static StrictEhr.Manner nothing(int refused) {
        return new StrictEhr.Manner(List.of(), false, false, refused, 3600, true, false);
    }

    /** eClinicalWorks with the contract for documents: C-CDA or PDF, create only. */
    static final StrictEhr.Manner DOCUMENTS =
            new StrictEhr.Manner(List.of(DOCUMENT), false, true, 403, 3600, true, false);

    static final List<VendorRule> AS_PDF = List.of(
            document(
                    "the attachment is a PDF or a C-CDA",
                    note -> !"application/pdf"
                            .equals(note.getContentFirstRep().getAttachment().getContentType()),
                    note -> note.getContentFirstRep().getAttachment().setContentType("text/plain")),
            document(
                    "one content",
                    note -> note.getContent().size() != 1,
                    note -> note.addContent().getAttachment().setTitle("a second one")),
            document("subject is required", note -> !note.hasSubject(), note -> note.setSubject(null)));

    static String withContract(String template) {
        return template.replaceFirst("(?m)^  write: false$", "  write: true\n  content-type: application/pdf");
    }

    /** The site's HL7 interface. */
    static String withInterface(String template, String address) {
        return template.replaceFirst("(?m)^  address:$", "  address: " + address)
                .replaceFirst("(?m)^  internal: false$", "  internal: true");
    }

    private static VendorRule document(
            String name, Predicate<DocumentReference> broken, Consumer<DocumentReference> breaks) {
        BiPredicate<Sent, StrictEhr> test = (sent, ehr) -> broken.test(sent.as());
        return new VendorRule(name, DOCUMENT, test, sent -> sent.with(breaks), 400, "Invalid document: " + name);
    }
}
