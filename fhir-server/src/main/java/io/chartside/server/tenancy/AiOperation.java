package io.chartside.server.tenancy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What a model may be asked for, and the kinds of data that leave for it. {@code $summary}, which is answered to who asks and read
 * by no clinician before, is none of them.
 */
public enum AiOperation {
    DRAFT_NOTE("draft-note", AiData.TRANSCRIPT),
    SUMMARIZE("summarize", AiData.CHART),
    INTERPRET("interpret", AiData.CHART),
    INSTRUCTIONS("instructions", AiData.CHART),
    LETTER("letter", AiData.CHART);

    private final String word;
    private final Set<AiData> sends;

    AiOperation(String word, AiData... sends) {
        this.word = word;
        this.sends = Set.of(sends);
    }

    /** The operation's name without the dollar sign. */
    public String word() {
        return word;
    }

    /** Kinds of data that a route for it has to allow. */
    public Set<AiData> sends() {
        return sends;
    }

    /** @param word the operation's name without the dollar sign */
    public static Optional<AiOperation> of(String word) {
        return Arrays.stream(values())
                .filter(operation -> operation.word.equals(word))
                .findFirst();
    }
}
