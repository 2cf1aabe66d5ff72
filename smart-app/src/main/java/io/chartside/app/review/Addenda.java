package io.chartside.app.review;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Addendum;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** What clinicians have added to a signed note, and the way to add more; the record checks who signs (MA18). */
@Component
public class Addenda {
    /** Letters and instructions relate to the note too: an addendum behind them would neither be shown nor withdrawn. */
    private static final int ALL = Integer.MAX_VALUE;

    private static final String A_PAGE = "200";

    private static final int CONFLICT = 409;

    private final Clock clock;

    public Addenda(Clock clock) {
        this.clock = clock;
    }

    /** All of one note that are in force, the oldest first: what somebody else only drafts or takes back is none. */
    public List<Composition> of(RecordClient record, String composition) {
        return all(record, composition).filter(Addenda::isInForce).toList();
    }

    /** Those that are in force or were and are void now, the oldest first. */
    public List<Composition> everSigned(RecordClient record, String composition) {
        return all(record, composition)
                .filter(found -> isInForce(found) || Withdrawal.isWithdrawn(found))
                .toList();
    }

    private static boolean isInForce(Composition found) {
        return found.getStatus() == Composition.CompositionStatus.FINAL
                || found.getStatus() == Composition.CompositionStatus.AMENDED;
    }

    private static Stream<Composition> all(RecordClient record, String composition) {
        return record
                .all(
                        Composition.class,
                        SearchParameters.of("related-ref", "Composition/" + composition)
                                .and("_count", A_PAGE),
                        ALL)
                .stream()
                .filter(Addendum::isOne)
                .sorted(Comparator.comparing(Composition::getDate));
    }

    /**
     * Signs an addendum, in one transaction. The same name signs nothing twice.
     *
     * @param composition logical id of the signed note
     * @param name that the form was given
     * @return whether the note was in force still: to a void one nothing is added
     */
    public boolean sign(RecordClient record, String composition, String words, UUID name, Signer signer) {
        String identifier = identifier(name);
        if (isThere(record, identifier)) {
            return true;
        }
        Bundle document = document(record, composition);
        List<Resource> parts = document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
        if (parts.get(0) instanceof Composition note && Withdrawal.isWithdrawn(note)) {
            return false;
        }
        try {
            record.transaction(Addendum.transaction(parts, words, identifier, signer, clock.instant()));
        } catch (FhirRefused refused) {
            // Of two clicks at once the record takes one, and none after a withdrawal (409).
            if (!isThere(record, identifier)) {
                if (refused.status() == CONFLICT) {
                    return false;
                }
                throw refused;
            }
        }
        return true;
    }

    /** Value of the identifier of the addendum of that name. */
    public static String identifier(UUID name) {
        return "urn:uuid:" + name;
    }

    private static boolean isThere(RecordClient record, String identifier) {
        return !record.all(Composition.class, SearchParameters.none().identifier(ChartsideFhir.NOTE_ID, identifier), 1)
                .isEmpty();
    }

    private static Bundle document(RecordClient record, String composition) {
        return record.operation("Composition/" + composition + "/$document", Bundle.class);
    }

    /** The addendum for the page. */
    public static AddendumLine line(Composition addendum, ZoneId zone) {
        Composition.CompositionAttesterComponent attester = addendum.getAttesterFirstRep();
        List<String> words = DraftReader.sections(addendum).stream()
                .flatMap(section -> section.paragraphs().stream())
                .flatMap(paragraph -> paragraph.statements().stream())
                .map(statement -> statement.text())
                .toList();
        return new AddendumLine(
                addendum.getIdElement().getIdPart(),
                words,
                String.valueOf(attester.getParty().getDisplay()),
                attester.hasTime() ? Words.moment(attester.getTime().toInstant(), zone) : "");
    }
}
