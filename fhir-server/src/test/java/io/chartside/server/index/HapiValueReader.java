package io.chartside.server.index;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;

/** Turns an element into the values that a search parameter of a kind compares (R4, 3.1.1.4.7 to 3.1.1.4.15). */
final class HapiValueReader {

    private HapiValueReader() {}

    static void read(SearchParameter.Kind kind, IBase element, Consumer<IndexedValue> into) {
        switch (kind) {
            case STRING -> text(element, into);
            case TOKEN -> token(element, into);
            case REFERENCE -> reference(element, into);
            case DATE -> date(element, into);
            case QUANTITY -> quantity(element, into);
            case NUMBER -> number(element, into);
            case URI -> {
                if (element instanceof PrimitiveType<?> p && p.hasValue()) {
                    into.accept(new IndexedValue.Address(p.getValueAsString()));
                }
            }
            case SPECIAL -> {
                if (element instanceof Location.LocationPositionComponent p && p.hasLatitude() && p.hasLongitude()) {
                    into.accept(new IndexedValue.Position(
                            p.getLatitude().doubleValue(), p.getLongitude().doubleValue()));
                }
            }
            case COMPOSITE -> throw new IllegalArgumentException("a composite is read part by part");
        }
    }

    private static void text(IBase element, Consumer<IndexedValue> into) {
        if (element instanceof HumanName n) {
            texts(into, n.getFamily(), n.getText());
            strings(into, n.getGiven());
            strings(into, n.getPrefix());
            strings(into, n.getSuffix());
        } else if (element instanceof Address a) {
            texts(into, a.getText(), a.getCity(), a.getDistrict(), a.getState(), a.getPostalCode(), a.getCountry());
            strings(into, a.getLine());
        } else if (element instanceof PrimitiveType<?> p && p.hasValue()) {
            texts(into, p.getValueAsString());
        }
    }

    private static void strings(Consumer<IndexedValue> into, List<StringType> values) {
        for (StringType value : values) {
            texts(into, value.getValue());
        }
    }

