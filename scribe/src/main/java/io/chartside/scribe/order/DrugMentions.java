package io.chartside.scribe.order;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Drugs in a clause of the plan, with dose, route, frequency and what is to change. */
final class DrugMentions {
    private static final Pattern DOSE = Pattern.compile(
            "\\b(\\d+(?:[.,]\\d+)?(?: (?:to|-) \\d+)? ?(?:mg|mcg|g|grams?|units?|mL|ml|%|milligrams?|tablets?|puffs?|drops?))(?=\\W|$)");
    /** A change from one dose to another is for the other, and no range. */
    private static final Pattern FROM = Pattern.compile("\\bfrom \\d+(?:[.,]\\d+)?(?: ?[a-zA-Z]+)? to (?=\\d)");

    private static final Pattern ROUTE = Pattern.compile(
            "\\b(by mouth|orally|oral|topically|topical|intravenous|iv|intramuscular|inhaled|nasally|nasal|under the tongue|rectally|subcutaneous|injection)\\b");
    private static final Pattern FREQUENCY = Pattern.compile(
            "\\b((?:once|twice|one time|two times|three times|four times|\\d+ times) (?:a|per|every|each)? ?(?:day|week|month|daily)|(?:once|twice) daily|daily|every (?:single )?(?:day|morning|night|evening|week|other day|\\d+(?: (?:to|or) \\d+)? hours|(?:four|six|eight|twelve)(?: (?:to|or) (?:six|eight))? hours)|a day|per day|weekly|at (?:night|bedtime)|nightly|before bed|bid|tid|qid)\\b(?: as needed)?");
    private static final Pattern NEEDED = Pattern.compile("\\bas needed\\b");
    /** What another clinician gives, or gave before, is no order of this visit. */
    private static final Pattern ELSEWHERE = Pattern.compile(
            "\\b(?:(?:your|his|her|the|their|another|other|an?) (?:[a-z]+ ){0,2}?(?:[a-z]+ologist|psychiatrist|surgeon|specialist|doctor|physician|pcp|provider|pediatrician|hospital|urgent care|er|emergency room|dentist|clinic|practitioner|hospitalist)|(?:dr|doctor) [a-z]+|they)"
                    + "(?: (?:has|had|have|is|was|who|also|just|already|that|will|then|the one))* (?:prescrib\\w+|start\\w*|put|gave|gives?|manag\\w+|order\\w*|add\\w*|increas\\w+|decreas\\w+|lower\\w*|rais\\w+|stopp\\w+|refill\\w*|switch\\w*|handl\\w+)\\b"
                    + "|\\byou (?:were|have been|had been) (?:already )?(?:started|put|placed|prescribed|given)\\b");

    private final Pattern drug;
    private final Set<String> known;
    private final Changes changes;

    DrugMentions(LexiconText text) {
        Set<String> names = RuleText.lists(text, "medication/drugs.txt").get("drugs");
        List<String> longestFirst = new ArrayList<>(names);
        longestFirst.sort((a, b) -> b.length() - a.length());
        known = Set.copyOf(names);
        changes = new Changes(text);
        drug = anyOf(longestFirst);
    }

    private static Pattern anyOf(List<String> names) {
        return Pattern.compile("\\b(?:" + String.join("|", names) + ")\\b");
    }

    /** What finds the drugs of the list and others. */
    Pattern drugs(Set<String> others) {
        List<String> unknown =
                others.stream().filter(name -> !known.contains(name)).toList();
        return unknown.isEmpty()
                ? drug
                : Pattern.compile(drug.pattern() + "|" + anyOf(unknown).pattern());
    }

    /** @param drug as {@link #drugs} makes it */
    List<OrderSuggestion.Medication> in(Clause clause, Writing writing, Pattern drug) {
        String text = clause.text();
        List<int[]> spans = new ArrayList<>();
        for (Matcher m = drug.matcher(text); m.find(); ) {
            spans.add(new int[] {m.start(), m.end()});
        }
        List<OrderSuggestion.Medication> found = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            int[] span = spans.get(i);
            String before = text.substring(0, span[0]);
            Change change = changes.before(before).orElse(null);
            if (change == null || ELSEWHERE.matcher(before).find()) {
                continue;
            }
            int from = i == 0 ? 0 : spans.get(i - 1)[1];
            int to = i + 1 < spans.size() ? spans.get(i + 1)[0] : text.length();
            String after = text.substring(span[1], to);
            String near =
                    dosed(after) ? after : spans.size() == 1 ? text.substring(from, span[0]) + " " + after : after;
            String dose = first(DOSE, FROM.matcher(near).replaceFirst("to "));
            String route = first(ROUTE, near);
            String frequency = first(FREQUENCY, near);
            if (NEEDED.matcher(near).find() && !frequency.contains("as needed")) {
                frequency = (frequency + " as needed").strip();
            }
            String name = Prose.capital(writing.prose().phrase(text.substring(span[0], span[1])));
            found.add(new OrderSuggestion.Medication(
                    name, dose, route, frequency, change, missing(dose, route, frequency, change), List.of((Evidence)
                            clause.said())));
        }
        return found;
    }

    private static boolean dosed(String text) {
        return DOSE.matcher(text).find();
    }

    static List<String> missing(String dose, String route, String frequency, Change change) {
        List<String> missing = new ArrayList<>();
        if (change == Change.STOP) {
            return missing;
        }
        if (dose.isEmpty()) {
            missing.add("dose");
        }
        if (route.isEmpty()) {
            missing.add("route");
        }
        if (frequency.isEmpty()) {
            missing.add("frequency");
        }
        return missing;
    }

    private static String first(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? m.group().strip() : "";
    }
}
