package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.nio.file.Path;
import java.util.List;

/** Code systems of services that an operator may load. */
public enum ServiceSystem {
    HCPCS("hcpcs", "HCPCS level II") {
        @Override
        List<ServiceCode> read(Path file) throws TerminologyException {
            return HcpcsFile.read(file);
        }
    },
    CPT("cpt", "CPT") {
        @Override
        List<ServiceCode> read(Path file) throws TerminologyException {
            return CptFile.read(file);
        }
    };

    private final String folder;
    private final String title;

    ServiceSystem(String folder, String title) {
        this.folder = folder;
        this.title = title;
    }

    public String folder() {
        return folder;
    }

    public String title() {
        return title;
    }

    abstract List<ServiceCode> read(Path file) throws TerminologyException;
}
