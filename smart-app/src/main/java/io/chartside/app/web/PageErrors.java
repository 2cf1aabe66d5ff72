package io.chartside.app.web;

import io.chartside.app.launch.ErrorPage;
import io.chartside.app.review.EditConflict;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.ModelAndView;

/** Answers that the page's modules act on rather than only show. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PageErrors {

    /** With what stands there now, so that the clinician can choose; nothing of it is logged. */
    @ExceptionHandler
    Object conflict(EditConflict conflict, HttpServletRequest request) {
        return answer(PageProblem.page(conflict), request, conflict.theirs(), conflict.version());
    }

    @ExceptionHandler
    Object tooLarge(MaxUploadSizeExceededException upload, HttpServletRequest request) {
        return answer(PageProblem.transcriptTooLarge(), request, "", "");
    }

    private static Object answer(ErrorPage page, HttpServletRequest request, String theirs, String version) {
        if (!Asked.byModule(request)) {
            ModelAndView shown = new ModelAndView("error-page", Map.of("error", page));
            shown.setStatus(HttpStatusCode.valueOf(page.status()));
            return shown;
        }
        return ResponseEntity.status(page.status())
                .body(Map.of(
                        "code", page.code(),
                        "title", page.title(),
                        "advice", page.advice(),
                        "details", page.details(),
                        "correlationId", page.correlationId(),
                        "theirs", theirs,
                        "version", version));
    }
}
