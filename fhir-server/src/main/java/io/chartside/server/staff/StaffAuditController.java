package io.chartside.server.staff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.AuditVerifier;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /admin/staff/audit}: the realm's own chain, verified, and its latest AuditEvents. It has no FHIR endpoint. */
@Controller
class StaffAuditController {
    private static final int LATEST = 100;

    private final AuditVerifier verifier;
    private final AuditLog log;

    StaffAuditController(AuditVerifier verifier, AuditLog log) {
        this.verifier = verifier;
        this.log = log;
    }

    @GetMapping("/admin/staff/audit")
    void audit(HttpServletResponse response) throws IOException {
        AuditVerifier.Report report = verifier.verify(TenantId.STAFF);
        ObjectNode answer = AdminAnswers.JSON.createObjectNode().put("intact", report.isWhole());
        answer.put("rows", report.rows());
        ArrayNode problems = answer.putArray("problems");
        report.breaks().forEach(at -> problems.add(at.toString()));
        report.findings().forEach(finding -> problems.add(finding.toString()));
        ArrayNode events = answer.putArray("events");
        AuditLog.Query latest = new AuditLog.Query(null, null, List.of(), true, LATEST, null);
        for (AuditLog.Entry entry : log.find(TenantId.STAFF, latest).entries()) {
            for (AuditRow.Event event : entry.events()) {
                events.add(AdminAnswers.JSON.readTree(event.json()));
            }
        }
        AdminAnswers.write(response, 200, answer);
    }
}
