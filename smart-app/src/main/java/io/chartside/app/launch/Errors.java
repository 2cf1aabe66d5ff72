package io.chartside.app.launch;

import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.plugin.Correlation;
import io.chartside.app.words.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.springframework.web.servlet.view.json.JacksonJsonView;

/** Turns every failure into an {@link ErrorPage}: HTML, or JSON where the request asks for it. */
@ControllerAdvice
final class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    @ExceptionHandler
    ModelAndView shown(ShowError error, HttpServletRequest request, HttpServletResponse response) {
        LOG.warn("{}{}", error.page(), cause(error));
        return view(error.page(), request, response);
    }

    @ExceptionHandler
    ModelAndView failed(FhirFailure failure, HttpServletRequest request, HttpServletResponse response) {
        LOG.warn("{} for request {} ({})", failure.getMessage(), failure.requestId(), Correlation.current());
        return view(page(failure), request, response);
    }

    @ExceptionHandler
    ModelAndView notFound(NoResourceFoundException missing, HttpServletRequest request, HttpServletResponse response) {
        return view(Problem.NOT_FOUND.page(List.of()), request, response);
    }

    @ExceptionHandler
    ModelAndView internal(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            ErrorPage page = Problem.NOT_FOUND.page(List.of());
            int status = known.getStatusCode().value();
            ErrorPage exact = new ErrorPage(
                    status,
                    "bad-request",
                    Texts.of("problem.bad-request.title"),
                    page.advice(),
                    List.of(),
                    page.correlationId());
            return view(exact, request, response);
        }
        ErrorPage page = Problem.INTERNAL.page(List.of());
        // The message of an unforeseen failure may quote a patient's data: the class and where it came from are logged.
        LOG.error("{} {} at {}", page, failure.getClass().getName(), origin(failure));
        return view(page, request, response);
    }

    /** The page for a FHIR failure, for controllers that show it in place. */
    static ErrorPage page(FhirFailure failure) {
        if (failure instanceof SignInAgain) {
            return Problem.SIGN_IN_AGAIN.page(List.of());
        }
        if (failure instanceof FhirRefused refused) {
            boolean byTheRecord = refused.server().equals(FhirClients.RECORD);
            return (byTheRecord ? Problem.REFUSED : Problem.EHR_REFUSED)
                    .page(refused.reasons().stream().map(Texts::shown).toList());
        }
        FhirUnavailable unavailable = (FhirUnavailable) failure;
        return Problem.UNAVAILABLE.page(List.of(Texts.shown(unavailable.reason())));
    }

    private static ModelAndView view(ErrorPage page, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(page.status());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        String accept = String.valueOf(request.getHeader(HttpHeaders.ACCEPT));
        if (accept.contains("application/json") && !accept.contains("text/html")) {
            Map<String, Object> json = Map.of(
                    "code", page.code(),
                    "title", page.title(),
                    "advice", page.advice(),
                    "details", page.details(),
                    "correlationId", page.correlationId());
            return new ModelAndView(new JacksonJsonView(), json);
        }
        return new ModelAndView("error-page", Map.of("error", page));
    }

    private static String cause(Throwable error) {
        return error.getCause() == null
                ? ""
                : ": " + error.getCause().getClass().getSimpleName() + " "
                        + error.getCause().getMessage();
    }

    private static String origin(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("io.chartside")) {
                return frame.toString();
            }
        }
        return failure.getStackTrace().length == 0 ? "?" : failure.getStackTrace()[0].toString();
    }
}