    private static void texts(Consumer<IndexedValue> into, String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                into.accept(new IndexedValue.Text(value));
            }
        }
    }

    private static void token(IBase element, Consumer<IndexedValue> into) {
        if (element instanceof CodeableConcept c) {
            for (Coding coding : c.getCoding()) {
                token(coding, into);
            }
            if (c.hasText()) {
                into.accept(new IndexedValue.Token("", "", c.getText(), false));
            }
        } else if (element instanceof Coding c) {
            if (c.hasCode() || c.hasSystem() || c.hasDisplay()) {
                into.accept(new IndexedValue.Token(
                        orEmpty(c.getSystem()), orEmpty(c.getCode()), orEmpty(c.getDisplay()), false));
            }
        } else if (element instanceof Identifier i) {
            if (i.hasValue() || i.hasSystem()) {
                into.accept(new IndexedValue.Token(
                        orEmpty(i.getSystem()),
                        orEmpty(i.getValue()),
                        orEmpty(i.getType().getText()),
                        false));
            }
            if (i.hasValue() && i.hasType()) {
                for (Coding type : i.getType().getCoding()) {
                    into.accept(new IndexedValue.TypedIdentifier(
                            orEmpty(type.getSystem()), orEmpty(type.getCode()), i.getValue()));
                }
            }
        } else if (element instanceof ContactPoint p) {
            if (p.hasValue()) {
                String system = p.getSystem() == null ? "" : p.getSystem().toCode();
                into.accept(new IndexedValue.Token(system, p.getValue(), "", true));
            }
        } else if (element instanceof PrimitiveType<?> p && p.hasValue()) {
            boolean coded = p instanceof Enumeration<?> || p instanceof CodeType || p instanceof BooleanType;
            into.accept(new IndexedValue.Token("", p.getValueAsString(), "", coded));
        }
    }

    private static void reference(IBase element, Consumer<IndexedValue> into) {
        if (element instanceof Reference r) {
            if (r.hasReference()) {
                link(r.getReference(), into);
            }
            if (r.hasIdentifier() && r.getIdentifier().hasValue()) {
                Identifier i = r.getIdentifier();
                into.accept(new IndexedValue.Token(orEmpty(i.getSystem()), i.getValue(), "", false));
            }
        } else if (element instanceof Resource r) {
            if (r.hasId()) {
                link(r.fhirType() + "/" + r.getIdElement().getIdPart(), into);
            }
        } else if (element instanceof PrimitiveType<?> p && p.hasValue()) {
            into.accept(new IndexedValue.Link("", p.getValueAsString()));
        }
    }

    private static void link(String reference, Consumer<IndexedValue> into) {
        if (reference.startsWith("#")) {
            return; // A contained resource is no resource of its own.
        }
        into.accept(LocalReference.parse(reference)
                .map(local -> new IndexedValue.Link(local.type(), local.id()))
                .orElseGet(() -> new IndexedValue.Link("", reference)));
    }

    private static void date(IBase element, Consumer<IndexedValue> into) {
        if (element instanceof BaseDateTimeType d && d.hasValue()) {
            try {
                DateRange range = DateRange.parse(d.getValueAsString());
                into.accept(new IndexedValue.Range(range.low(), range.high()));
            } catch (DateTimeException e) {
                return; // What is no date cannot be found by date.
            }
        } else if (element instanceof Period p) {
            period(p, into);
        } else if (element instanceof Timing t) {
            timing(t, into);
        }
    }

    /** Of a schedule the outer limits count (R4, 3.1.1.4.8). */
    private static void timing(Timing t, Consumer<IndexedValue> into) {
        List<IndexedValue> all = new ArrayList<>();
        t.getEvent().forEach(event -> date(event, all::add));
        if (t.getRepeat().getBounds() instanceof Period bounds) {
            period(bounds, all::add);
        }
        long low = DateRange.OPEN;
        long high = DateRange.NONE;
        for (IndexedValue value : all) {
            low = Math.min(low, ((IndexedValue.Range) value).low());
            high = Math.max(high, ((IndexedValue.Range) value).high());
        }
        if (!all.isEmpty()) {
            into.accept(new IndexedValue.Range(low, high));
        }
    }

    private static void period(Period p, Consumer<IndexedValue> into) {
        if (!p.hasStart() && !p.hasEnd()) {
            return;
        }
        try {
            long low = p.hasStart()
                    ? DateRange.parse(p.getStartElement().getValueAsString()).low()
                    : DateRange.NONE;
            long high = p.hasEnd()
                    ? DateRange.parse(p.getEndElement().getValueAsString()).high()
                    : DateRange.OPEN;
            into.accept(new IndexedValue.Range(low, high));
        } catch (DateTimeException e) {
            return; // As above.
        }
    }

    private static void quantity(IBase element, Consumer<IndexedValue> into) {
        if (element instanceof Quantity q && q.hasValue()) {
            into.accept(new IndexedValue.Quantity(
                    q.getValue(), q.getValue(), orEmpty(q.getSystem()), orEmpty(q.getCode()), orEmpty(q.getUnit())));
        } else if (element instanceof Money m && m.hasValue()) {
            into.accept(new IndexedValue.Quantity(
                    m.getValue(), m.getValue(), "urn:iso:std:iso:4217", orEmpty(m.getCurrency()), ""));
        } else if (element instanceof Range r) {
            range(
                    r.getLow().getValue(),
                    r.getHigh().getValue(),
                    r.getLow().hasValue() ? r.getLow() : r.getHigh(),
                    into);
        } else if (element instanceof SampledData s) {
            range(s.getLowerLimit(), s.getUpperLimit(), s.getOrigin(), into);
        }
    }

    private static void range(BigDecimal low, BigDecimal high, Quantity unit, Consumer<IndexedValue> into) {
        if (low != null || high != null) {
            into.accept(new IndexedValue.Quantity(
                    low, high, orEmpty(unit.getSystem()), orEmpty(unit.getCode()), orEmpty(unit.getUnit())));
        }
    }

    private static void number(IBase element, Consumer<IndexedValue> into) {
        BigDecimal value = null;
        if (element instanceof DecimalType d) {
            value = d.getValue();
        } else if (element instanceof IntegerType i && i.hasValue()) {
            value = BigDecimal.valueOf(i.getValue());
        }
        if (value != null) {
            into.accept(new IndexedValue.Quantity(value, value, "", "", ""));
        }
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
