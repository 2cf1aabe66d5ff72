package io.chartside.app.launch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the EHR wants the app to look: the properties of its style document (SMART App Launch 2.2, "{@code smart_style_url}")
 * that are known and well formed. Nothing of the document itself reaches the page: each value is read, bounded and written
 * anew, so that no rule, address or script can come with it. Colours that could not be read beside one another (WCAG 2.2,
 * 1.4.3 and 1.4.11) are left out.
 *
 * @param properties by CSS name without dashes in front, such as {@code ehr-color-background}
 */
public record EhrStyle(Map<String, String> properties) {

    /** The EHR says nothing, or nothing that can be used. */
    public static final EhrStyle NONE = new EhrStyle(Map.of());

    private static final Pattern HEX = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
    private static final Pattern RGB = Pattern.compile("rgb\\( *([0-9]{1,3}) *, *([0-9]{1,3}) *, *([0-9]{1,3}) *\\)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,2}(?:\\.[0-9]{1,2})?)(px|rem|em)");
    private static final Pattern FONT = Pattern.compile("[A-Za-z][A-Za-z0-9 -]{0,40}");
    private static final int MOST_FONTS = 8;
    private static final double LARGEST_PX = 32;
    private static final double LARGEST_EM = 2;
    private static final double TEXT_CONTRAST = 4.5;
    private static final double CONTROL_CONTRAST = 3;

    public EhrStyle {
        properties = Map.copyOf(properties);
    }

    static EhrStyle of(ObjectNode document) {
        Map<String, Colour> colours = new LinkedHashMap<>();
        for (String name : new String[] {"background", "text", "error", "highlight", "success", "modal_backdrop"}) {
            Json.text(document, "color_" + name).flatMap(EhrStyle::colour).ifPresent(value -> colours.put(name, value));
        }
        keepReadable(colours);
        Map<String, String> properties = new LinkedHashMap<>();
        colours.forEach((name, value) -> properties.put("ehr-color-" + name.replace('_', '-'), value.css()));
        for (String name : new String[] {"border_radius", "font_size", "spacing_size"}) {
            Json.text(document, "dim_" + name)
                    .flatMap(EhrStyle::size)
                    .ifPresent(value -> properties.put("ehr-dim-" + name.replace('_', '-'), value));
        }
        for (String name : new String[] {"body", "heading"}) {
            Json.text(document, "font_family_" + name)
                    .flatMap(EhrStyle::fonts)
                    .ifPresent(value -> properties.put("ehr-font-family-" + name, value));
        }
        Optional.ofNullable(colours.get("background"))
                .ifPresent(ground -> properties.put("ehr-scheme", ground.isDark() ? "dark" : "light"));
        return properties.isEmpty() ? NONE : new EhrStyle(properties);
    }

    /** {@code dark}, {@code light}, or nothing when the EHR names no background. */
    public Optional<String> scheme() {
        return Optional.ofNullable(properties.get("ehr-scheme"));
    }

    /** The properties as a style sheet of {@code :root}; a dark background also asks for dark form controls. */
    String css() {
        String declarations = properties.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(property -> "--" + property.getKey() + ":" + property.getValue() + ";")
                .collect(Collectors.joining());
        return ":root{" + declarations
                + scheme().map(scheme -> "color-scheme:" + scheme + ";").orElse("") + "}\n";
    }

    /** Text and background go together or not at all; the other colours must stand out from the background. */
    private static void keepReadable(Map<String, Colour> colours) {
        Colour ground = colours.get("background");
        Colour text = colours.get("text");
        if (ground == null || text == null || ground.contrast(text) < TEXT_CONTRAST) {
            colours.clear();
            return;
        }
        colours.entrySet().removeIf(entry -> switch (entry.getKey()) {
            case "error", "success" -> ground.contrast(entry.getValue()) < TEXT_CONTRAST;
            case "highlight" -> ground.contrast(entry.getValue()) < CONTROL_CONTRAST;
            default -> false;
        });
    }

    private static Optional<Colour> colour(String text) {
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            String digits =
                    hex.group(1).length() == 6 ? hex.group(1) : hex.group(1).replaceAll("(.)", "$1$1");
            int value = Integer.parseInt(digits, 16);
            return Optional.of(new Colour(value >> 16, value >> 8 & 0xff, value & 0xff));
        }
        Matcher rgb = RGB.matcher(text);
        if (!rgb.matches()) {
            return Optional.empty();
        }
        int[] parts = Stream.of(rgb.group(1), rgb.group(2), rgb.group(3))
                .mapToInt(Integer::parseInt)
                .toArray();
        boolean fits = parts[0] < 256 && parts[1] < 256 && parts[2] < 256;
        return fits ? Optional.of(new Colour(parts[0], parts[1], parts[2])) : Optional.empty();
    }

    private static Optional<String> size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        double most = size.group(2).equals("px") ? LARGEST_PX : LARGEST_EM;
        return Double.parseDouble(size.group(1)) <= most ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> fonts(String text) {
        String[] names = text.split(",");
        if (names.length == 0 || names.length > MOST_FONTS) {
            return Optional.empty();
        }
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            String bare = name.strip().replaceAll("^(['\"])(.*)\\1$", "$2");
            if (!FONT.matcher(bare).matches()) {
                return Optional.empty();
            }
            boolean generic = bare.matches("serif|sans-serif|monospace|system-ui|cursive|fantasy");
            list.append(list.isEmpty() ? "" : ",").append(generic ? bare : "\"" + bare + "\"");
        }
        return Optional.of(list.toString());
    }

    /** One colour of sRGB, 0 to 255 a channel. */
    private record Colour(int red, int green, int blue) {

        String css() {
            return String.format("#%02x%02x%02x", red, green, blue);
        }

        boolean isDark() {
            return luminance() < 0.18;
        }

        /** WCAG 2.2, "contrast ratio": 1 to 21. */
        double contrast(Colour other) {
            double one = luminance() + 0.05;
            double two = other.luminance() + 0.05;
            return Math.max(one, two) / Math.min(one, two);
        }

        /** WCAG 2.2, "relative luminance": 0 to 1. */
        private double luminance() {
            return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        }

        private static double linear(int channel) {
            double value = channel / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
