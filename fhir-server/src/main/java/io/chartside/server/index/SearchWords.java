package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * The words whose keyed hashes are stored as search tokens, for a resource and for a search alike. Patient words are
 * hashed with the patient's key, population words with the tenant's.
 */
public final class SearchWords {
    private static final int SHORTEST_PREFIX = 3;
    private static final int LONGEST_PREFIX = 8;
    private static final int MOST_DAYS = 31;
    private static final String MANY_DAYS = "many";
    private final SearchParameters parameters;
    private final PopulationParameters population;
    /** By type and name; asked for every parameter of every resource that is written. */
    private final Map<String, Map<String, Roles>> roles = new ConcurrentHashMap<>();

    /**
     * @param words whether equality on it is met by patient words
     * @param owner whether it names the one patient whose the resource is
     * @param link how reference_link names it
     */
    private record Roles(boolean words, boolean owner, int link) {}

    SearchWords(SearchParameters parameters, PopulationParameters population) {
        this.parameters = parameters;
        this.population = population;
    }

    /** A population word and over how many tokens it is spread. */
    public record PopulationWord(String word, int split) {}

    /**
     * A reference that can be searched by what it refers to.
     *
     * @param worded whether inside one patient's record the resource's patient words are enough to find it by its target
     */
    public record Link(int parameter, LocalReference target, boolean worded) {}

    // What a resource stores

    public Set<String> patientWords(String type, IndexedResource resource) {
        Set<String> words = new LinkedHashSet<>();
        resource.forEach((name, values) -> {
            if (hasPatientWords(type, name)) {
                for (IndexedValue value : values) {
                    equalityWords(value).forEach(word -> words.add(name + "=" + word));
                }
            }
        });
        return words;
    }

    /** Whether {@code _text} and {@code _content} of this type are met by words. */
    public boolean hasTextWords(String type) {
        return parameters.rule(type).words();
    }

    public Set<String> textWords(String type, JsonNode resource) {
        return hasTextWords(type) ? TextWords.ofResource(resource, false) : Set.of();
    }

    public static String textWord(String word) {
        return "_content=" + word;
    }

    public Set<PopulationWord> populationWords(String type, IndexedResource resource) {
        Set<PopulationWord> words = new LinkedHashSet<>();
        for (Map.Entry<String, PopulationParameters.Option> entry :
                population.of(type).entrySet()) {
            String prefix = type + "." + entry.getKey() + "=";
            PopulationParameters.Option option = entry.getValue();
            for (IndexedValue value : resource.values(entry.getKey())) {
                for (String word : populationWords(value, option)) {
                    words.add(new PopulationWord(prefix + word, option.split()));
                }
            }
        }
        return words;
    }

    public Set<Link> links(String type, IndexedResource resource) {
        Set<Link> links = new LinkedHashSet<>();
        resource.forEach((name, values) -> {
            for (IndexedValue value : values) {
                if (value instanceof IndexedValue.Link link
                        && !link.type().isEmpty()
                        && !(link.type().equals("Patient") && isOwner(type, name))) {
                    LocalReference target = new LocalReference(link.type(), link.id());
                    links.add(new Link(linkParameter(type, name), target, isWorded(type, name, link.type())));
                }
            }
        });
        return links;
    }

    // What a search looks for

    /**
     * Whether patient words are enough to find what this parameter refers to inside a record, without a row of reference_link.
     * The Patient of a record stands in so many of its resources that a word would tell nothing apart; who wrote a resource,
     * a RelatedPerson among them, is asked of its head by whoever sees their own alone.
     */
    public boolean isWorded(String type, String parameter, String target) {
        return !target.equals("Patient")
                && !target.equals("RelatedPerson")
                && hasPatientWords(type, parameter)
                && !parameters.rule(type).links().contains(parameter);
    }

    /** Whether resources of the type may belong to a patient. */
    public boolean mayBePatients(String type) {
        TypeRule rule = parameters.rule(type);
        return type.equals("Patient")
                || !rule.patient().isEmpty()
                || !rule.through().isEmpty()
                || parameters.find(type, "patient").isPresent();
    }

    /** The word of a resource that refers to this one by that parameter. */
    public static String referring(String parameter, String targetType, String targetId) {
        return patientWord(parameter, targetType + "/" + targetId);
    }

    /** Whether equality on this parameter is met by patient words. */
    public boolean hasPatientWords(String type, String parameter) {
        return roles(type, parameter).words();
    }

    /** Those of a tenant's own are as many as tenants like, and not kept. */
    private Roles roles(String type, String parameter) {
        Map<String, Roles> ofType = roles.get(type);
        Roles known = ofType == null ? null : ofType.get(parameter);
        if (known == null) {
            known = new Roles(hasWords(type, parameter), namesOwner(type, parameter), linkNumber(type, parameter));
            if (parameters.find(type, parameter).isPresent()) {
                roles.computeIfAbsent(type, any -> new ConcurrentHashMap<>()).put(parameter, known);
            }
        }
        return known;
    }

