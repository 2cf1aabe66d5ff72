package io.chartside.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/**
 * The language of a page: the first that the browser asks for ({@code Accept-Language}, RFC 9110 §12.5.4) of those that are
 * shipped, else English. A language is shipped as {@code messages_xx.properties} for the templates and
 * {@code static/assets/lang/xx.json} for the modules.
 */
@Configuration
class Languages {
    private static final String WORDS = "classpath*:/static/assets/lang/*.json";

    @Bean
    LocaleResolver localeResolver() {
        AcceptHeaderLocaleResolver resolver = new AcceptHeaderLocaleResolver();
        resolver.setSupportedLocales(shipped());
        resolver.setDefaultLocale(Locale.ENGLISH);
        return resolver;
    }

    static List<Locale> shipped() {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(WORDS))
                    .map(file -> file.getFilename().replace(".json", ""))
                    .map(Locale::forLanguageTag)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the words of the pages cannot be read", unreadable);
        }
    }
}
