package io.chartside.server.staff;

import io.chartside.server.authz.SameOrigin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** Everything below {@code /staff} passes here: a route with a row, a session of the staff, a role that may, a form of ours. */
final class StaffDoor extends OncePerRequestFilter {
    static final String SIGN_IN = "/staff/sign-in";

    private final StaffSessions sessions;
    private final StaffPages pages;

    StaffDoor(StaffSessions sessions, StaffPages pages) {
        this.sessions = sessions;
        this.pages = pages;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean posted = request.getMethod().equals("POST");
        if (posted && !SameOrigin.isCertain(request)) {
            pages.error(response, 403, "This form was not sent by a page of this console.");
            return;
        }
        if (path.equals(SIGN_IN) && (posted || request.getMethod().equals("GET"))) {
            chain.doFilter(request, response);
            return;
        }
        Optional<StaffPerson> person = sessions.find(request);
        if (person.isEmpty()) {
            if (request.getMethod().equals("GET")) {
                response.sendRedirect(SIGN_IN);
            } else {
                pages.error(response, 403, "Sign in first.");
            }
            return;
        }
        Optional<StaffAction> action = StaffAction.of(request.getMethod(), path);
        if (action.isEmpty()) {
            pages.error(response, 404, "There is nothing at this address.");
            return;
        }
        if (!action.get().may(person.get().role())) {
            pages.error(response, 403, "The role " + person.get().role().word() + " may not do this.");
            return;
        }
        request.setAttribute(StaffPerson.REQUEST_ATTRIBUTE, person.get());
        chain.doFilter(request, response);
    }
}
