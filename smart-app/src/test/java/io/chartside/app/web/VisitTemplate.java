package io.chartside.app.web;

import io.chartside.app.review.AddendumLine;
import io.chartside.app.review.RejectionReasons;
import io.chartside.app.visit.VisitPage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The shipped templates through the shipped engine, without a server around them. */
final class VisitTemplate {
    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    private final Locale locale;

    VisitTemplate() {
        this(english(), Locale.ENGLISH);
    }

    VisitTemplate(MessageSource messages, Locale locale) {
        this.locale = locale;
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
        engine.setEnableSpringELCompiler(false);
        engine.setTemplateEngineMessageSource(messages);
    }

    private static MessageSource english() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return messages;
    }

    String page(VisitPage page) {
        return engine.process("visit", context(page));
    }

    /** A signed visit with what was added to it. */
    String page(VisitPage page, List<AddendumLine> addenda) {
        Context context = context(page);
        context.setVariables(
                Map.of("addenda", addenda, "addendumName", "a1", "addendumNote", "c1", "withdrawable", true));
        return engine.process("visit", context);
    }

    /** A signed visit whose note was withdrawn, in these words. */
    String withdrawn(VisitPage page, String words) {
        Context context = context(page);
        context.setVariables(Map.of("addenda", List.of(), "addendumNote", "c1", "withdrawn", words));
        return engine.process("visit", context);
    }

    String part(String fragment, VisitPage page) {
        return engine.process("visit", Set.of(fragment), context(page));
    }

    /** Any other page. */
    String page(String name, Map<String, Object> model) {
        Context context = new Context(locale);
        context.setVariables(model);
        return engine.process(name, context);
    }

    private Context context(VisitPage page) {
        Context context = new Context(locale);
        context.setVariable("page", page);
        context.setVariable("reasons", RejectionReasons.SHIPPED);
        context.setVariable("deliveryState", "pending");
        context.setVariable("until", 60_000L);
        context.setVariable("whose", "site||e1|d1");
        return context;
    }
}
