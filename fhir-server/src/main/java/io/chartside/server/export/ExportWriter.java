package io.chartside.server.export;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fills an export's files up to their size, one type after the other. */
final class ExportWriter {
    private final ExportRequest request;
    private final ExportJobs jobs;
    private final long fileSize;
    private final Clock clock;
    private final List<byte[]> lines = new ArrayList<>();
    private final Set<String> patientIds = new LinkedHashSet<>();
    private String type = "";
    private int number;
    private long size;

    /** @param fileSize bytes */
    ExportWriter(ExportRequest request, ExportJobs jobs, long fileSize, Clock clock) {
        this.request = request;
        this.jobs = jobs;
        this.fileSize = fileSize;
        this.clock = clock;
    }

    /** @return whether the job is still wanted */
    boolean add(String resourceType, byte[] line, Optional<String> patientId) {
        type = resourceType;
        lines.add(line);
        size += line.length + 1;
        patientId.ifPresent(patientIds::add);
        return size < fileSize || finish();
    }

    /** @return whether the job is still wanted */
    boolean finish() {
        if (lines.isEmpty()) {
            return true;
        }
        if (request.deidentified()) {
            // Ids are in the order of time: pseudonyms, with which lines begin, are in none.
            lines.sort(Arrays::compareUnsigned);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream((int) size);
        for (byte[] line : lines) {
            body.writeBytes(line);
            body.write('\n');
        }
        boolean wanted = store(type, lines.size(), body.toByteArray(), List.copyOf(patientIds));
        lines.clear();
        patientIds.clear();
        size = 0;
        return wanted;
    }

    /** @return whether the job is still wanted */
    boolean leftOut(List<String> types) {
        return types.isEmpty() || store(TooFew.TYPE, types.size(), TooFew.outcomes(types), List.of());
    }

    private boolean store(String ofType, int resources, byte[] body, List<String> patients) {
        return jobs.add(
                request.tenant(),
                request.job(),
                new ExportJobs.File(number++, ofType, resources),
                new ExportJobs.Contents(body, patients),
                clock.instant());
    }
}
