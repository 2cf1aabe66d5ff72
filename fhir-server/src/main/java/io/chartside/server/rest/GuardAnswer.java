package io.chartside.server.rest;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Answers what the guard refuses, after it is on record for the tenant. */
final class GuardAnswer {
    private final Tenants tenants;
    private final AuditTrail audit;
    private final Origins origins;
    private final AnswerWriter writer;

    GuardAnswer(Tenants tenants, AuditTrail audit, Origins origins, AnswerWriter writer) {
        this.tenants = tenants;
        this.audit = audit;
        this.origins = origins;
        this.writer = writer;
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, GuardException refusal) throws IOException {
        Optional<TenantSettings> tenant =
                FhirPath.of(request.getRequestURI()).flatMap(path -> tenants.find(path.tenant()));
        Optional<Caller> caller = Optional.ofNullable((Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE));
        tenant.ifPresent(
                t -> audit.refused(t.id(), caller, origins.of(request, t.id()), act(request), refusal.status()));
        if (refusal.status() == 408 || refusal.status() == 413 || refusal.status() == 503) {
            response.setHeader("Connection", "close");
        }
        if (refusal.status() == 503) {
            response.setHeader("Retry-After", refusal.retryAfter());
        }
        writer.write(
                response,
                origins.requestId(request),
                "",
                AllowedMethods.told(
                        Outcomes.of(refusal.status(), code(refusal.status()), refusal.getMessage()),
                        FhirPath.of(request.getRequestURI())
                                .map(FhirPath::segments)
                                .orElse(List.of()),
                        request.getMethod()),
                Representation.AS_STORED,
                request.getMethod().equals("HEAD"));
    }

    /** The nearest act: what exactly was wanted is not looked into. */
    static Act act(HttpServletRequest request) {
        return switch (request.getMethod()) {
            case "POST" -> Act.CREATE;
            case "PUT" -> Act.UPDATE;
            case "PATCH" -> Act.PATCH;
            case "DELETE" -> Act.DELETE;
            default -> Act.READ;
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 404 -> "not-found";
            case 408 -> "timeout";
            case 503 -> "transient";
            case 413, 414, 431 -> "too-long";
            case 405, 415 -> "not-supported";
            default -> "structure";
        };
    }
}
