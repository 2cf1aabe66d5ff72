package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import java.util.ArrayList;
import java.util.List;

/** Amount and complexity of data: each unique test counts once, whether ordered or reviewed. */
final class DataColumn {
    private DataColumn() {}

    static Column of(Heard heard) {
        List<Element> elements = new ArrayList<>();
        for (Heard.Sort sort : List.of(
                Heard.Sort.TEST,
                Heard.Sort.NOTE,
                Heard.Sort.HISTORIAN,
                Heard.Sort.INTERPRETATION,
                Heard.Sort.DISCUSSION)) {
            heard.of(sort).forEach((name, evidence) -> elements.add(new Element(name, evidence)));
        }
        int counted =
                heard.of(Heard.Sort.TEST).size() + heard.of(Heard.Sort.NOTE).size();
        boolean historian = heard.has(Heard.Sort.HISTORIAN);
        int categories = 0;
        categories += counted + (historian ? 1 : 0) >= 3 ? 1 : 0;
        categories += heard.has(Heard.Sort.INTERPRETATION) ? 1 : 0;
        categories += heard.has(Heard.Sort.DISCUSSION) ? 1 : 0;
        Level level;
        if (categories >= 2) {
            level = Level.HIGH;
        } else if (categories == 1) {
            level = Level.MODERATE;
        } else if (counted >= 2 || historian) {
            level = Level.LOW;
        } else {
            level = Level.STRAIGHTFORWARD;
        }
        return new Column(level, elements);
    }
}
