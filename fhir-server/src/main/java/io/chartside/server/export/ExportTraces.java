package io.chartside.server.export;

import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.TenantId;

/** Exports that hold the patient's record, and those under way, which may have read it. */
final class ExportTraces implements PatientTraces {
    private final ExportJobs jobs;

    ExportTraces(ExportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return "exports";
    }

    @Override
    public boolean holdsRecord() {
        return true;
    }

    @Override
    public int remove(TenantId tenant, String patientId) {
        return jobs.removeThoseWith(tenant, patientId);
    }
}
