package io.chartside.server.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;

/**
 * Search as the specification's text has it: HAPI's FHIRPath over every parsed resource, and comparisons written a second
 * time. Slow, and shares no code with what it judges.
 */
final class BruteForceOracle {
    private final FhirContext fhir;
    private final IFhirPath path;
    private final Map<String, List<IBase>> values = new HashMap<>();
    private final Map<String, List<Resource>> stored;

    /** @param stored all resources by type, for what is asked of others */
    BruteForceOracle(FhirContext fhir, Map<String, List<Resource>> stored) {
        this.fhir = fhir;
        this.stored = stored;
        this.path = fhir.newFhirPath();
        path.setEvaluationContext(new IFhirPathEvaluationContext() {
            @Override
            public IBase resolveReference(IIdType reference, IBase context) {
                return fhir.getResourceDefinition(reference.getResourceType()).newInstance();
            }
        });
    }

    /** @param value of the parameter, not split at commas */
    boolean matches(Resource resource, String name, String modifier, String value) {
        if (name.startsWith("_has:")) {
            String[] parts = name.split(":", 4);
            return stored.get(parts[1]).stream()
                    .anyMatch(source -> matches(source, parts[3], modifier, value)
                            && values(source, parts[2]).stream().anyMatch(r -> refersTo(r, resource)));
        }
        int dot = name.indexOf('.');
        if (dot > 0) {
            return values(resource, name.substring(0, dot).replaceAll(":.*", "")).stream()
                    .anyMatch(reference -> stored.values().stream()
                            .flatMap(List::stream)
                            .anyMatch(target -> refersTo(reference, target)
                                    && matches(target, name.substring(dot + 1), modifier, value)));
        }
        if (name.contains("-code-value-quantity") || name.equals("code-value-quantity")) {
            return composite(resource, name, modifier, value);
        }
        List<IBase> found = values(resource, name);
        if (modifier.equals("missing")) {
            return found.isEmpty() == Boolean.parseBoolean(value);
        }
        boolean any = false;
        for (String one : value.split(",")) {
            for (IBase element : found) {
                any |= matches(element, modifier, one);
            }
        }
        return modifier.equals("not") != any;
    }

    private static boolean refersTo(IBase reference, Resource target) {
        return (target.fhirType() + "/" + target.getIdElement().getIdPart())
                .equals(((Reference) reference).getReference());
    }

    private boolean composite(Resource resource, String name, String modifier, String value) {
        List<IBase> elements = new ArrayList<>();
        if (!name.startsWith("component")) {
            elements.add(resource);
        }
        if (!name.startsWith("code")) {
            elements.addAll(path.evaluate(resource, "Observation.component", IBase.class));
        }
        boolean any = false;
        for (IBase element : elements) {
            List<IBase> codes = path.evaluate(element, "code", IBase.class);
            List<IBase> quantities = path.evaluate(element, "value", IBase.class);
            String[] asked = value.split("\\$");
            any |= modifier.equals("missing")
                    ? !codes.isEmpty() && !quantities.isEmpty()
                    : codes.stream().anyMatch(c -> matches(c, "", asked[0]))
                            && quantities.stream().anyMatch(q -> matches(q, "", asked[1]));
        }
        return modifier.equals("missing") ? any != Boolean.parseBoolean(value) : any;
    }

    private static boolean near(double latitude, double longitude, String asked) {
        String[] parts = asked.split("\\|");
        double metres = Double.parseDouble(parts[2])
                * (parts.length < 4 || parts[3].equals("km") ? 1000 : parts[3].equals("m") ? 1 : 1609.344);
        double a = Math.toRadians(latitude);
        double b = Math.toRadians(Double.parseDouble(parts[0]));
        double cosine = Math.sin(a) * Math.sin(b)
                + Math.cos(a) * Math.cos(b) * Math.cos(Math.toRadians(longitude - Double.parseDouble(parts[1])));
        return Math.acos(Math.min(1, cosine)) * 6_371_000 <= metres;
    }

    private List<IBase> values(Resource resource, String name) {
        String key = resource.fhirType() + "/" + resource.getIdElement().getIdPart() + "?" + name;
        return values.computeIfAbsent(key, k -> {
            String expression =
                    fhir.getResourceDefinition(resource).getSearchParam(name).getPath();
            List<IBase> all = new ArrayList<>();
            for (String alternative : expression.split(" \\| ")) {
                all.addAll(path.evaluate(resource, alternative, IBase.class));
            }
            return all;
        });
    }

