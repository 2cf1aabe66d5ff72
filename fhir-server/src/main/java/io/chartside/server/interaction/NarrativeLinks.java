package io.chartside.server.interaction;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links of a narrative to other entries of its transaction: {@code href} and {@code src} (FHIR R4, http.html#trules). */
final class NarrativeLinks {
    private static final Pattern LINK = Pattern.compile("\\b((?:href|src)\\s*=\\s*[\"'])([^\"'<>]{1,2000})(?=[\"'])");

    private NarrativeLinks() {}

    static boolean mayName(String xhtml) {
        return xhtml.contains("href") || xhtml.contains("src");
    }

    /** @param targets fullUrl to {@code Type/id} */
    static String resolved(String xhtml, Map<String, String> targets) {
        return LINK.matcher(xhtml).replaceAll(link -> {
            String target = targets.get(link.group(2));
            return Matcher.quoteReplacement(target == null ? link.group() : link.group(1) + target);
        });
    }
}
