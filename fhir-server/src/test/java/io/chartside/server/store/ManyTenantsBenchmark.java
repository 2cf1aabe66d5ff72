package io.chartside.server.store;

import com.sun.management.OperatingSystemMXBean;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a read by id and its audit row cost the store when the load is of many tenants and not of one, CPU of this process and of
 * PostgreSQL: requests of one tenant; of many that share rounds; of many of whom each has rounds of its own. Then a checkpoint of a tenant, together
 * with the others' and by itself. {@code mvn test -Dtest=ManyTenantsBenchmark -Dchartside.benchmark.tenants=1000}.
 */
class ManyTenantsBenchmark {
    private static final int TENANTS = Integer.getInteger("chartside.benchmark.tenants", 300);
    private static final int REQUESTS = Integer.getInteger("chartside.benchmark.requests", 6_000);
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 3;

    private final RequestsUnderWay requests = TestStore.bean(RequestsUnderWay.class);
    private final RoundConnections connections = TestStore.bean(RoundConnections.class);
    private final AuditChain chain = TestStore.bean(AuditChain.class);

    @TempDir
    private Path folder;

    /** The rounds that a request of a tenant takes part in. */
    private record Rounds(SharedReads reads, SharedAudit audit) {}

    private Rounds rounds() {
        return new Rounds(new SharedReads(connections, requests), new SharedAudit(connections, requests, chain));
    }

    private static long micros() throws IOException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long database = TestStore.asSuperuser("chartside", connection -> {
            try (var row = connection.createStatement().executeQuery("select pg_backend_pid()")) {
                row.next();
                ProcessHandle postmaster = ProcessHandle.of(row.getLong(1))
                        .flatMap(ProcessHandle::parent)
                        .orElseThrow();
                return postmaster
                        .children()
                        .mapToLong(child -> used(child.pid()))
                        .sum();
            }
        });
        return process.getProcessCpuTime() / 1_000 + database;
    }

    private static long used(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
        } catch (IOException ended) {
            return 0;
        }
    }

    private double run(List<TenantId> tenants, Function<TenantId, Rounds> rounds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        long before = micros();
        List<Callable<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int first = client * tenants.size() / CLIENTS;
            clients.add(() -> {
                for (int i = 0; i < REQUESTS / CLIENTS; i++) {
                    request(tenants.get((first + i) % tenants.size()), rounds);
                }
                return null;
            });
        }
        for (Future<Void> client : threads.invokeAll(clients)) {
            client.get();
        }
        threads.shutdown();
        return (micros() - before) / (double) REQUESTS;
    }

    private void request(TenantId tenant, Function<TenantId, Rounds> rounds) {
        requests.begins();
        try {
            Rounds own = rounds.apply(tenant);
            own.reads().read(tenant, "", new UnitOfWork.Key("Patient", "same"), 1);
            List<AuditRow> rows = List.of(new AuditRow(
                    LogicalIds.next(),
                    Instant.now(),
                    new byte[300],
                    List.of("same"),
                    List.of("action=R", "type=rest")));
            if (!own.audit().append(tenant, rows, Optional.empty())) {
                TestStore.bean(ResourceStore.class).write(tenant, unit -> {
                    unit.audit(rows);
                    return null;
                });
            }
        } finally {
            requests.ended();
        }
    }

    @Test
    void readsOfManyTenants_besideThoseOfOne() throws Exception {
        List<TenantId> many = IntStream.range(0, TENANTS)
                .mapToObj(i -> TestStore.freshTenant())
                .toList();
        many.forEach(tenant -> TestStore.put(tenant, "same", new Patient(), null));
        List<TenantId> one = List.of(many.get(0));
        Rounds shared = rounds();
        Map<TenantId, Rounds> apart = new HashMap<>();
        many.forEach(tenant -> apart.put(tenant, rounds()));
        run(many, tenant -> shared);
        run(many, apart::get);
        run(one, tenant -> shared);
        for (int round = 0; round < ROUNDS; round++) {
            double single = run(one, tenant -> shared);
            double together = run(many, tenant -> shared);
            double alone = run(many, apart::get);
            report(
                    "%d tenants, CPU µs a read: one %.0f, many sharing rounds %.0f (%.2f), many with their own %.0f (%.2f)"
                            .formatted(TENANTS, single, together, together / single, alone, alone / single));
        }
        AuditCheckpoints checkpoints = TestCheckpoints.process(folder);
        TestCheckpoints.write(checkpoints, many.toArray(TenantId[]::new));
        for (int round = 0; round < ROUNDS; round++) {
            run(many, tenant -> shared);
            long before = micros();
            TestCheckpoints.write(checkpoints, many.toArray(TenantId[]::new));
            long together = micros() - before;
            run(many, tenant -> shared);
            before = micros();
            for (TenantId tenant : many) {
                TestCheckpoints.write(checkpoints, tenant);
            }
            report("a checkpoint of a tenant, CPU µs: together %.0f, by itself %.0f"
                    .formatted(together / (double) TENANTS, (micros() - before) / (double) TENANTS));
        }
    }

    private static void report(String line) throws IOException {
        Path report = Path.of("target", "many-tenants.txt");
        Files.writeString(
                report, (Files.exists(report) ? Files.readString(report) : "") + line + System.lineSeparator());
    }
}
