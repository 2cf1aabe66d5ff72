package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.style.StylePreferences;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.stereotype.Component;

/** What Chartside has learned of the clinician's own way of writing, to see and to take back. */
@Component
public class OwnStyle {
    private static final String CODE = ChartsideFhir.BASE + "CodeSystem/basic-type|note-style";

    /**
     * The preferences.
     *
     * @param learning whether more is learned of the notes that are signed from now on
     */
    public record Preferences(List<StylePreferences.Line> lines, boolean learning) {
        public Preferences {
            lines = List.copyOf(lines);
        }
    }

    /** A change of the preferences. */
    public enum Change {
        FORGET,
        FORGET_ALL,
        STOP_LEARNING,
        LEARN
    }

    /** @param practitioner logical id in the record */
    public Preferences read(RecordClient record, String practitioner) {
        return stored(record, practitioner)
                .map(basic -> new Preferences(StylePreferences.lines(basic), StylePreferences.learns(basic)))
                .orElse(new Preferences(List.of(), true));
    }

    /** @param key of the rule to forget; of no meaning to the other changes */
    public void change(RecordClient record, String practitioner, Change change, String key) {
        stored(record, practitioner).ifPresent(basic -> {
            Basic changed = switch (change) {
                case FORGET -> StylePreferences.without(basic, key);
                case FORGET_ALL -> StylePreferences.cleared(basic);
                case STOP_LEARNING -> StylePreferences.learning(basic, false);
                case LEARN -> StylePreferences.learning(basic, true);
            };
            if (changed != basic) {
                record.update(changed, changed.getMeta().getVersionId());
            }
        });
    }

    private static Optional<Basic> stored(RecordClient record, String practitioner) {
        return record
                .search(
                        Basic.class,
                        SearchParameters.of("author", "Practitioner/" + practitioner)
                                .and("code", CODE)
                                .and("_count", "1"))
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Basic.class::isInstance)
                .map(Basic.class::cast)
                .findFirst();
    }
}
