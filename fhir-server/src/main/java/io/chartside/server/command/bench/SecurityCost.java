package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./chartside bench security}: what authorization, consent, audit and encryption cost of a read and of a search page, in
 * CPU of the server, by Java Flight Recorder under load; beside it the database, and how much of its work the audit's insert is.
 * A share of execution samples times the CPU of the server's threads. The compiler's and the collector's threads, which the
 * samples do not see, are told apart. Then the same of a tenant that has labels and Consents, whose callers see less than all.
 */
final class SecurityCost {
    private static final String RECORDING = "cost";
    private static final int PATIENTS = 40;
    private static final int ENCOUNTERS = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final double READ_BAR = 150;
    private static final double PAGE_BAR = 250;

    private final Workspace workspace;
    private final RunningChartside chartside;
    private final GetLoad load = new GetLoad();

    private SecurityCost(Workspace workspace, RunningChartside chartside) {
        this.workspace = workspace;
        this.chartside = chartside;
    }

    static void run(Workspace workspace) throws IOException, InterruptedException {
        try (RunningChartside chartside = RunningChartside.start(workspace, Workspace.freePort())) {
            new SecurityCost(workspace, chartside).measure();
        }
    }

    /** Microseconds a request. */
    private record Cost(
            CpuSamples samples, double server, double runtime, double database, double auditShare, long requests) {
        double own() {
            return server - runtime;
        }

        double of(CpuSamples.Work work) {
            return samples.share(work) * own();
        }

        double all() {
            double sum = 0;
            for (CpuSamples.Work work : CpuSamples.Work.values()) {
                sum += of(work);
            }
            return sum;
        }
    }

