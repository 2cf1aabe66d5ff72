package io.chartside.mappings.command;

import io.chartside.terminology.CodeCatalog;
import java.util.Optional;

/** The code files an operator loaded with {@code ./chartside terminology load}. */
final class TerminologyData {
    private TerminologyData() {}

    /** @param folder the data folder; empty means {@code .chartside/terminology} below the project */
    static CodeCatalog icd10cm(Optional<String> folder) {
        return CodeCatalog.empty();
    }
}
