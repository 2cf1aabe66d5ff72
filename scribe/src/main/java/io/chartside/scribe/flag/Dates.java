package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One event of the past with two dates: a knee replacement in 2015 and in 2018. Events that come again are left alone. */
final class Dates {
    private static final String MONTHS =
            "january|february|march|april|may|june|july|august|september|october|november|december";
    private static final Pattern DATE = Pattern.compile("\\b(?:in|on|of|since) (?:(?:early|late|mid) )?(?:(" + MONTHS
            + ")(?: (?:the )?\\d{1,2}(?:st|nd|rd|th)?)?(?: ,?(?: of)?)? ?)?((?:19|20)\\d\\d)?(?=\\W|$)");
    private static final Pattern SEVERAL = Pattern.compile(
            "\\b(?:another|again|second|third|first|other|repeat\\w*|redo|revision|next|last|previous\\w*|both|two|every|each|usually|follow-up|left and right|would|will|going to|schedul\\w*|plan\\w*|if)\\b");
    private final Pattern event;

    Dates(LexiconText text) {
        event = Pattern.compile(
                "\\b((?:(?:left|right|knee|hip|shoulder|ankle|back|spine|heart|kidney|liver|gastric|cataract) ){0,2}(?:"
                        + String.join(
                                "|", RuleText.lists(text, "flag/events.txt").get("events that have one date"))
                        + "))\\b");
    }

    private record When(String month, String year, Evidence evidence) {
        boolean against(When other) {
            boolean years = !year.isEmpty() && !other.year.isEmpty() && !year.equals(other.year);
            boolean months = !month.isEmpty()
                    && !other.month.isEmpty()
                    && !month.equals(other.month)
                    && (year.isEmpty() || other.year.isEmpty() || year.equals(other.year));
            return years || months;
        }

        String told() {
            return (month + " " + year).strip();
        }
    }

    List<Flag> of(Conversation conversation) {
        Map<String, List<When>> events = new LinkedHashMap<>();
        Set<String> several = new HashSet<>();
        for (Clause clause : conversation.clauses()) {
            Matcher named = event.matcher(clause.text());
            if (!named.find()) {
                continue;
            }
            String name = named.group(1);
            boolean one = !named.find() && !SEVERAL.matcher(clause.text()).find();
            when(clause).ifPresent(when -> {
                if (one) {
                    events.computeIfAbsent(name, n -> new ArrayList<>()).add(when);
                } else {
                    several.add(name);
                }
            });
        }
        List<Flag> flags = new ArrayList<>();
        events.forEach((name, dates) -> {
            When first = dates.get(0);
            if (!several.contains(name)) {
                dates.stream()
                        .filter(first::against)
                        .limit(1)
                        .forEach(other -> flags.add(new Flag(
                                Flag.Kind.CONTRADICTION,
                                "The " + name + " has two dates: " + first.told() + " and " + other.told() + ".",
                                List.of(first.evidence(), other.evidence()))));
            }
        });
        return flags;
    }

    /** The one date of the clause; none when it has several. */
    private static Optional<When> when(Clause clause) {
        When found = null;
        for (Matcher m = DATE.matcher(clause.text()); m.find(); ) {
            String month = m.group(1) == null
                    ? ""
                    : Character.toUpperCase(m.group(1).charAt(0)) + m.group(1).substring(1);
            String year = m.group(2) == null ? "" : m.group(2);
            if (month.isEmpty() && year.isEmpty()) {
                continue;
            }
            if (found != null) {
                return Optional.empty();
            }
            found = new When(month, year, clause.said());
        }
        return Optional.ofNullable(found);
    }
}
