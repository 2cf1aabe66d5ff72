package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PositiveIntType;

/** What the signature has to know of a draft's resources. */
public final class Suggestions {
    private Suggestions() {}

    /** Whether Chartside suggested this Condition, as against one the chart already had. */
    public static boolean isSuggestion(Condition condition) {
        return condition.hasExtension(ChartsideFhir.SUGGESTION);
    }

    /** Rank from 1, the first-listed diagnosis. */
    public static int rank(Condition condition) {
        return Integer.parseInt(DraftExtensions.text(condition.getExtensionByUrl(ChartsideFhir.SUGGESTION), "rank"));
    }

    public static void setRank(Condition condition, int rank) {
        Extension suggestion = condition.getExtensionByUrl(ChartsideFhir.SUGGESTION);
        suggestion.getExtensionByUrl("rank").setValue(new PositiveIntType(rank));
    }

    /** Whether the document is the plain text of this note: they share the note's identifier. */
    public static boolean isNoteOf(DocumentReference document, Composition composition) {
        return document.getIdentifier().stream()
                .anyMatch(identifier -> ChartsideFhir.NOTE_ID.equals(identifier.getSystem())
                        && identifier
                                .getValue()
                                .equals(composition.getIdentifier().getValue()));
    }
}
