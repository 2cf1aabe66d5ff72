package io.chartside.server.store;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchWords;
import io.chartside.server.json.JsonTree;
import io.chartside.server.json.StrictReader;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What the steps of a write and a read take, each by itself: {@code ./chartside bench steps}. Not part of the tests. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBenchmark {
    private static final TenantId TENANT = new TenantId("demo");

    @Param({"Condition", "DocumentReference"})
    public String type;

    private byte[] body;
    private StrictReader reader;
    private ResourceIndexer indexer;
    private SearchWords words;
    private RowSeal rowSeal;
    private DataKey key;
    private ObjectNode tree;
    private IndexedResource values;
    private List<String> itsWords;
    private StoredRow row;

    /** Runs all and prints a Markdown table of microseconds; an ordinary test run does not look for this class. */
    @Test
    void run() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(StoreBenchmark.class.getSimpleName())
                        .forks(1)
                        .jvmArgs(
                                "-Xmx640m",
                                "-XX:+UseSerialGC",
                                "-Dlogback.configurationFile=io/chartside/server/command/quiet-logback.xml")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.seconds(1))
                        .build())
                .run();
        Map<String, String> steps = new LinkedHashMap<>();
        for (RunResult result : results) {
            steps.merge(
                    result.getPrimaryResult().getLabel(),
                    String.format(Locale.ROOT, "%.1f", result.getPrimaryResult().getScore()),
                    (first, second) -> first + " | " + second);
        }
        System.out.println("\n| step, µs | Condition | DocumentReference |\n|---|---|---|");
        for (String step : List.of("parse", "extract", "index", "seal", "open")) {
            System.out.println("| " + step + " | " + steps.get(step) + " |");
        }
    }

    @Setup
    public void prepare() {
        FhirContext fhir = TestStore.bean(FhirContext.class);
        KeyRing keys = TestStore.bean(KeyRing.class);
        reader = new StrictReader(fhir);
        indexer = TestStore.bean(ResourceIndexer.class);
        words = TestStore.bean(SearchWords.class);
        rowSeal = TestStore.bean(RowSeal.class);
        key = keys.forWriting(TENANT, 0);
        body = (type.equals("Condition") ? CONDITION : document()).getBytes(StandardCharsets.UTF_8);
        tree = parse().orElseThrow();
        values = extract().values();
        itsWords = List.copyOf(words.patientWords(type, values));
        StoredRow bare = new StoredRow(
                1,
                ResourceTypes.number(type),
                "a",
                1,
                StoredRow.LIVE,
                false,
                0,
                0,
                0,
                0,
                0,
                new byte[0],
                1,
                false,
                0,
                0,
                seal());
        row = bare.withMac(RowSeal.mac(
                keys.tenant(TENANT).index().hash(), keys.tenant(TENANT).indexVersion(), bare));
    }

    /** Body to tree, by FHIR's rules. */
    @Benchmark
    public Optional<ObjectNode> parse() {
        return JsonTree.of(body).filter(reader::takes);
    }

    /** Tree to search values. */
    @Benchmark
    public ResourceIndexer.Indexed extract() {
        return indexer.index(tree);
    }

    /** Search values to the patient's keyed tokens. */
    @Benchmark
    public int[] index() {
        return SearchTokens.patient(List.of(key), itsWords);
    }

    /** Tree to stored bytes: written, deflated, encrypted. */
    @Benchmark
    public byte[] seal() {
        byte[] json = JsonTree.version(tree, "a", 1, 0);
        return RowSeal.seal(TENANT, key, type, "a", 1, new BodyCodec.Body("", values, json));
    }

    /** Stored bytes to the JSON that a read answers. */
    @Benchmark
    public List<RowSeal.Opened> open() {
        return rowSeal.open(TENANT, List.of(row));
    }

    private static String document() {
        String text = "The patient reports a dry cough since Monday and sleeps badly. ".repeat(64);
        return """
                {"resourceType":"DocumentReference","status":"current","docStatus":"final","type":{"coding":[{"system":"http://loinc.org","code":"11506-3"}]},
                "subject":{"reference":"Patient/p1"},"date":"2026-11-03T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"%s"}}]}
                """.formatted(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static final String CONDITION = """
            {"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis"}]}],
            "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"R05.9","display":"Cough, unspecified"}],"text":"Cough"},
            "subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"recordedDate":"2026-11-03T10:00:00Z"}
            """;
}
