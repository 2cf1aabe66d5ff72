package io.chartside.app.sealed;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.Problem;
import io.chartside.app.words.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        ErrorPage page = ErrorPage.saying(
                refused.status(),
                "sealed-refused",
                refused.reasons().stream().map(Texts::shown).collect(Collectors.joining(" ")));
        return ResponseEntity.status(refused.status())
                .header("Cache-Control", "no-store")
                .body(body(page, issue));
    }

    /** A guest who says too much at once is told how long to wait; his page sends it by itself. */
    @ExceptionHandler
    ResponseEntity<Map<String, Object>> unavailable(FhirUnavailable unavailable) {
        long seconds = unavailable.retryAfter().map(Duration::toSeconds).orElse(0L);
        ErrorPage page = seconds > 0
                ? ErrorPage.of(429, "sealed-busy", "page.sealed-busy", List.of(), seconds)
                : Problem.UNAVAILABLE.page(List.of());
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(page.status()).header("Cache-Control", "no-store");
        if (seconds > 0) {
            answer.header("Retry-After", Long.toString(seconds));
        }
        return answer.body(body(page, "throttled"));
    }

    private static Map<String, Object> body(ErrorPage page, String issue) {
        return Map.of(
                "code", page.code(),
                "issue", issue,
                "title", page.title(),
                "advice", page.advice(),
                "details", page.details(),
                "correlationId", page.correlationId());
    }
}
