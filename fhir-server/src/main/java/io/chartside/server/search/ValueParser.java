package io.chartside.server.search;

import io.chartside.server.index.DateRange;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.TextForm;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Reads search values (R4, 3.1.1.4.4 to 3.1.1.4.14). No message repeats a value: it may be a health record. */
final class ValueParser {
    private final Clock clock;

    ValueParser(Clock clock) {
        this.clock = clock;
    }

    /** @param modifier empty for none */
    SearchValue parse(SearchParameter parameter, String modifier, String text) {
        if (text.isEmpty() || text.length() > 2000) {
            throw SearchRefused.invalid("the value of " + parameter.name() + " is empty or too long");
        }
        return switch (parameter.kind()) {
            case STRING ->
                parameter.name().equals("phonetic") && modifier.isEmpty()
                        ? new SearchValue.Sound(TextForm.of(unescape(text)))
                        : string(modifier, text);
            case TOKEN -> token(modifier, text);
            case REFERENCE -> reference(parameter, modifier, text);
            case DATE -> date(parameter.name(), text);
            case QUANTITY -> quantity(parameter.name(), text);
            case NUMBER -> number(parameter.name(), text, null, null);
            case URI -> new SearchValue.Address(unescape(text), uriMode(modifier));
            case SPECIAL -> near(text);
            case COMPOSITE -> throw new IllegalArgumentException("a composite is parsed part by part");
        };
    }

    private static SearchValue.UriMode uriMode(String modifier) {
        return switch (modifier) {
            case "above" -> SearchValue.UriMode.ABOVE;
            case "below" -> SearchValue.UriMode.BELOW;
            default -> SearchValue.UriMode.SAME;
        };
    }

    /** {@code latitude|longitude|distance|unit}; without a distance 50 km (R4, location.html: near). */
    private static SearchValue near(String text) {
        List<String> parts = split(text, '|');
        try {
            double latitude = Double.parseDouble(parts.get(0));
            double longitude = Double.parseDouble(parts.get(1));
            BigDecimal distance = parts.size() > 2 ? new BigDecimal(parts.get(2)) : BigDecimal.valueOf(50);
            Units.Canonical unit = Units.canonical(parts.size() > 3 ? parts.get(3) : "km")
                    .filter(u -> u.base().equals("m"))
                    .orElseThrow(NumberFormatException::new);
            if (parts.size() > 4 || Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || distance.signum() < 0) {
                throw new NumberFormatException();
            }
            return new SearchValue.Near(latitude, longitude, unit.of(distance).doubleValue());
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw SearchRefused.invalid("near is latitude|longitude|distance|unit, its unit a length of UCUM");
        }
    }

    private static SearchValue string(String modifier, String text) {
        String plain = unescape(text);
        return switch (modifier) {
            case "exact" -> new SearchValue.Text(plain, SearchValue.TextMode.EXACT);
            case "contains" -> new SearchValue.Text(TextForm.of(plain), SearchValue.TextMode.CONTAINS);
            case "text" -> new SearchValue.Text(TextForm.of(plain), SearchValue.TextMode.WORD);
            default -> new SearchValue.Text(TextForm.of(plain), SearchValue.TextMode.STARTS);
        };
    }

    private static SearchValue token(String modifier, String text) {
        if (modifier.equals("text")) {
            return new SearchValue.TokenText(TextForm.of(unescape(text)));
        }
        List<String> parts = split(text, '|');
        if (modifier.equals("of-type")) {
            if (parts.size() != 3 || parts.contains("")) {
                throw SearchRefused.invalid("the value of :of-type is system|code|value");
            }
            return new SearchValue.TypedIdentifier(
                    unescape(parts.get(0)), unescape(parts.get(1)), unescape(parts.get(2)));
        }
        if (parts.size() == 1) {
            return new SearchValue.Token(null, unescape(text));
        }
        if (parts.size() > 2 || parts.get(0).isEmpty() && parts.get(1).isEmpty()) {
            throw SearchRefused.invalid("a token is code, system|code, |code or system|");
        }
        String code = parts.get(1).isEmpty() ? null : unescape(parts.get(1));
        return new SearchValue.Token(unescape(parts.get(0)), code);
    }

    private static SearchValue reference(SearchParameter parameter, String modifier, String text) {
        if (modifier.equals("identifier")) {
            return token("", text);
        }
        String plain = unescape(text);
        var local = LocalReference.parse(plain);
        if (local.isPresent()) {
            return new SearchValue.Link(local.get().type(), local.get().id());
        }
        if (LocalReference.isId(plain)) {
            String type = modifier.isEmpty() && parameter.targets().size() == 1
                    ? parameter.targets().iterator().next()
                    : modifier;
            return new SearchValue.Link(parameter.name().equals("patient") ? "Patient" : type, plain);
        }
        return new SearchValue.Address(plain, SearchValue.UriMode.SAME);
    }

    SearchValue.Date date(String name, String text) {
        SearchValue.Prefix prefix = prefix(text);
        String rest = prefix == null ? text : text.substring(2);
        try {
            DateRange range = DateRange.parse(rest.replace(' ', '+'));
            if (prefix == SearchValue.Prefix.AP) {
                long tenth = Math.abs(clock.millis() - range.low()) / 10;
                return new SearchValue.Date(prefix, range.low() - tenth, range.high() + tenth);
            }
            return new SearchValue.Date(prefix == null ? SearchValue.Prefix.EQ : prefix, range.low(), range.high());
        } catch (DateTimeException e) {
            throw SearchRefused.invalid("the value of " + name + " is no date");
        }
    }

    private static SearchValue quantity(String name, String text) {
        List<String> parts = split(text, '|');
        if (parts.size() == 1) {
            return number(name, parts.get(0), null, null);
        }
        if (parts.size() != 3) {
            throw SearchRefused.invalid("a quantity is number, number|system|code or number||unit");
        }
        String system = parts.get(1).isEmpty() ? null : unescape(parts.get(1));
        String code = parts.get(2).isEmpty() ? null : unescape(parts.get(2));
        return number(name, parts.get(0), system, code);
    }

    private static SearchValue number(String name, String text, String system, String code) {
        SearchValue.Prefix prefix = prefix(text);
        String rest = prefix == null ? text : text.substring(2);
        if (!rest.matches("-?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,2})?")) {
            throw SearchRefused.invalid("the value of " + name + " is no number");
        }
        BigDecimal number = new BigDecimal(rest);
        BigDecimal tolerance = BigDecimal.valueOf(5, number.scale() + 1);
        return new SearchValue.Quantity(
                prefix == null ? SearchValue.Prefix.EQ : prefix, number, tolerance, system, code);
    }

    private static SearchValue.Prefix prefix(String text) {
        if (text.length() < 3 || !Character.isLetter(text.charAt(0)) || !Character.isLetter(text.charAt(1))) {
            return null;
        }
        for (SearchValue.Prefix prefix : SearchValue.Prefix.values()) {
            if (text.regionMatches(true, 0, prefix.name(), 0, 2)) {
                return prefix;
            }
        }
        return null;
    }

    /** Splits where the separator is not escaped by a backslash (R4, 3.1.1.4.3). */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == separator) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
        }
        return plain.toString();
    }

    static boolean isType(String modifier) {
        return ResourceTypes.exists(modifier);
    }
}
