package io.chartside.app.launch;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a card of ours says to the launch that it leads to (CDS Hooks 2.0, "Link"; {@code appContext} in the answer of the
 * EHR's token endpoint): {@code {"encounter":"e1","part":"signing"}}. It comes back through the EHR, so it is only a wish:
 * the encounter counts when the launch names none, and must be the patient's.
 *
 * @param encounter logical id at the EHR
 */
public record AppContext(Part part, String encounter) {

    /** Where the page opens. */
    public enum Part {
        START("transcript"),
        SIGN("signing"),
        CODES("codes");

        private final String anchor;

        Part(String anchor) {
            this.anchor = anchor;
        }
    }

    private static final int LONGEST = 1024;

    /** For a card's link. */
    public String text() {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("encounter", encounter);
        object.put("part", part.anchor);
        return object.toString();
    }

    /** Nothing for what is not ours: apps may share an EHR's launch button. */
    static Optional<AppContext> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<ObjectNode> object = Json.object(text);
        Optional<String> encounter = object.flatMap(found -> Json.text(found, "encounter"))
                .filter(id -> id.matches("[A-Za-z0-9\\-.]{1,64}"));
        Optional<String> anchor = object.flatMap(found -> Json.text(found, "part"));
        for (Part part : Part.values()) {
            if (encounter.isPresent() && anchor.filter(part.anchor::equals).isPresent()) {
                return Optional.of(new AppContext(part, encounter.get()));
            }
        }
        return Optional.empty();
    }

    String fragment() {
        return "#" + part.anchor;
    }

    @Override
    public String toString() {
        return "to " + part;
    }
}
