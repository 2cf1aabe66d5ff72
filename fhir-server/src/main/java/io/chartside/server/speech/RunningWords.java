package io.chartside.server.speech;

import io.chartside.scribe.transcript.Transcript;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.operation.WordsSoFar;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The settled words of a recording under way, joined and with their speakers as the finished transcript will have them. */
@Component
final class RunningWords implements WordsSoFar {
    private final SessionTable table;
    private final SpokenTranscript spoken = new SpokenTranscript();

    RunningWords(SessionTable table) {
        this.table = table;
    }

    @Override
    public Optional<Transcript> of(RequestContext context, String encounter) {
        return table.of(context.tenant(), encounter)
                .filter(session ->
                        session.opened().subject().equals(context.caller().subject()))
                .map(session -> spoken.of(table.words(session).stream()
                        .flatMap(settled -> settled.heard().stream())
                        .toList()))
                .filter(said -> !said.turns().isEmpty());
    }
}