    private boolean hasWords(String type, String parameter) {
        return !parameter.startsWith("_")
                && !parameter.startsWith("combo-")
                && !parameter.startsWith("component-")
                && parameters.find(type, parameter).map(SearchWords::isEquality).orElse(false)
                && !namesOwner(type, parameter);
    }

    private static boolean isEquality(SearchParameter parameter) {
        return switch (parameter.kind()) {
            case TOKEN, REFERENCE, URI -> true;
            case STRING, DATE, QUANTITY, NUMBER, COMPOSITE, SPECIAL -> false;
        };
    }

    /**
     * Whether the parameter names the one patient who owns resources of this type. Where several patients may stand
     * (Appointment, Account, Provenance), searches go by reference_link.
     */
    public boolean isOwner(String type, String parameter) {
        return roles(type, parameter).owner();
    }

    private boolean namesOwner(String type, String parameter) {
        Optional<SearchParameter> patient = parameters.find(type, "patient");
        Optional<SearchParameter> asked = parameters.find(type, parameter);
        return patient.isPresent()
                && asked.isPresent()
                && !patient.get().repeats()
                && parameters.rule(type).patient().isEmpty()
                && path(patient.get()).equals(path(asked.get()));
    }

    private static String path(SearchParameter parameter) {
        return parameter.path().replace(".where(resolve() is Patient)", "");
    }

    /** How the column {@code reference_link.param} names a parameter. */
    public int linkParameter(String type, String parameter) {
        return roles(type, parameter).link();
    }

    private static int linkNumber(String type, String parameter) {
        CRC32 crc = new CRC32();
        crc.update((type + "." + parameter).getBytes(StandardCharsets.US_ASCII));
        return (int) crc.getValue();
    }

    /** Over how many tokens the words of a population parameter are spread; empty when it has none. */
    public OptionalInt population(String type, String parameter) {
        return population.find(type, parameter).stream()
                .mapToInt(PopulationParameters.Option::split)
                .findFirst();
    }

    public static String patientWord(String parameter, String word) {
        return parameter + "=" + word;
    }

    public static String populationWord(String type, String parameter, String word) {
        return type + "." + parameter + "=" + word;
    }

    /** The word that strings beginning with this text have; empty when the text is too short for one. */
    public static Optional<String> beginning(String text) {
        String form = TextForm.of(text);
        return form.length() < SHORTEST_PREFIX
                ? Optional.empty()
                : Optional.of(form.substring(0, Math.min(form.length(), LONGEST_PREFIX)));
    }

    /** The words that dates overlapping this span have; empty when it is longer than days are kept for. */
    public static List<String> days(long low, long high) {
        if (low == DateRange.NONE || high == DateRange.OPEN || high - low > MOST_DAYS * 86_400_000L) {
            return List.of();
        }
        List<String> days = eachDay(low, high);
        days.add(MANY_DAYS);
        return days;
    }

    private static List<String> eachDay(long low, long high) {
        List<String> days = new ArrayList<>();
        LocalDate last = DateRange.day(high);
        for (LocalDate day = DateRange.day(low); !day.isAfter(last); day = day.plusDays(1)) {
            days.add(day.toString());
        }
        return days;
    }

    /** Codes are hashed without their system: as selective in practice, half the rows, and the hit is checked anyway. */
    static List<String> equalityWords(IndexedValue value) {
        if (value instanceof IndexedValue.Token token && !token.code().isEmpty()) {
            return List.of(token.code());
        } else if (value instanceof IndexedValue.Link link) {
            if (!link.type().isEmpty()) {
                return List.of(link.type() + "/" + link.id());
            }
            // A canonical reference is also found without its version.
            int version = link.id().indexOf('|');
            return version < 0
                    ? List.of(link.id())
                    : List.of(link.id(), link.id().substring(0, version));
        } else if (value instanceof IndexedValue.Address address) {
            return List.of(address.uri());
        }
        return List.of();
    }

    private static List<String> populationWords(IndexedValue value, PopulationParameters.Option option) {
        if (value instanceof IndexedValue.Text text && option.prefixes()) {
            String form = TextForm.of(text.value());
            List<String> words = new ArrayList<>();
            for (int n = SHORTEST_PREFIX; n <= Math.min(form.length(), LONGEST_PREFIX); n++) {
                words.add(form.substring(0, n));
            }
            return words;
        } else if (value instanceof IndexedValue.Range range && option.days()) {
            boolean open = range.low() == DateRange.NONE || range.high() == DateRange.OPEN;
            return open || range.high() - range.low() > MOST_DAYS * 86_400_000L
                    ? List.of(MANY_DAYS)
                    : eachDay(range.low(), range.high());
        }
        return equalityWords(value);
    }
}