    private static boolean matches(IBase element, String modifier, String asked) {
        if (element instanceof CodeableConcept concept) {
            boolean coding = concept.getCoding().stream().anyMatch(c -> matches(c, modifier, asked));
            return coding || modifier.equals("text") && concept.hasText() && words(concept.getText(), asked);
        } else if (element instanceof Coding coding) {
            return modifier.equals("text")
                    ? coding.hasDisplay() && words(coding.getDisplay(), asked)
                    : token(coding.getSystem(), coding.getCode(), asked);
        } else if (element instanceof Location.LocationPositionComponent p) {
            return near(p.getLatitude().doubleValue(), p.getLongitude().doubleValue(), asked);
        } else if (element instanceof Identifier identifier && modifier.equals("of-type")) {
            Coding type = identifier.getType().getCodingFirstRep();
            return (type.getSystem() + "|" + type.getCode() + "|" + identifier.getValue()).equals(asked);
        } else if (element instanceof Identifier identifier) {
            return token(identifier.getSystem(), identifier.getValue(), asked);
        } else if (element instanceof HumanName name) {
            List<String> parts = new ArrayList<>(List.of(name.getFamily()));
            name.getGiven().stream().map(StringType::getValue).forEach(parts::add);
            return parts.stream().anyMatch(part -> string(part, modifier, asked));
        } else if (element instanceof Reference reference && modifier.equals("identifier")) {
            Identifier identifier = reference.getIdentifier();
            return token(identifier.getSystem(), identifier.getValue(), asked);
        } else if (element instanceof Reference reference) {
            return reference.getReference().equals(asked)
                    || reference.getReference().endsWith("/" + asked);
        } else if (element instanceof Quantity quantity) {
            return quantity(quantity, asked);
        } else if (element instanceof Period period) {
            long low = period.hasStart() ? span(period.getStartElement().getValueAsString())[0] : Long.MIN_VALUE;
            long high = period.hasEnd() ? span(period.getEndElement().getValueAsString())[1] : Long.MAX_VALUE;
            return date(low, high, asked);
        } else if (element instanceof BaseDateTimeType date) {
            long[] span = span(date.getValueAsString());
            return date(span[0], span[1], asked);
        } else if (element instanceof StringType string) {
            return string(string.getValue(), modifier, asked);
        } else if (element instanceof UriType uri) {
            return switch (modifier) {
                case "below" -> uri.getValue().startsWith(asked);
                case "above" -> asked.startsWith(uri.getValue());
                default -> uri.getValue().equals(asked);
            };
        } else if (element instanceof PrimitiveType<?> code) {
            return code.getValueAsString().equals(asked.substring(asked.indexOf('|') + 1));
        }
        throw new IllegalStateException("the oracle does not know " + ((Base) element).fhirType());
    }

    private static boolean token(String system, String code, String asked) {
        int bar = asked.indexOf('|');
        if (bar < 0) {
            return asked.equals(code);
        }
        String askedSystem = asked.substring(0, bar);
        String askedCode = asked.substring(bar + 1);
        boolean systems = askedSystem.isEmpty() ? system == null : askedSystem.equals(system);
        return systems && (askedCode.isEmpty() || askedCode.equals(code));
    }

    private static boolean words(String text, String asked) {
        return (" " + plain(text)).contains(" " + plain(asked));
    }

    private static boolean string(String value, String modifier, String asked) {
        return switch (modifier) {
            case "exact" -> value.equals(asked);
            case "contains" -> plain(value).contains(plain(asked));
            case "text" -> words(value, asked);
            default -> plain(value).startsWith(plain(asked));
        };
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{Mn}", "")
                .toLowerCase(Locale.ROOT);
    }

    private static final Map<String, BigDecimal> GRAMS = Map.of(
            "mg", new BigDecimal("0.001"),
            "g", BigDecimal.ONE,
            "kg", new BigDecimal("1000"),
            "[lb_av]", new BigDecimal("453.59237"));

    private static boolean quantity(Quantity quantity, String asked) {
        String[] parts = asked.split("\\|", -1);
        String prefix = parts[0].matches("[a-z].*") ? parts[0].substring(0, 2) : "eq";
        BigDecimal number = new BigDecimal(parts[0].replaceAll("^[a-z]+", ""));
        BigDecimal half = BigDecimal.ONE.movePointLeft(number.scale()).divide(BigDecimal.valueOf(2));
        BigDecimal mine = parts.length == 1 ? BigDecimal.ONE : GRAMS.get(parts[2]);
        BigDecimal value =
                quantity.getValue().multiply(parts.length == 1 ? BigDecimal.ONE : GRAMS.get(quantity.getCode()));
        int order = value.compareTo(number.multiply(mine));
        boolean near = value.compareTo(number.subtract(half).multiply(mine)) >= 0
                && value.compareTo(number.add(half).multiply(mine)) < 0;
        return switch (prefix) {
            case "gt" -> order > 0;
            case "lt" -> order < 0;
            case "ge" -> order >= 0;
            case "le" -> order <= 0;
            case "ne" -> !near;
            default -> near;
        };
    }

    /** Begin and end of a date at its precision, in milliseconds. */
    static long[] span(String text) {
        if (text.length() == 4) {
            return days(LocalDate.parse(text + "-01-01"), LocalDate.parse(text + "-12-31"));
        } else if (text.length() == 7) {
            LocalDate first = LocalDate.parse(text + "-01");
            return days(first, first.plusMonths(1).minusDays(1));
        } else if (text.length() == 10) {
            return days(LocalDate.parse(text), LocalDate.parse(text));
        }
        long low = Instant.parse(text).toEpochMilli();
        return new long[] {low, low + 999};
    }

    private static long[] days(LocalDate first, LocalDate last) {
        return new long[] {
            first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
            last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1
        };
    }

    private static boolean date(long low, long high, String asked) {
        String prefix = asked.matches("[a-z].*") ? asked.substring(0, 2) : "eq";
        long[] span = span(asked.replaceAll("^[a-z]+", ""));
        boolean contained = span[0] <= low && high <= span[1];
        return switch (prefix) {
            case "ne" -> !contained;
            case "gt" -> high > span[1];
            case "lt" -> low < span[0];
            case "ge" -> contained || high > span[1];
            case "le" -> contained || low < span[0];
            case "sa" -> low > span[1];
            case "eb" -> high < span[0];
            default -> contained;
        };
    }
}
