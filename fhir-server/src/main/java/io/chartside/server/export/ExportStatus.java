package io.chartside.server.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** How far an export is, its files once it is done, and its end (Bulk Data Access 2.0.0, "Status" and "Delete Request"). */
final class ExportStatus implements Operation {
    private static final JsonFactory JSON = new JsonFactory();
    /** RFC 9110, 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private final ExportJobs jobs;
    private final ExportRights rights;
    private final Clock clock;

    ExportStatus(ExportJobs jobs, ExportRights rights, Clock clock) {
        this.jobs = jobs;
        this.rights = rights;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "export-status";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET", "DELETE");
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the caller's own export: the same client and subject, with $export now");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        ExportJobs.Job job = find(jobs, clock, call, 1);
        if (call.method().equals("DELETE")) {
            jobs.remove(call.context().tenant(), job.id());
            return OperationAnswer.withoutBody(202, Map.of());
        }
        rights.require(call.context().caller(), job);
        return switch (job.state()) {
            case RUNNING ->
                OperationAnswer.withoutBody(
                        202, Map.of("X-Progress", job.progress() + " resources written", "Retry-After", "1"));
            case DONE ->
                OperationAnswer.ofMedia("application/json", manifest(call, job), List.of())
                        .withHeader("Expires", HTTP_DATE.format(job.expires().atOffset(ZoneOffset.UTC)));
            default -> throw new FhirRefusal(500, "incomplete", "The export was interrupted: start it again");
        };
    }

    /** @param segments below the operation's name, the first of them the job */
    static ExportJobs.Job find(ExportJobs jobs, Clock clock, OperationCall call, int segments) {
        try {
            if (call.below().size() == segments) {
                UUID id = UUID.fromString(call.below().get(0));
                Optional<ExportJobs.Job> job = jobs.find(
                        call.context().tenant(),
                        id,
                        ExportKickOff.owner(call.context().caller()),
                        clock.instant());
                if (job.isPresent()) {
                    return job.get();
                }
            }
        } catch (IllegalArgumentException e) {
            throw FhirRefusal.notFound("There is no such export");
        }
        throw FhirRefusal.notFound("There is no such export");
    }

    private byte[] manifest(OperationCall call, ExportJobs.Job job) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("transactionTime", job.at().toString());
            json.writeStringField("request", job.asked().url());
            json.writeBooleanField("requiresAccessToken", true);
            List<ExportJobs.File> files = jobs.files(call.context().tenant(), job.id());
            String base = call.context().origin().base() + "/$export-file/" + job.id() + "/";
            list(json, "output", base, files.stream().filter(file -> !isError(file)));
            list(json, "error", base, files.stream().filter(ExportStatus::isError));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static boolean isError(ExportJobs.File file) {
        return file.type().equals(TooFew.TYPE);
    }

    private static void list(JsonGenerator json, String name, String base, Stream<ExportJobs.File> files)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (ExportJobs.File file : files.toList()) {
            json.writeStartObject();
            json.writeStringField("type", file.type());
            json.writeStringField("url", base + file.number() + ".ndjson");
            json.writeNumberField("count", file.resources());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
