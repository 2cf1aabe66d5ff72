package io.chartside.server.staff;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Renders the console's pages: each bears the policy's banner (MM20), runs no script and stands in no frame. */
@Component
final class StaffPages {
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private final ITemplateEngine engine;

    StaffPages(ITemplateEngine engine) {
        this.engine = engine;
    }

    /** A button that posts. */
    record Button(String action, String label) {}

    /** A cell is a text, with a link where {@code href} is not empty. */
    record Cell(String text, String href) {
        static Cell of(Object value) {
            return new Cell(String.valueOf(value), "");
        }
    }

    record Row(List<Cell> cells, List<Button> buttons) {}

    /** A table: all that a page of the console shows. */
    record Table(String title, List<String> columns, List<Row> rows) {}

    void table(HttpServletResponse response, StaffPerson person, Table table) throws IOException {
        grants(response, person, table, "");
    }

    /** @param ask where the form for a new grant is posted to; empty: there is none */
    void grants(HttpServletResponse response, StaffPerson person, Table table, String ask) throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("person", person);
        model.put("role", person.role().word());
        model.put("errors", StaffAction.ERRORS.may(person.role()));
        model.put("table", table);
        model.put("ask", ask);
        render(response, 200, "staff/table", model);
    }

    void token(HttpServletResponse response, String base, StaffGrants.Issued issued) throws IOException {
        render(
                response,
                200,
                "staff/token",
                Map.of(
                        "base",
                        base,
                        "token",
                        issued.token(),
                        "expires",
                        issued.expires().toString()));
    }

    void signIn(HttpServletResponse response, int status, String told) throws IOException {
        render(response, status, "staff/sign-in", Map.of("told", told));
    }

    void error(HttpServletResponse response, int status, String reason) throws IOException {
        render(response, status, "staff/error", Map.of("reason", reason));
    }

    private void render(HttpServletResponse response, int status, String template, Map<String, Object> model)
            throws IOException {
        byte[] body =
                engine.process(template, new Context(Locale.ENGLISH, model)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
