package io.chartside.app.web;

import io.chartside.app.review.RejectionReasons;
import io.chartside.app.visit.VisitPage;
import java.util.Map;
import java.util.Set;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The shipped templates through the shipped engine, without a server around them. */
final class VisitTemplate {
    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    VisitTemplate() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
        engine.setEnableSpringELCompiler(false);
    }

    String page(VisitPage page) {
        return engine.process("visit", context(page));
    }

    String part(String fragment, VisitPage page) {
        return engine.process("visit", Set.of(fragment), context(page));
    }

    /** Any other page. */
    String page(String name, Map<String, Object> model) {
        Context context = new Context();
        context.setVariables(model);
        return engine.process(name, context);
    }

    private static Context context(VisitPage page) {
        Context context = new Context();
        context.setVariable("page", page);
        context.setVariable("reasons", RejectionReasons.SHIPPED);
        context.setVariable("deliveryState", "pending");
        context.setVariable("until", 60_000L);
        return context;
    }
}
