package io.chartside.app.words;

import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Texts of {@code messages.properties}, for what is said to a clinician from Java. No sentence for a person stands in the sources:
 * a test looks.
 */
public final class Texts {
    private static final MessageSource MESSAGES = messages();
    /** Begins a kept text, and stands between its key and its values. Nothing that people or servers write has it. */
    private static final char MARK = '\u0001';

    private Texts() {}

    /**
     * In the language of the page that is being made; in English where none is.
     *
     * @param values in place of {0}, {1} …; a number in the language's way
     */
    public static String of(String key, Object... values) {
        return MESSAGES.getMessage(key, values, LocaleContextHolder.getLocale());
    }

    /** A day or a time of day on a wall clock, by a pattern of the bundle's. */
    public static String at(String pattern, TemporalAccessor when) {
        return DateTimeFormatter.ofPattern(of(pattern), LocaleContextHolder.getLocale())
                .format(when);
    }

    /** Whether there is such a text. */
    public static boolean has(String key) {
        return MESSAGES.getMessage(key, null, null, LocaleContextHolder.getLocale()) != null;
    }

    /** A text that is stored, and {@link #shown} later in the language of whoever looks then. */
    public static String kept(String key, Object... values) {
        return MARK
                + key
                + Arrays.stream(values)
                        .map(value -> MARK + value.toString().replace(MARK, ' ').replaceAll("\\R", " "))
                        .collect(Collectors.joining());
    }

    /** The same in English, for the log. */
    public static String logged(String stored) {
        return shown(stored, Locale.ENGLISH);
    }

    /** Each line that was {@link #kept} in words; any other, such as one in an EHR's own words, as it is. */
    public static String shown(String stored) {
        return shown(stored, LocaleContextHolder.getLocale());
    }

    private static String shown(String stored, Locale language) {
        return stored.indexOf(MARK) < 0
                ? stored
                : stored.lines().map(line -> line(line, language)).collect(Collectors.joining("\n"));
    }

    private static String line(String line, Locale language) {
        if (line.isEmpty() || line.charAt(0) != MARK) {
            return line;
        }
        String[] parts = line.substring(1).split(String.valueOf(MARK), -1);
        // A newer version may have written it, before this one was started again.
        return has(parts[0])
                ? MESSAGES.getMessage(parts[0], Arrays.copyOfRange(parts, 1, parts.length), language)
                : String.join(" ", parts);
    }

    private static MessageSource messages() {
        ResourceBundleMessageSource bundle = new ResourceBundleMessageSource();
        bundle.setBasename("messages");
        bundle.setDefaultEncoding("UTF-8");
        bundle.setFallbackToSystemLocale(false);
        return bundle;
    }
}
