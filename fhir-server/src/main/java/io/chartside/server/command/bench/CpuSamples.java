package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** What the execution samples of a flight recording were at work on. */
record CpuSamples(Map<Work, Long> samples, long all) {
    private static final String OURS = "io.chartside.server.";

    /** What security costs, by the packages that do it. */
    enum Work {
        AUTHORIZATION("authorization", List.of("access.", "authz.")),
        CONSENT("consent", List.of("consent.")),
        AUDIT("audit", List.of("audit.", "store.Audit", "store.PostgresAuditLog")),
        ENCRYPTION("encryption", List.of("crypto."));

        private final String title;
        private final List<String> packages;

        Work(String title, List<String> packages) {
            this.title = title;
            this.packages = packages;
        }

        String title() {
            return title;
        }

        private boolean does(String name) {
            return packages.stream().anyMatch(name::startsWith);
        }
    }

    /** What was sampled between the two times. */
    static CpuSamples of(Path recording, Instant begun, Instant ended) throws IOException {
        Map<Work, Long> samples = new EnumMap<>(Work.class);
        long all = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (isSample(event)
                        && !event.getStartTime().isBefore(begun)
                        && event.getStartTime().isBefore(ended)) {
                    all++;
                    Work work = workOf(event.getStackTrace().getFrames());
                    if (work != null) {
                        samples.merge(work, 1L, Long::sum);
                    }
                }
            }
        }
        return new CpuSamples(samples, all);
    }

    private static boolean isSample(RecordedEvent event) {
        return event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null;
    }

    /**
     * From the innermost frame outwards: libraries, the store and its JSON work for whoever called them; the first frame of
     * another package of ours decides. Filters of the authorization stand below everything, so the outermost says nothing.
     */
    private static Work workOf(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith(OURS)) {
                String name = type.substring(OURS.length());
                for (Work work : Work.values()) {
                    if (work.does(name)) {
                        return work;
                    }
                }
                if (!name.startsWith("store.") && !name.startsWith("json.")) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Of all samples, 0 to 1. */
    double share(Work work) {
        return all == 0 ? 0 : samples.getOrDefault(work, 0L) / (double) all;
    }
}
