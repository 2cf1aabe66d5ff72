package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.wording.Corrections;
import io.chartside.scribe.wording.Disfluency;
import io.chartside.scribe.wording.SpokenNumbers;
import io.chartside.scribe.wording.Words;
import java.util.ArrayList;
import java.util.List;

/** A visit cut into clauses, each with its true speaker and its place in the visit. */
public record Conversation(List<Clause> clauses, Roles.Assignment roles) {
    public Conversation {
        clauses = List.copyOf(clauses);
    }

    /** Cuts transcripts; made once, used for every visit. */
    public static final class Reader {
        private final Words words;
        private final Disfluency disfluency;
        private final ClauseSplitter splitter;
        private final Phases phases;
        private final Roles roles;
        private final Voices voices;
        private final Asked asked;

        public Reader(LexiconText text) {
            words = new Words(text);
            disfluency = new Disfluency(text);
            splitter = new ClauseSplitter(text);
            Openings openings = new Openings(text);
            phases = new Phases(openings);
            roles = new Roles(text);
            voices = new Voices(text);
            asked = new Asked(text, openings);
        }

        public Conversation read(Transcript transcript) {
            Roles.Assignment assignment = roles.of(transcript);
            List<Clause> clauses = new ArrayList<>();
            for (Turn turn : transcript.turns()) {
                var said = Corrections.made(SpokenNumbers.written(disfluency.clean(words.of(turn.text()))));
                for (ClauseSplitter.Piece piece : splitter.split(said)) {
                    clauses.add(new Clause(
                            turn.index(),
                            turn.id(),
                            assignment.speakers().get(turn.index()),
                            piece.words(),
                            Clause.join(piece.words()),
                            piece.question(),
                            Phase.HISTORY));
                }
            }
            List<Clause> told = voices.told(clauses);
            List<Clause> followed = phases.follow(OwnFamily.leftOut(Kin.named(told)));
            return new Conversation(asked.marked(followed, transcript), assignment.by(told));
        }
    }
}
