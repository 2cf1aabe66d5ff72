package io.chartside.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdDictTrainer;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Makes a dictionary for {@link ZstdBodies} out of samples (docs/adr/0067): {@code mvn test -pl fhir-server -am
 * -Dtest=DictionaryTraining -Dsurefire.failIfNoSpecifiedTests=false -Dsamples=FILE.ndjson -Ddictionary=FILE
 * [-Dbodies=audit]}. An ordinary test run does not look for this class.
 */
class DictionaryTraining {
    private static final int LENGTH = 112_640;
    private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9.-]+)");

    @Test
    void train() throws IOException {
        boolean audit = "audit".equals(System.getProperty("bodies"));
        ResourceIndexer indexer = TestStore.bean(ResourceIndexer.class);
        ZstdDictTrainer trainer = new ZstdDictTrainer(1 << 28, LENGTH);
        try (Stream<String> lines = Files.lines(Path.of(System.getProperty("samples")))) {
            lines.forEach(line -> {
                byte[] json = line.getBytes(StandardCharsets.UTF_8);
                ObjectNode tree = JsonTree.of(json).orElseThrow();
                Matcher patient = PATIENT.matcher(line);
                byte[] apart = audit ? null : BytesInJson.taken(json);
                trainer.addSample(BodyCodec.plain(new BodyCodec.Body(
                        patient.find() ? patient.group(1) : "",
                        audit
                                ? IndexedResource.decode(new byte[0])
                                : indexer.index(tree).values(),
                        apart == null ? json : apart)));
            });
        }
        Files.write(Path.of(System.getProperty("dictionary")), trainer.trainSamples());
    }
}
