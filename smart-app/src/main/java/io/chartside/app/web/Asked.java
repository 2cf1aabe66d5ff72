package io.chartside.app.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.RedirectView;

/** Who asks: the page's own modules, which take a part or JSON, or a plain form, which takes a page. */
final class Asked {

    private Asked() {}

    static boolean byModule(HttpServletRequest request) {
        String accept = String.valueOf(request.getHeader(HttpHeaders.ACCEPT));
        return accept.contains("application/json") && !accept.contains("text/html");
    }

    /** Nothing more to say to a module; a form goes back to the page. */
    static Object done(HttpServletRequest request, String page) {
        if (byModule(request)) {
            return ResponseEntity.noContent().build();
        }
        RedirectView back = new RedirectView(page);
        back.setStatusCode(HttpStatus.SEE_OTHER);
        back.setExposeModelAttributes(false);
        return new ModelAndView(back);
    }
}