    private void measure() throws IOException, InterruptedException {
        String token = chartside.token("system/*.cruds");
        List<GetLoad.Get> reads = new ArrayList<>();
        List<GetLoad.Get> pages = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            String id = patient(token, i);
            reads.add(new GetLoad.Get(chartside.fhirBase() + "/Patient/" + id, token));
            pages.add(new GetLoad.Get(chartside.fhirBase() + "/Encounter?patient=Patient/" + id + "&_count=10", token));
        }
        // Before the warm-up: its start makes the virtual machine compile anew what it had compiled.
        jcmd("JFR.start", "name=" + RECORDING, "settings=profile");
        load.run(reads, WARM_UP);
        load.run(pages, WARM_UP);
        Cost read = cost("read", reads);
        Cost page = cost("page", pages);
        print(read, page);
        keepBack(token, reads.get(0).address().replaceAll(".*/", ""));
        load.run(reads, SHORT_WARM_UP);
        load.run(pages, SHORT_WARM_UP);
        printLimited(read, page, cost("limited-read", reads), cost("limited-page", pages));
    }

    /** One labelled resource and one Consent are enough: from then on every statement asks what the caller may see. */
    private void keepBack(String token, String patient) throws IOException, InterruptedException {
        String subject = "{\"reference\":\"Patient/" + patient + "\"}";
        load.post(
                chartside.fhirBase() + "/Condition",
                token,
                "{\"resourceType\":\"Condition\",\"subject\":" + subject + ",\"meta\":{\"security\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"42CFRPart2\"}]}}");
        load.post(
                chartside.fhirBase() + "/Consent",
                token,
                "{\"resourceType\":\"Consent\",\"status\":\"active\",\"scope\":{\"text\":\"privacy\"},\"category\":[{\"text\":"
                        + "\"privacy\"}],\"patient\":" + subject
                        + ",\"policyRule\":{\"text\":\"clinic\"},\"provision\":{"
                        + "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"class\":[{\"system\":"
                        + "\"http://hl7.org/fhir/resource-types\",\"code\":\"Observation\"}]}]}}");
    }

    private static void printLimited(Cost read, Cost page, Cost limitedRead, Cost limitedPage) throws IOException {
        Figures figures = new Figures("With labels and Consents, CPU, µs a request", "read", "search page of 10");
        figures.row(
                "server without compiler and collector",
                ratio(limitedRead.own(), read.own()),
                ratio(limitedPage.own(), page.own()));
        figures.row(
                "database",
                ratio(limitedRead.database(), read.database()),
                ratio(limitedPage.database(), page.database()));
        figures.print();
    }

    private static String ratio(double limited, double before) {
        return Figures.of("%.0f (%.2f ×)", limited, limited / before);
    }

    private String patient(String token, int number) throws IOException, InterruptedException {
        String body = load.post(
                chartside.fhirBase() + "/Patient",
                token,
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Bench" + number + "\"}]}");
        String id = JsonMapper.shared().readTree(body).path("id").asString();
        StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        for (int i = 0; i < ENCOUNTERS; i++) {
            bundle.append(i == 0 ? "" : ",")
                    .append("{\"request\":{\"method\":\"POST\",\"url\":\"Encounter\"},\"resource\":{")
                    .append("\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},")
                    .append("\"subject\":{\"reference\":\"Patient/")
                    .append(id)
                    .append("\"}}}");
        }
        load.post(chartside.fhirBase(), token, bundle.append("]}").toString());
        return id;
    }

    private Cost cost(String name, List<GetLoad.Get> gets) throws IOException, InterruptedException {
        Path recording = workspace.dir().resolve(name + ".jfr");
        Instant begun = Instant.now();
        CpuTime before = CpuTime.of(chartside);
        AuditShare database = new AuditShare(chartside.databaseUrl("postgres"));
        Thread looking = new Thread(database, "audit-share");
        looking.start();
        long requests = load.run(gets, MEASURED);
        database.end();
        looking.join();
        CpuTime used = CpuTime.of(chartside).since(before);
        Instant ended = Instant.now();
        jcmd("JFR.dump", "name=" + RECORDING, "filename=" + recording);
        return new Cost(
                CpuSamples.of(recording, begun, ended),
                used.serverMicros() / (double) requests,
                used.runtimeMicros() / (double) requests,
                used.databaseMicros() / (double) requests,
                database.share(),
                requests);
    }

    private void jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(chartside.serverProcessId())));
        all.addAll(List.of(command));
        workspace.run(new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    private static void print(Cost read, Cost page) throws IOException {
        Figures figures = new Figures("CPU, µs a request", "read", "search page of 10");
        for (CpuSamples.Work work : CpuSamples.Work.values()) {
            figures.row(work.title(), micros(read.of(work)), micros(page.of(work)));
        }
        figures.row(
                "**security**",
                Figures.of("%.0f (bar %.0f)", read.all(), READ_BAR),
                Figures.of("%.0f (bar %.0f)", page.all(), PAGE_BAR));
        figures.row("server in all", micros(read.server()), micros(page.server()));
        figures.row("of it, compiler and collector", micros(read.runtime()), micros(page.runtime()));
        figures.row("database in all", micros(read.database()), micros(page.database()));
        figures.row(
                "of it, the audit's insert",
                micros(read.database() * read.auditShare()),
                micros(page.database() * page.auditShare()));
        figures.row(
                "execution samples, requests",
                Figures.of("%d, %d", read.samples().all(), read.requests()),
                Figures.of("%d, %d", page.samples().all(), page.requests()));
        figures.print();
    }

    private static String micros(double value) {
        return Figures.of("%.0f", value);
    }

    /** Looks every few milliseconds what the database is at work on. */
    private static final class AuditShare implements Runnable {
        private static final String AT_WORK = "select query like '%audit_event%' from pg_stat_activity"
                + " where state = 'active' and datname = 'chartside' and pid <> pg_backend_pid()";

        private final String url;
        private final AtomicBoolean over = new AtomicBoolean();
        private long audit;
        private long all;

        AuditShare(String url) {
            this.url = url;
        }

        @Override
        public void run() {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement look = connection.createStatement()) {
                while (!over.get()) {
                    try (ResultSet rows = look.executeQuery(AT_WORK)) {
                        while (rows.next()) {
                            all++;
                            audit += rows.getBoolean(1) ? 1 : 0;
                        }
                    }
                    look.execute("select pg_sleep(0.005)");
                }
            } catch (SQLException e) {
                throw new BenchFailed("the database cannot be looked at: " + e.getMessage());
            }
        }

        void end() {
            over.set(true);
        }

        double share() {
            return all == 0 ? 0 : audit / (double) all;
        }
    }
}
