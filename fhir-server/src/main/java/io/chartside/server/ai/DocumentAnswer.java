package io.chartside.server.ai;

import io.chartside.scribe.document.Facts;
import io.chartside.scribe.document.Rewording;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.List;

/** Reads the JSON that {@link DocumentPrompt} asks for. What has another form is no answer. */
final class DocumentAnswer {
    private final Facts facts;
    private final AnswerJson json;

    /**
     * @param shown what the model was shown, with its identifiers
     * @param redacted the same without, which has the marks
     */
    DocumentAnswer(Facts facts, Transcript shown, Redacted redacted) {
        this.facts = facts;
        json = new AnswerJson(
                new Transcript(shown.turns().subList(0, facts.all().size())), redacted, "facts", Turn::id);
    }

    /** @throws Unreadable when it has another form */
    List<Rewording> read(String text) {
        return json.each(
                AnswerJson.parse(text),
                "sections",
                section -> new Rewording(
                        json.choice(section, "section", facts.parts(), DocumentPrompt::id),
                        json.each(section, "paragraphs", json::paragraph)));
    }
}
