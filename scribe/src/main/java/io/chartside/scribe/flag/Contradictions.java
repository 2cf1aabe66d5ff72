package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * Things said that cannot both be true: a drug against a condition, the side of the body, the unit of a dose, the date of an
 * event, what the patient and a guest tell. Each flag shows both places. A check that would be wrong now and then is not
 * made: a page that cries wolf is not read.
 */
public final class Contradictions {
    private final Contraindications contraindications;
    private final Sides sides;
    private final DoseUnits units;
    private final Dates dates;
    private final Accounts accounts;

    public Contradictions(LexiconText text, Symptoms symptoms) {
        contraindications = new Contraindications(text);
        sides = new Sides(text);
        units = new DoseUnits(text);
        dates = new Dates(text);
        accounts = new Accounts(symptoms);
    }

    public List<Flag> of(
            Transcript transcript, Conversation conversation, ChartContext chart, List<OrderSuggestion> orders) {
        List<Flag> flags = new ArrayList<>(contraindications.of(conversation, chart, orders));
        flags.addAll(sides.of(conversation));
        flags.addAll(units.of(conversation, chart));
        flags.addAll(dates.of(conversation));
        flags.addAll(accounts.of(transcript, conversation));
        return flags;
    }
}
