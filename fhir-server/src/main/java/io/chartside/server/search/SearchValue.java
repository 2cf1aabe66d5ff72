package io.chartside.server.search;

import io.chartside.server.index.DateRange;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.TextForm;
import java.math.BigDecimal;

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
        EXACT
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
            };
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

    /** A reference that leads out of this store, or a URI. */
    record Address(String uri) implements SearchValue {
        @Override
        public boolean meets(IndexedValue value) {
            return value instanceof IndexedValue.Address stored && stored.uri().equals(uri)
                    || value instanceof IndexedValue.Link link
                            && link.type().isEmpty()
                            && link.id().equals(uri);
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
            boolean unit = code == null || code.equals(stored.code()) || system == null && code.equals(stored.unit());
            return unit && (system == null || system.equals(stored.system())) && meets(stored.low(), stored.high());
        }

        private boolean meets(BigDecimal storedLow, BigDecimal storedHigh) {
            return switch (prefix) {
                case EQ -> near(storedLow, storedHigh);
                case NE -> !near(storedLow, storedHigh);
                case GT, SA -> storedHigh.compareTo(number) > 0;
                case LT, EB -> storedLow.compareTo(number) < 0;
                case GE -> storedHigh.compareTo(number) >= 0;
                case LE -> storedLow.compareTo(number) <= 0;
                case AP -> {
                    BigDecimal tenth = number.abs().movePointLeft(1);
                    yield storedHigh.compareTo(number.subtract(tenth)) >= 0
                            && storedLow.compareTo(number.add(tenth)) <= 0;
                }
            };
        }

        private boolean near(BigDecimal storedLow, BigDecimal storedHigh) {
            return storedLow.compareTo(number.subtract(tolerance)) >= 0
                    && storedHigh.compareTo(number.add(tolerance)) < 0;
        }
    }
}
