package io.chartside.server.rest;

import io.chartside.server.store.TestDatabase;
import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.icd10cm.TerminologyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A release of ICD-10-CM with a dozen codes, loaded as an operator loads one, and taken away again. */
final class SmallIcdRelease {
    private static final Path FOLDER = TestDatabase.dataDir().resolve("terminology");

    private SmallIcdRelease() {}

    static void load(String version) throws IOException, TerminologyException {
        Path files = Files.createTempDirectory("icd");
        List<String> rows = new ArrayList<>();
        row(rows, "E10", false, "Type 1 diabetes mellitus");
        row(rows, "E109", true, "Type 1 diabetes mellitus without complications");
        row(rows, "E11", false, "Type 2 diabetes mellitus");
        row(rows, "E116", false, "Type 2 diabetes mellitus with other specified complications");
        row(rows, "E1165", true, "Type 2 diabetes mellitus with hyperglycemia");
        row(rows, "E119", true, "Type 2 diabetes mellitus without complications");
        Path order = Files.write(files.resolve("order.txt"), rows);
        Path tabular = Files.writeString(files.resolve("tabular.xml"), """
                <?xml version="1.0" encoding="utf-8"?>
                <ICD10CM.tabular><version>%s</version>
                  <chapter><name>4</name><desc>Endocrine diseases (E00-E89)</desc>
                    <section id="E08-E13"><desc>Diabetes mellitus (E08-E13)</desc>
                      <diag><name>E10</name><desc>Type 1 diabetes mellitus</desc>
                        <diag><name>E10.9</name><desc>Type 1 diabetes mellitus without complications</desc></diag>
                      </diag>
                      <diag><name>E11</name><desc>Type 2 diabetes mellitus</desc>
                        <excludes1><note>type 1 diabetes mellitus (E10.-)</note></excludes1>
                        <diag><name>E11.6</name><desc>Type 2 diabetes mellitus with other specified complications</desc>
                          <diag><name>E11.65</name><desc>Type 2 diabetes mellitus with hyperglycemia</desc>
                            <inclusionTerm><note>Diabetes out of control</note></inclusionTerm>
                          </diag>
                        </diag>
                        <diag><name>E11.9</name><desc>Type 2 diabetes mellitus without complications</desc></diag>
                      </diag>
                    </section>
                  </chapter>
                </ICD10CM.tabular>
                """.formatted(version.substring(2)));
        TerminologyLoader.load(order, tabular, FOLDER, version);
    }

    private static void row(List<String> rows, String code, boolean billable, String title) {
        rows.add("%05d %-7s %s %-60.60s %s".formatted(rows.size() + 1, code, billable ? "1" : "0", title, title));
    }

    static void takeAway() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
