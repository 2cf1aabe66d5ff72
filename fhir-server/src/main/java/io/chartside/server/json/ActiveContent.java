package io.chartside.server.json;

import java.util.Locale;
import java.util.Set;

/**
 * Whether a narrative has what a browser would run or load: scripts, forms, frames, event attributes, addresses that are code.
 * FHIR R4 forbids it (narrative.html, txt-1), since readers put a narrative into their pages as it stands.
 */
public final class ActiveContent {
    private static final Set<String> ELEMENTS = Set.of(
            "script",
            "form",
            "input",
            "button",
            "select",
            "textarea",
            "iframe",
            "frame",
            "frameset",
            "object",
            "embed",
            "applet",
            "base",
            "link",
            "meta",
            "head",
            "body",
            "html",
            "svg",
            "math",
            "style");
    private static final Set<String> ADDRESSES = Set.of("href", "src", "action", "formaction", "data", "background");

    private final String xhtml;
    private int at;

    private ActiveContent(String xhtml) {
        this.xhtml = xhtml;
    }

    /** @param xhtml known to be well-formed */
    public static boolean isIn(String xhtml) {
        return new ActiveContent(xhtml).scan();
    }

    private boolean scan() {
        while ((at = xhtml.indexOf('<', at)) >= 0) {
            at++;
            String name = name();
            if (!name.isEmpty() && (ELEMENTS.contains(local(name)) || attributes())) {
                return true;
            }
        }
        return false;
    }

    /** Up to the end of the tag. */
    private boolean attributes() {
        while (at < xhtml.length() && xhtml.charAt(at) != '>') {
            String name = name();
            if (name.isEmpty()) {
                at++;
                continue;
            }
            String value = value();
            String local = local(name);
            if (local.startsWith("on") || ADDRESSES.contains(local) && isCode(value)) {
                return true;
            }
        }
        return false;
    }

    private String name() {
        int from = at;
        while (at < xhtml.length() && isOfName(xhtml.charAt(at))) {
            at++;
        }
        return xhtml.substring(from, at);
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == ':' || c == '-' || c == '_' || c == '.';
    }

    /** What stands in quotes after an equals sign; empty when there is none. */
    private String value() {
        while (at < xhtml.length() && (xhtml.charAt(at) == '=' || Character.isWhitespace(xhtml.charAt(at)))) {
            at++;
        }
        if (at >= xhtml.length() || xhtml.charAt(at) != '"' && xhtml.charAt(at) != '\'') {
            return "";
        }
        int end = xhtml.indexOf(xhtml.charAt(at), at + 1);
        String value = xhtml.substring(at + 1, end < 0 ? xhtml.length() : end);
        at = end < 0 ? xhtml.length() : end + 1;
        return value;
    }

    private static String local(String name) {
        return name.substring(name.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    /** Browsers pass over white space in a scheme; an escape in one has no good reason. */
    private static boolean isCode(String address) {
        int colon = address.indexOf(':');
        int reference = address.indexOf("&#");
        if (reference >= 0 && (colon < 0 || reference < colon)) {
            return true;
        }
        String scheme = colon < 0
                ? ""
                : address.substring(0, colon).replaceAll("[\\s\\p{Cntrl}]", "").toLowerCase(Locale.ROOT);
        return scheme.equals("javascript")
                || scheme.equals("vbscript")
                || scheme.equals("data") && !address.trim().startsWith("data:image/");
    }
}
