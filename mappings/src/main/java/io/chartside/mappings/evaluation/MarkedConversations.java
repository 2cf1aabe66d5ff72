package io.chartside.mappings.evaluation;

import io.chartside.scribe.identifier.Identifier;
import io.chartside.scribe.identifier.IdentifierKind;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Conversations in which the identifiers are marked, {@code {NAME:Ada}}; a blank line ends one, {@code #} begins a comment. */
public final class MarkedConversations {
    private static final Pattern MARK = Pattern.compile("\\{([A-Z]+):([^}]*)\\}");

    private MarkedConversations() {}

    /**
     * One conversation.
     *
     * @param identifiers of each turn
     */
    public record Marked(Transcript transcript, List<List<Identifier>> identifiers) {
        public Marked {
            identifiers = List.copyOf(identifiers);
        }
    }

    /** @throws IllegalArgumentException for a mark of a kind that does not exist */
    public static List<Marked> read(String text) {
        List<Marked> all = new ArrayList<>();
        for (String block : text.split("\\R\\s*\\R")) {
            String lines = block.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .collect(Collectors.joining("\n"));
            if (!lines.isEmpty()) {
                all.add(conversation(lines));
            }
        }
        return all;
    }

    static Marked conversation(String lines) {
        List<Turn> turns = new ArrayList<>();
        List<List<Identifier>> identifiers = new ArrayList<>();
        for (Turn turn : TranscriptParser.parse(lines).turns()) {
            List<Identifier> marks = new ArrayList<>();
            StringBuilder bare = new StringBuilder();
            Matcher m = MARK.matcher(turn.text());
            while (m.find()) {
                m.appendReplacement(bare, "");
                int start = bare.length();
                bare.append(m.group(2));
                marks.add(new Identifier(start, bare.length(), IdentifierKind.valueOf(m.group(1))));
            }
            m.appendTail(bare);
            turns.add(new Turn(
                    turn.index(), turn.id(), turn.speaker(), bare.toString(), turn.startMillis(), turn.endMillis()));
            identifiers.add(marks);
        }
        return new Marked(new Transcript(turns), identifiers);
    }
}
