package io.chartside.app.sealed;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.launch.ErrorPage;
import java.util.List;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** The pages tell a used nonce, an ended session and a wrong key apart, so they are told what the record answered. */
@ControllerAdvice(assignableTypes = {SealedController.class, JoinController.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SealedErrors {

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refused(FhirRefused refused) {
        String issue = refused.outcome().getIssueFirstRep().getCode() == null
                ? ""
                : refused.outcome().getIssueFirstRep().getCode().toCode();
        ErrorPage page = ErrorPage.of(
                refused.status(), "sealed-refused", String.join(" ", refused.reasons()), List.of(), List.of());
        return ResponseEntity.status(refused.status())
                .header("Cache-Control", "no-store")
                .body(Map.of(
                        "code", page.code(),
                        "issue", issue,
                        "title", page.title(),
                        "advice", page.advice(),
                        "details", page.details(),
                        "correlationId", page.correlationId()));
    }
}
