package io.chartside.server.search;

import io.chartside.server.index.DateRange;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.TextForm;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.language.DoubleMetaphone;

/** One value that a search asks for; each tells whether a resource's value meets it (R4, 3.1.1.4). */
sealed interface SearchValue {

    boolean meets(IndexedValue value);

    /** Comparison prefixes (R4, 3.1.1.4.6). */
    enum Prefix {
        EQ,
        NE,
        GT,
        LT,
        GE,
        LE,
        SA,
        EB,
        AP
    }

    enum TextMode {
        STARTS,
        CONTAINS,
        EXACT,
        WORD
    }

    /** @param text in compared form, for {@code EXACT} as given */
    record Text(String text, TextMode mode) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Text stored)) {
                return false;
            }
            return switch (mode) {
                case EXACT -> stored.value().equals(text);
                case STARTS -> TextForm.of(stored.value()).startsWith(text);
                case CONTAINS -> TextForm.of(stored.value()).contains(text);
                case WORD -> (" " + TextForm.of(stored.value())).contains(" " + text);
            };
        }
    }

    /** {@code phonetic}: one of its words sounds like this, by Double Metaphone. */
    record Sound(String text) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            DoubleMetaphone sounds = new DoubleMetaphone();
            return value instanceof IndexedValue.Text stored
                    && Arrays.stream(TextForm.of(stored.value()).split(" "))
                            .anyMatch(word -> sounds.isDoubleMetaphoneEqual(word, text));
        }
    }

    /**
     * @param system null for any, empty for none
     * @param code null for any
     */
    record Token(String system, String code) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Token stored)) {
                return false;
            }
            boolean fits = code == null ? !stored.code().isEmpty() : code.equals(stored.code());
            // The system of a code element is fixed by the specification and not in the instance.
            return fits
                    && (system == null
                            || system.equals(stored.system())
                            || stored.coded() && stored.system().isEmpty());
        }
    }

    /** {@code :text} on a token: its display or text begins with this, or a word of it does. */
    record TokenText(String text) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Token stored)) {
                return false;
            }
            String form = TextForm.of(stored.display());
            return form.startsWith(text) || form.contains(" " + text);
        }
    }

    /** @param type empty for any */
    record Link(String type, String id) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            return value instanceof IndexedValue.Link stored
                    && !stored.type().isEmpty()
                    && stored.id().equals(id)
                    && (type.isEmpty() || stored.type().equals(type));
        }
    }

    enum UriMode {
        SAME,
        ABOVE,
        BELOW
    }

    /** A reference that leads out of this store, or a URI; a canonical one without its version is met by any. */
    record Address(String uri, UriMode mode) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (value instanceof IndexedValue.Address stored) {
                return meets(stored.uri());
            }
            return value instanceof IndexedValue.Link link && link.type().isEmpty() && meets(link.id());
        }

        private boolean meets(String stored) {
            return switch (mode) {
                case SAME -> stored.equals(uri) || stored.startsWith(uri) && stored.charAt(uri.length()) == '|';
                case BELOW -> stored.startsWith(uri);
                case ABOVE -> uri.startsWith(stored);
            };
        }
    }

    /** A canonical reference to this definition: to its address, of its version or of none. */
    record Definition(String url, String version) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            return Canonical.of(value)
                    .filter(canonical -> canonical.url().equals(url)
                            && (canonical.version().isEmpty()
                                    || canonical.version().equals(version)))
                    .isPresent();
        }
    }

    /** {@code :of-type}: an identifier of this type with this value. */
    record TypedIdentifier(String system, String code, String value) implements SearchValue {
        @Override
        public boolean meets(IndexedValue indexed) {
            return indexed instanceof IndexedValue.TypedIdentifier stored
                    && stored.system().equals(system)
                    && stored.code().equals(code)
                    && stored.value().equals(value);
        }
    }

    /**
     * {@code :in}, and {@code :above} and {@code :below} on codes: one of these codes.
     *
     * @param codes system and code
     * @param systems of which every code is meant
     * @param beginnings system and the beginning of codes, where a code's place is in its letters (ICD-10)
     */
    record Codes(Set<Code> codes, Set<String> systems, Set<Code> beginnings) implements SearchValue {
        record Code(String system, String code) {}

        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Token stored) || stored.code().isEmpty()) {
                return false;
            }
            if (stored.coded() && stored.system().isEmpty()) {
                return codes.stream().anyMatch(code -> code.code().equals(stored.code()));
            }
            return codes.contains(new Code(stored.system(), stored.code()))
                    || systems.contains(stored.system())
                    || beginnings.stream()
                            .anyMatch(b -> b.system().equals(stored.system())
                                    && stored.code().startsWith(b.code()));
        }
    }

    /** R4, 3.1.1.4.6: the two are spans of time; equality means that the search's contains the resource's. */
    record Date(Prefix prefix, long low, long high) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            return value instanceof IndexedValue.Range stored && meets(stored.low(), stored.high());
        }

        boolean meets(long storedLow, long storedHigh) {
            boolean contains = low <= storedLow && storedHigh <= high;
            return switch (prefix) {
                case EQ -> contains;
                case NE -> !contains;
                case GT -> storedHigh > high;
                case LT -> storedLow < low;
                case GE -> contains || storedHigh > high;
                case LE -> contains || storedLow < low;
                case SA -> storedLow > high;
                case EB -> storedHigh < low;
                case AP -> storedLow <= high && storedHigh >= low;
            };
        }

        /** A necessary condition: the stored span ends at or after this. */
        long endsFrom() {
            return switch (prefix) {
                case EQ, GT, GE, SA, AP -> low;
                case NE, LT, LE, EB -> DateRange.NONE;
            };
        }

        /** A necessary condition: the stored span begins at or before this. */
        long beginsTo() {
            return switch (prefix) {
                case EQ, LT, LE, EB, AP -> high;
                case NE, GT, GE, SA -> DateRange.OPEN;
            };
        }
    }

    /**
     * @param tolerance half the last digit given: 5.4 means 5.35 up to below 5.45
     * @param system null for any
     * @param code null for any; without a system it may be the unit as well
     */
    record Quantity(Prefix prefix, BigDecimal number, BigDecimal tolerance, String system, String code)
            implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Quantity stored)) {
                return false;
            }
            if (code != null && !code.equals(stored.code())) {
                // Units of no system mean nothing but themselves (R4, 3.1.1.4.11): only those of UCUM are converted.
                boolean ucum = Units.SYSTEM.equals(stored.system()) && Units.SYSTEM.equals(system);
                return ucum && meetsConverted(stored) || system == null && code.equals(stored.unit()) && meets(stored);
            }
            return (system == null || system.equals(stored.system())) && meets(stored);
        }

        private boolean meets(IndexedValue.Quantity stored) {
            return Span.of(this).meets(prefix, stored.low(), stored.high());
        }

        /** Both in the base unit, where their units measure the same. */
        private boolean meetsConverted(IndexedValue.Quantity stored) {
            Optional<Units.Canonical> mine = Units.canonical(code);
            Optional<Units.Canonical> other = Units.canonical(stored.code());
            if (mine.isEmpty()
                    || other.isEmpty()
                    || !mine.get().base().equals(other.get().base())) {
                return false;
            }
            Units.Canonical to = other.get();
            return Span.of(this)
                    .in(mine.get())
                    .meets(
                            prefix,
                            stored.low() == null ? null : to.of(stored.low()),
                            stored.high() == null ? null : to.of(stored.high()));
        }

        /**
         * @param low where what counts as equal begins
         * @param high where it ends, exclusive
         * @param near and {@code far}: where what is approximately the same begins and ends
         */
        private record Span(BigDecimal number, BigDecimal low, BigDecimal high, BigDecimal near, BigDecimal far) {
            static Span of(Quantity q) {
                BigDecimal tenth = q.number.abs().movePointLeft(1);
                return new Span(
                        q.number,
                        q.number.subtract(q.tolerance),
                        q.number.add(q.tolerance),
                        q.number.subtract(tenth),
                        q.number.add(tenth));
            }

            Span in(Units.Canonical unit) {
                return new Span(unit.of(number), unit.of(low), unit.of(high), unit.of(near), unit.of(far));
            }

            /** A null end of what is stored is open. */
            boolean meets(Prefix prefix, BigDecimal storedLow, BigDecimal storedHigh) {
                boolean equal = storedLow != null
                        && storedHigh != null
                        && storedLow.compareTo(low) >= 0
                        && storedHigh.compareTo(high) < 0;
                return switch (prefix) {
                    case EQ -> equal;
                    case NE -> !equal;
                    case GT -> storedHigh == null || storedHigh.compareTo(number) > 0;
                    case LT -> storedLow == null || storedLow.compareTo(number) < 0;
                    case GE -> storedHigh == null || storedHigh.compareTo(number) >= 0;
                    case LE -> storedLow == null || storedLow.compareTo(number) <= 0;
                    case SA -> storedLow != null && storedLow.compareTo(number) > 0;
                    case EB -> storedHigh != null && storedHigh.compareTo(number) < 0;
                    case AP ->
                        (storedHigh == null || storedHigh.compareTo(near) >= 0)
                                && (storedLow == null || storedLow.compareTo(far) <= 0);
                };
            }
        }
    }

    /** The parts are met by values of one element. */
    record Composite(List<SearchValue> parts) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            if (!(value instanceof IndexedValue.Composite stored)) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                SearchValue part = parts.get(i);
                if (stored.parts().get(i).stream().noneMatch(part::meets)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code near}: within so many metres along the earth's surface. */
    record Near(double latitude, double longitude, double metres) implements SearchValue {
        private static final double EARTH_RADIUS_METRES = 6_371_008.8;

        @Override
        public boolean meets(IndexedValue value) {
            return value instanceof IndexedValue.Position stored
                    && distance(stored.latitude(), stored.longitude()) <= metres;
        }

        private double distance(double otherLatitude, double otherLongitude) {
            double north = Math.sin(Math.toRadians(otherLatitude - latitude) / 2);
            double east = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
            double a = north * north
                    + Math.cos(Math.toRadians(latitude)) * Math.cos(Math.toRadians(otherLatitude)) * east * east;
            return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(a)));
        }
    }
}
