package io.chartside.server.speech;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.interaction.FhirRefusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording as one connection holds it: audio is stored before it is acknowledged, words are stored before they are shown.
 * It lives as long as its connection; another connection, here or in another process, goes on from what is stored.
 */
final class LiveRecording implements Feed.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRecording.class);
    private static final int LARGEST_FRAME = 128 << 10;
    private static final long LONGEST_SECONDS = 8 * 3600;
    /** WebM of eight hours at 128 kbit/s. */
    private static final long MOST_BYTES_OF_WEBM = LONGEST_SECONDS * 16_000;
    /** How much of what is known to be silence may have to be sent again. */
    private static final long SILENCE_UNTOLD_MILLIS = 10_000;

    private final AudioClient client;
    private final SessionTable table;
    private final SessionTable.Session session;
    private final SpeechProvider provider;
    private final Completion completion;
    private final Feed feed;

    private volatile RecordedVisit visit;
    private volatile boolean over;
    /** All is heard, and being written: the row of the recording goes before its client is told. */
    private volatile boolean completing;

    private int frames;
    private long bytes;
    private boolean finishing;
    private int settlements;
    private int utterances;
    private long keptUntilMillis;

    /** What becomes of a finished recording. */
    interface Completion {
        /** @throws FhirRefusal when it cannot be written; the recording then stays */
        FinishedVisit complete(RecordedVisit visit, SessionTable.Session session, SpeechProvider provider);
    }

    LiveRecording(
            AudioClient client,
            SessionTable table,
            SessionTable.Session session,
            RecordedVisit visit,
            SpeechProvider provider,
            SpeechThreads threads,
            Completion completion) {
        this.client = client;
        this.table = table;
        this.session = session;
        this.visit = visit;
        this.provider = provider;
        this.completion = completion;
        this.frames = session.frames();
        this.bytes = session.bytes();
        List<SessionTable.Settled> words = table.words(session);
        this.settlements = words.size();
        int lines = 0;
        for (SessionTable.Settled settled : words) {
            keptUntilMillis = Math.max(keptUntilMillis, settled.untilMillis());
            utterances += settled.heard().size();
            for (Heard heard : settled.heard()) {
                lines = Math.max(lines, heard.voice() / 100);
            }
        }
        this.feed = new Feed(
                provider,
                session.format(),
                table.audio(session),
                this,
                threads,
                session.frames(),
                keptUntilMillis,
                lines);
        client.send(ready(words));
        feed.start();
    }

    private ObjectNode ready(List<SessionTable.Settled> words) {
        ObjectNode ready = AudioClient.message("ready")
                .put("session", session.id().toString())
                .put("next", frames)
                .put("service", provider.engine().toString())
                .put("frameBytes", LARGEST_FRAME)
                .put("seconds", LONGEST_SECONDS);
        ArrayNode said = ready.putArray("words");
        int number = 0;
        for (SessionTable.Settled settled : words) {
            for (Heard heard : settled.heard()) {
                said.add(AudioClient.words("final", heard).put("id", "u" + number++));
            }
        }
        return ready;
    }

    RecordedVisit visit() {
        return visit;
    }

    /** Whoever records has shown another token. */
    void renewed(RecordedVisit other) {
        visit = other;
    }

    /** @throws FhirRefusal 400, 409, 413, 415 */
    void audio(int number, byte[] frame) {
        if (finishing) {
            throw FhirRefusal.malformed("No audio comes after finish");
        }
        if (number < frames) {
            client.acknowledged(frames); // Sent again, since its acknowledgement was lost.
            return;
        }
        if (number > frames) {
            throw FhirRefusal.malformed("The next frame is number " + frames);
        }
        check(frame);
        if (!table.append(session, number, bytes, frame)) {
            throw FhirRefusal.conflict("Another connection has taken this recording on");
        }
        long begins = bytes;
        frames++;
        bytes += frame.length;
        client.acknowledged(frames);
        feed.arrived(new StoredAudio.Frame(number, begins, frame));
    }

    private void check(byte[] frame) {
        AudioFormat format = session.format();
        if (frame.length == 0 || frame.length > LARGEST_FRAME) {
            throw new FhirRefusal(413, "too-long", "A frame carries 1 to " + LARGEST_FRAME + " bytes of audio");
        }
        boolean begins = frames == 0 && !format.mayBeginWith(frame);
        if (begins || format == AudioFormat.PCM && frame.length % 2 != 0) {
            throw new FhirRefusal(415, "not-supported", "This is no audio of the form " + format.mediaType());
        }
        long most = format == AudioFormat.PCM ? LONGEST_SECONDS * AudioFormat.BYTES_PER_SECOND : MOST_BYTES_OF_WEBM;
        if (bytes + frame.length > most) {
            throw new FhirRefusal(
                    413, "too-long", "A recording is at most eight hours long: finish this one and begin another");
        }
    }

    void pause() {
        feed.pause();
    }

    void finish() {
        finishing = true;
        feed.finish();
    }

    /**
     * Called every few seconds.
     *
     * @throws FhirRefusal 409 when another connection holds the recording
     */
    void tick() {
        if (!over) {
            if (!table.touch(session) && !completing) { // Who completes asks by himself whether he still holds it.
                throw FhirRefusal.conflict("Another connection has taken this recording on");
            }
            feed.tick();
        }
    }

    /** The connection has gone. */
    void leave() {
        over = true;
        feed.close();
    }

    SessionTable.Session session() {
        return session;
    }

    @Override
    public void interim(Heard heard) {
        client.interim(heard);
    }

    @Override
    public void settled(List<Heard> heard, long untilMillis) {
        if (heard.isEmpty() && untilMillis - keptUntilMillis < SILENCE_UNTOLD_MILLIS) {
            return;
        }
        if (!table.settle(session, settlements, new SessionTable.Settled(untilMillis, heard))) {
            if (over) {
                return; // It was discarded while the words came.
            }
            client.refuse(FhirRefusal.conflict("Another connection has taken this recording on"));
            return;
        }
        settlements++;
        keptUntilMillis = untilMillis;
        heard.forEach(one -> client.settled("u" + utterances++, one));
    }

    @Override
    public void connected() {
        client.service("connected");
    }

    @Override
    public void interrupted() {
        client.service("reconnecting");
    }

    @Override
    public void finished() {
        completing = true;
        try {
            FinishedVisit finished = completion.complete(visit, session, provider);
            over = true;
            client.finished(finished.transcript(), finished.recording());
        } catch (FhirRefusal refusal) {
            client.refuse(refusal);
        } catch (RuntimeException | Error e) {
            // The message may hold words of a visit.
            LOG.error("a recording could not be finished: {}", e.getClass().getName());
            client.refuse(new FhirRefusal(500, "exception", "The transcript could not be written; finish it again"));
        }
    }

    @Override
    public void gaveUp(String reason) {
        LOG.warn("a recording waits for its speech service: {}", reason);
        client.refuse(new FhirRefusal(
                503, "transient", "The speech service does not answer; the recording is kept, so finish it later"));
    }
}
