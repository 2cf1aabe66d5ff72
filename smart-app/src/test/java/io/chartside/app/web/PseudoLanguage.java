package io.chartside.app.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.springframework.context.support.ResourceBundleMessageSource;

/** English in brackets: whatever stands on a page without them came from no bundle. */
final class PseudoLanguage {
    static final Locale LOCALE = Locale.forLanguageTag("en-XA");

    private PseudoLanguage() {}

    static ResourceBundleMessageSource messages() {
        ResourceBundleMessageSource source = new ResourceBundleMessageSource() {
            @Override
            protected String resolveCodeWithoutArguments(String code, Locale locale) {
                String found = super.resolveCodeWithoutArguments(code, Locale.ENGLISH);
                return found == null ? null : "⟦" + found + "⟧";
            }

            @Override
            protected MessageFormat resolveCode(String code, Locale locale) {
                MessageFormat found = super.resolveCode(code, Locale.ENGLISH);
                return found == null ? null : new MessageFormat("⟦" + found.toPattern() + "⟧", Locale.ENGLISH);
            }
        };
        source.setBasename("messages");
        source.setDefaultEncoding("UTF-8");
        source.setFallbackToSystemLocale(false);
        return source;
    }

    /** Lays the language beside the shipped ones, where {@code Texts} finds it. */
    static void install() throws IOException, URISyntaxException {
        Properties texts = new Properties();
        try (InputStream file = PseudoLanguage.class.getResourceAsStream("/messages.properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        texts.replaceAll((key, text) -> "⟦" + text + "⟧");
        Path classes = Path.of(PseudoLanguage.class.getResource("/").toURI());
        try (Writer file = Files.newBufferedWriter(classes.resolve("messages_en_XA.properties"))) {
            texts.store(file, null);
        }
    }

    /** The modules' words, as JSON. */
    static String words() {
        ObjectNode words = english();
        for (Map.Entry<String, JsonNode> one : words.properties()) {
            if (one.getValue() instanceof ObjectNode forms) {
                forms.properties().forEach(form -> form.setValue(bracketed(form.getValue())));
            } else {
                one.setValue(bracketed(one.getValue()));
            }
        }
        return words.toString();
    }

    static ObjectNode english() {
        try (InputStream file = PseudoLanguage.class.getResourceAsStream("/static/assets/lang/en.json")) {
            return (ObjectNode) new ObjectMapper().readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static TextNode bracketed(JsonNode text) {
        return TextNode.valueOf("⟦" + text.asText() + "⟧");
    }
}
