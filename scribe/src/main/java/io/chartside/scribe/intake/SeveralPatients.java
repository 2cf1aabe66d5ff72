package io.chartside.scribe.intake;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a recording went on into the visit of somebody else: the clinician introduces a person of another name, and another
 * age or sex, or greets another person after a farewell.
 */
final class SeveralPatients {
    private static final Pattern INTRODUCED = Pattern.compile(
            "(?:^|\\b(?:so|okay|and|next patient|patient|this|here)(?: is)? )(?:(?:mr|mrs|ms|miss)(?: \\.)? )?((?:[a-z]+ ){0,2})is (?:a|an) (?:[a-z-]+ ,? ?){0,2}?(\\d{1,3})[- ]*(year|month|week|day)s?[- ]old ,? ?(?:[a-z-]+ ,? ?){0,4}?(male|man|gentleman|boy|female|woman|lady|girl)\\b");
    private static final Pattern RELATIVE = Pattern.compile(
            "\\b(?:mother|father|mom|dad|brother|sister|son|daughter|wife|husband|uncle|aunt|cousin|friend|child|baby|who|she|he|it|this|that)\\b");
    private static final Pattern FAREWELL = Pattern.compile(
            "\\b(?:bye|goodbye|take care|have a (?:good|great|nice) (?:day|one|weekend|evening|afternoon)|see you (?:next|in|then|soon))\\b");
    private static final Pattern GREETED = Pattern.compile(
            "^(?:okay |so |well |all right |, )*(?:hi|hello|hey|good morning|good afternoon|welcome) ,? ?(?:there ,? ?)?(?:(?:mr|mrs|ms|miss)(?: \\.)? )?([a-z]{3,})\\b(?! (?:is|was|has))");
    private static final Pattern TITLED =
            Pattern.compile("\\b(?:hi|hello|hey|good morning|good afternoon|welcome) ,? ?(?:mr|mrs|ms|miss)\\b");
    private static final Pattern NO_NAME = Pattern.compile(
            "there|again|everyone|everybody|doctor|doc|dragon|how|what|good|nice|and|back|sir|ma'am|guys|you|this|are|the|come|thanks|thank|today|folks|sweetie|buddy|honey|dear");
    private static final Pattern NEXT = Pattern.compile("\\bnext patient(?: is|,| please| will be)\\b");

    private SeveralPatients() {}

    private record Person(String name, int days, boolean male, Clause clause) {
        boolean another(Person other) {
            boolean named = !name.isEmpty() && !other.name.isEmpty() && !shares(name, other.name);
            boolean aged = Math.abs(days - other.days) > Math.max(366, other.days / 20);
            return named && (aged || male != other.male) || aged && male != other.male;
        }

        private static boolean shares(String a, String b) {
            return List.of(a.split(" ")).stream().anyMatch(List.of(b.split(" "))::contains);
        }
    }

    static Optional<Flag> of(Conversation conversation) {
        List<Person> introduced = new ArrayList<>();
        Clause greeted = null;
        String greetedName = "";
        boolean farewell = false;
        int position = 0;
        for (Clause clause : conversation.clauses()) {
            position++;
            farewell |= FAREWELL.matcher(clause.text()).find();
            if (!clause.clinician()) {
                continue;
            }
            Optional<Person> person = person(clause);
            if (person.isPresent() && !introduced.isEmpty() && person.get().another(introduced.get(0))) {
                return Optional.of(flag(introduced.get(0).clause(), clause));
            }
            person.ifPresent(introduced::add);
            if (NEXT.matcher(clause.text()).find() && position > 10 && !introduced.isEmpty()) {
                return Optional.of(flag(introduced.get(0).clause(), clause));
            }
            String name = greeting(clause);
            if (!name.isEmpty()
                    && greeted != null
                    && !name.equals(greetedName)
                    && (farewell || titled(greeted) && titled(clause))) {
                return Optional.of(flag(greeted, clause));
            }
            if (!name.isEmpty() && greeted == null) {
                greeted = clause;
                greetedName = name;
            }
        }
        return Optional.empty();
    }

    private static String greeting(Clause clause) {
        Matcher m = GREETED.matcher(clause.text());
        return m.find() && !NO_NAME.matcher(m.group(1)).matches() ? m.group(1) : "";
    }

    /** "Good morning Mrs. Silva": a relative who came along is greeted by the patient's name, or without a title. */
    private static boolean titled(Clause clause) {
        return TITLED.matcher(clause.text()).find();
    }

    private static Optional<Person> person(Clause clause) {
        Matcher m = INTRODUCED.matcher(clause.text());
        if (clause.question() || !m.find() || RELATIVE.matcher(m.group(1)).find()) {
            return Optional.empty();
        }
        int days = switch (m.group(3)) {
            case "year" -> 365;
            case "month" -> 30;
            case "week" -> 7;
            default -> 1;
        };
        return Optional.of(new Person(
                m.group(1).strip(),
                days * Integer.parseInt(m.group(2)),
                m.group(4).matches("male|man|gentleman|boy"),
                clause));
    }

    private static Flag flag(Clause first, Clause other) {
        return new Flag(
                Flag.Kind.SEVERAL_PATIENTS,
                "Two patients seem to be in these words: what is said from the second place on may belong to another person."
                        + " Draft each visit from its own words.",
                List.of(first.said(), other.said()));
    }
}
