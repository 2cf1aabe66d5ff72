package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Transcripts of visits to draft. */
record Visits(List<String> transcripts) {

    static Visits read(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            List<Path> texts = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            if (texts.isEmpty()) {
                throw new BenchFailed("no .txt transcripts in " + dir);
            }
            List<String> transcripts = new ArrayList<>();
            for (Path text : texts) {
                transcripts.add(Files.readString(text));
            }
            return new Visits(transcripts);
        }
    }

    /** The transcripts one after the other until there are about so many words. */
    String ofWords(int words) {
        StringBuilder visit = new StringBuilder();
        int count = 0;
        for (String line : transcripts.stream().flatMap(String::lines).toList()) {
            if (count >= words) {
                break;
            }
            visit.append(line).append('\n');
            count += line.split("\\s+").length;
        }
        return visit.toString();
    }
}
