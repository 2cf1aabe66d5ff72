package io.chartside.server.export;

import io.chartside.server.access.Caller;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** A file of an export, to its owner alone, by a token and a role that might still ask for it; the audit names every patient in it. */
final class ExportFile implements Operation {
    private final ExportJobs jobs;
    private final ExportRights rights;
    private final Clock clock;

    ExportFile(ExportJobs jobs, ExportRights rights, Clock clock) {
        this.jobs = jobs;
        this.rights = rights;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "export-file";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    /** Whoever fetches it, a file goes where this server sees no more of it; of what tells of nobody, nothing is disclosed. */
    @Override
    public boolean discloses(Caller caller) {
        return true;
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of(
                "the caller's own export: the same client and subject, with $export and read of the file's type now");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        ExportJobs.Job job = ExportStatus.find(jobs, clock, call, 2);
        String name = call.below().get(1);
        if (job.state() != ExportJobs.State.DONE || !name.matches("\\d{1,6}\\.ndjson")) {
            throw FhirRefusal.notFound("There is no such file");
        }
        int number = Integer.parseInt(name.substring(0, name.indexOf('.')));
        rights.require(call.context().caller(), job, type(call, job, number));
        ExportJobs.Contents contents = jobs.contents(call.context().tenant(), job.id(), number)
                .orElseThrow(() -> FhirRefusal.notFound("There is no such file"));
        OperationAnswer answer =
                OperationAnswer.ofMedia("application/fhir+ndjson", contents.ndjson(), contents.patientIds());
        return job.asked().deidentified() ? answer.ofDeidentified() : answer;
    }

    private String type(OperationCall call, ExportJobs.Job job, int number) {
        return jobs.files(call.context().tenant(), job.id()).stream()
                .filter(file -> file.number() == number)
                .map(ExportJobs.File::type)
                .findFirst()
                .orElseThrow(() -> FhirRefusal.notFound("There is no such file"));
    }
}
