package io.chartside.server.audit;

import io.chartside.server.search.AuditCriteria;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A search of the audit: what the columns of its rows answer, and what is tested on the opened events besides.
 *
 * @param from inclusive; null for no bound
 * @param to exclusive; null for no bound
 * @param tokens sets of words of which an event must have one each
 * @param patients set when the search names patients: only their events of a row are shown
 * @param ids set when the search names events by their ids
 * @param opened what is tested on each event; chains are among them until they are resolved
 * @param count events on a page, 1 to 1000
 * @param countOnly whether the total is all that is asked for
 * @param total whether the total is asked for
 */
record AuditQuery(
        Instant from,
        Instant to,
        List<Set<String>> tokens,
        Optional<Set<String>> patients,
        Optional<Set<String>> ids,
        List<AuditCriteria.Condition> opened,
        boolean newestFirst,
        int count,
        boolean countOnly,
        boolean total,
        List<String> ignored) {
    private static final int DEFAULT_COUNT = 50;
    private static final int MOST = 1000;
    private static final int MOST_VALUES = 200;
    /** Values that the words of a row answer with R4's meaning; any other form is tested on the opened event. */
    private static final Pattern PLAIN = Pattern.compile("[^|,\\\\]+(?:,[^|,\\\\]+)*+");

    private static final Pattern CODED =
            Pattern.compile("(?:[^|,\\\\]+\\|)?[^|,\\\\]+(?:,(?:[^|,\\\\]+\\|)?[^|,\\\\]+)*+");
    private static final Pattern PATIENTS =
            Pattern.compile("(?:Patient/)?[A-Za-z0-9.-]{1,64}(?:,(?:Patient/)?[A-Za-z0-9.-]{1,64})*+");

    static AuditQuery parse(SearchRequest request, AuditCriteria criteria) {
        Parsing parsing = new Parsing(request, criteria);
        request.parameters().forEach((name, values) -> values.forEach(value -> parsing.parameter(name, value)));
        return parsing.query();
    }

    /** With chains resolved: one that leads nowhere asks for a word that no row has. */
    AuditQuery with(List<AuditCriteria.Targets> chains) {
        List<AuditCriteria.Condition> conditions =
                new ArrayList<>(opened.stream().filter(c -> !c.isChain()).toList());
        List<Set<String>> words = new ArrayList<>(tokens);
        for (AuditCriteria.Targets chain : chains) {
            conditions.add(chain.condition());
            if (AuditCriteria.WORDS.contains(chain.parameter())
                    || chain.references().isEmpty()) {
                words.add(words(chain.parameter(), named(chain)));
            }
        }
        return new AuditQuery(
                from, to, words, patients, ids, conditions, newestFirst, count, countOnly, total, ignored);
    }

    private static Set<String> named(AuditCriteria.Targets chain) {
        if (chain.references().isEmpty()) {
            return Set.of("");
        }
        return chain.parameter().equals("patient") ? logicalIds(chain.references()) : chain.references();
    }

    private static Set<String> logicalIds(Set<String> patients) {
        return patients.stream()
                .map(id -> id.startsWith("Patient/") ? id.substring("Patient/".length()) : id)
                .collect(Collectors.toSet());
    }

    private static boolean isKeyed(String name, String value) {
        Pattern form = switch (name) {
            case "patient" -> PATIENTS;
            case "type", "subtype" -> CODED;
            default -> PLAIN;
        };
        return AuditCriteria.WORDS.contains(name) && form.matcher(value).matches();
    }

    private static Set<String> split(String name, String value) {
        Set<String> values = new LinkedHashSet<>(List.of(value.split(",")));
        if (values.size() > MOST_VALUES) {
            throw SearchRefused.invalid(name + " has more than " + MOST_VALUES + " values");
        }
        return values;
    }

    private static Set<String> words(String name, Set<String> values) {
        Set<String> words = new LinkedHashSet<>();
        values.forEach(value -> words.add(name + "=" + value));
        return words;
    }

    private static final class Parsing {
        private final SearchRequest request;
        private final AuditCriteria criteria;
        private Instant from;
        private Instant to;
        private final List<Set<String>> tokens = new ArrayList<>();
        private Set<String> patients;
        private Set<String> ids;
        private final List<AuditCriteria.Condition> opened = new ArrayList<>();
        private boolean newestFirst = true;
        private int count = DEFAULT_COUNT;
        private boolean total;
        private final List<String> ignored = new ArrayList<>();

        Parsing(SearchRequest request, AuditCriteria criteria) {
            this.request = request;
            this.criteria = criteria;
        }

        AuditQuery query() {
            boolean countOnly = count == 0 || request.countOnly();
            return new AuditQuery(
                    from,
                    to,
                    List.copyOf(tokens),
                    Optional.ofNullable(patients),
                    Optional.ofNullable(ids),
                    List.copyOf(opened),
                    newestFirst,
                    count == 0 ? MOST : count,
                    countOnly,
                    total || countOnly,
                    ignored);
        }

        void parameter(String name, String value) {
            switch (name) {
                case "_sort" -> newestFirst = newestFirst(value);
                case "_count" -> count = count(value);
                case "_total" -> total |= total(value);
                case "_cursor", "_summary", "_elements", "_format", "_pretty" -> {
                    // Of the page, or of how it is written.
                }
                case "_id" -> ids = both(ids, split(name, value));
                case "date", "_lastUpdated" -> date(name, value);
                default -> criterion(name, relative(value));
            }
        }

        private void date(String name, String value) {
            Optional<AuditDates> range = AuditDates.parse(name, value);
            if (range.isEmpty()) {
                opened(name, value);
                return;
            }
            from = later(from, range.get().from());
            to = earlier(to, range.get().to());
        }

        private void criterion(String name, String value) {
            if (!isKeyed(name, value)) {
                opened(name, value);
            } else if (name.equals("patient")) {
                Set<String> named = logicalIds(split(name, value));
                tokens.add(words("patient", named));
                patients = both(patients, named);
            } else {
                tokens.add(words(name, split(name, value)));
            }
        }

        private void opened(String name, String value) {
            Optional<AuditCriteria.Condition> condition = criteria.parse(name, value);
            if (condition.isPresent()) {
                opened.add(condition.get());
            } else if (request.lenient() && name.indexOf(':') < 0) {
                ignored.add(name);
            } else {
                throw SearchRefused.notServed("AuditEvent cannot be searched by "
                        + (name.matches("[A-Za-z0-9_:.-]{1,80}") ? name : "(unreadable)")
                        + "; metadata lists what it can be searched by");
            }
        }

        /** References by this server's own address are relative ones (R4, 3.1.1.4.12). */
        private String relative(String value) {
            return request.base().isEmpty() ? value : value.replace(request.base() + "/", "");
        }

        private static Set<String> both(Set<String> one, Set<String> other) {
            Set<String> both = new LinkedHashSet<>(other);
            if (one != null) {
                both.retainAll(one);
            }
            return both;
        }

        private static Instant later(Instant one, Instant other) {
            return one == null || (other != null && other.isAfter(one)) ? other : one;
        }

        private static Instant earlier(Instant one, Instant other) {
            return one == null || (other != null && other.isBefore(one)) ? other : one;
        }

        private static boolean newestFirst(String value) {
            return switch (value) {
                case "-date", "-_lastUpdated" -> true;
                case "date", "_lastUpdated" -> false;
                default -> throw SearchRefused.invalid("AuditEvent is sorted by date or -date only");
            };
        }

        private static boolean total(String value) {
            return switch (value) {
                case "none" -> false;
                case "accurate", "estimate" -> true;
                default -> throw SearchRefused.invalid("_total is none, estimate or accurate");
            };
        }

        private static int count(String value) {
            if (!value.matches("\\d{1,9}")) {
                throw SearchRefused.invalid("_count is no number");
            }
            return Math.min(Integer.parseInt(value), MOST);
        }
    }
}
