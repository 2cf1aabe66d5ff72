package io.chartside.server.operation;

import io.chartside.scribe.transcript.Transcript;
import io.chartside.server.interaction.RequestContext;
import java.util.Optional;

/** What was heard of a visit whose recording goes on. */
public interface WordsSoFar {

    /**
     * @param encounter relative reference
     * @return the settled words, to the person who records alone; empty when that person records nothing of this visit now, or
     *     nothing was heard yet
     */
    Optional<Transcript> of(RequestContext context, String encounter);
}
