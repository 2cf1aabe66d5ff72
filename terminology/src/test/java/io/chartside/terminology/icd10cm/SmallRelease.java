package io.chartside.terminology.icd10cm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the two files of a small release: diabetes, a sprain with placeholder and seventh character, two exclusions. */
public final class SmallRelease {
    private final List<String> rows = new ArrayList<>();

    public static SmallRelease ofTheUsualCodes() {
        return new SmallRelease()
                .row("E10", false, "Type 1 diabetes mellitus")
                .row("E109", true, "Type 1 diabetes mellitus without complications")
                .row("E11", false, "Type 2 diabetes mellitus")
                .row("E116", false, "Type 2 diabetes mellitus with other specified complications")
                .row("E1165", true, "Type 2 diabetes mellitus with hyperglycemia")
                .row("E119", true, "Type 2 diabetes mellitus without complications")
                .row("S83", false, "Dislocation and sprain of joints and ligaments of knee")
                .row("S839", false, "Sprain of unspecified site of knee")
                .row("S8391", false, "Sprain of unspecified site of right knee")
                .row("S8391XA", true, "Sprain of unspecified site of right knee, initial encounter")
                .row("S8391XD", true, "Sprain of unspecified site of right knee, subsequent encounter");
    }

    public SmallRelease row(String code, boolean billable, String title) {
        rows.add("%05d %-7s %s %-60.60s %s".formatted(rows.size() + 1, code, billable ? "1" : "0", title, title));
        return this;
    }

    public Path order(Path folder) throws IOException {
        return Files.write(folder.resolve("order.txt"), rows);
    }

    public Path tabular(Path folder, String version) throws IOException {
        return Files.writeString(folder.resolve("tabular.xml"), TABULAR.formatted(version));
    }

    private static final String TABULAR = """
            <?xml version="1.0" encoding="utf-8"?>
            <ICD10CM.tabular>
              <version>%s</version>
              <chapter>
                <name>4</name>
                <desc>Endocrine diseases (E00-E89)</desc>
                <section id="E08-E13">
                  <desc>Diabetes mellitus (E08-E13)</desc>
                  <diag><name>E10</name><desc>Type 1 diabetes mellitus</desc>
                    <includes><note>juvenile onset diabetes</note></includes>
                    <diag><name>E10.9</name><desc>Type 1 diabetes mellitus without complications</desc></diag>
                  </diag>
                  <diag><name>E11</name><desc>Type 2 diabetes mellitus</desc>
                    <useAdditionalCode><note>insulin (Z79.4)</note></useAdditionalCode>
                    <excludes1><note>type 1 diabetes mellitus (E10.-)</note></excludes1>
                    <excludes2><note>transitory postprocedural hyperinsulinism (E89.-)</note></excludes2>
                    <diag><name>E11.6</name><desc>Type 2 diabetes mellitus with other specified complications</desc>
                      <diag><name>E11.65</name><desc>Type 2 diabetes mellitus with hyperglycemia</desc>
                        <inclusionTerm><note>Diabetes out of control with high sugars</note></inclusionTerm>
                      </diag>
                    </diag>
                    <diag><name>E11.9</name><desc>Type 2 diabetes mellitus without complications</desc></diag>
                  </diag>
                </section>
              </chapter>
              <chapter>
                <name>19</name>
                <desc>Injury (S00-T88)</desc>
                <section id="S80-S89">
                  <desc>Injuries to the knee and lower leg (S80-S89)</desc>
                  <diag><name>S83</name><desc>Dislocation and sprain of joints and ligaments of knee</desc>
                    <codeFirst><note>open wound</note></codeFirst>
                    <sevenChrDef>
                      <extension char="A">initial encounter</extension>
                      <extension char="D">subsequent encounter</extension>
                    </sevenChrDef>
                    <diag placeholder="true"><name>S83.9</name><desc>Sprain of unspecified site of knee</desc>
                      <diag><name>S83.91</name><desc>Sprain of unspecified site of right knee</desc></diag>
                    </diag>
                  </diag>
                </section>
              </chapter>
            </ICD10CM.tabular>
            """;
}
