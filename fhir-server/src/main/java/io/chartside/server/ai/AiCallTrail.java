package io.chartside.server.ai;

/** Where calls of models are put on record. */
@FunctionalInterface
public interface AiCallTrail {
    /**
     * Records a call: before it leaves the process, and when it has come to something.
     *
     * @throws RuntimeException when it cannot be recorded; nothing is sent then, and nothing of an answer is used
     */
    void record(AiCall call);
}
