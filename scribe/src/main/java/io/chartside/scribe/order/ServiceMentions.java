package io.chartside.scribe.order;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.OrderSuggestion.Category;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.Writing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tests, referrals and therapies in a clause of the plan. */
final class ServiceMentions {
    private static final Pattern ORDERED = Pattern.compile(
            "\\b(?:order|ordering|get|getting|obtain|check|repeat|recheck|schedule|send you for|have you get|do|draw|set you up for|run|include|need|want)\\b(?: (?:you|on|a|an|another|some|the|your|for|in|also|just|more|repeat|additional|to|get|have)\\b)*");
    private static final Pattern NEGATED = Pattern.compile(
            "\\b(?:not|no need|do not|if (?:it|you|that|your|the|things)|could|might|may|would consider|consider)\\b");
    private static final Pattern REFERRED = Pattern.compile(
            "\\b(?:refer(?:ral)?|referring|send|sending|consult|see) (?:you )?(?:out |over )?(?:to|for|with)? ?((?:a|an|the|our|some)? ?(?:[a-z]+ ){0,3}(?:specialist|surgeon|surgery|nutritionist|dietitian|dietician|urolog\\w+|cardiolog\\w+|neurolog\\w+|dermatolog\\w+|psychiatr\\w+|psycholog\\w+|therapist|counselor|podiatr\\w+|gastroenterolog\\w+|endocrinolog\\w+|rheumatolog\\w+|pulmonolog\\w+|allergist|ophthalmolog\\w+|oncolog\\w+|nephrolog\\w+|gynecolog\\w+|hematolog\\w+|orthop\\w+|ent))\\b");
    private static final Pattern THERAPY = Pattern.compile(
            "\\b(?:physical therapy|occupational therapy|speech therapy|cardiac rehab|pulmonary rehab)\\b");
    private final Map<Category, Pattern> tests = new LinkedHashMap<>();

    ServiceMentions(LexiconText text) {
        for (String[] row : RuleText.rows(text, "results/tests.tsv")) {
            tests.put(
                    Category.valueOf(row[0]),
                    Pattern.compile(
                            "((?:(?!and |or |a |an |the |you |your |our |his |her |some |to |get |for |order )\\b[a-z0-9'-]+ ){0,3})\\b(?:"
                                    + row[1] + ")\\b(?: of (?:the|your) (?:[a-z]+ ?){1,3}(?= |$))?"));
        }
    }

    List<OrderSuggestion.Service> in(Clause clause, Writing writing) {
        String text = clause.text();
        List<OrderSuggestion.Service> found = new ArrayList<>();
        Matcher referred = REFERRED.matcher(text);
        if (referred.find()
                && !NEGATED.matcher(text.substring(0, referred.start())).find()) {
            found.add(service(
                    "Referral to "
                            + referred.group(1)
                                    .replaceAll("^(?:a|an|the|our|some) ", "")
                                    .strip(),
                    Category.REFERRAL,
                    clause,
                    writing));
        }
        Matcher therapy = THERAPY.matcher(text);
        if (therapy.find()
                && !NEGATED.matcher(text.substring(0, therapy.start())).find()) {
            found.add(service(therapy.group(), Category.THERAPY, clause, writing));
        }
        Matcher ordered = ORDERED.matcher(text);
        if (!ordered.find() || NEGATED.matcher(text.substring(0, ordered.end())).find()) {
            return found;
        }
        String rest = text.substring(ordered.end());
        Matcher stop = Pattern.compile("\\b(?:because|to see|to make|to check|just to|so that|since|results)\\b")
                .matcher(rest);
        rest = stop.find() ? rest.substring(0, stop.start()) : rest;
        for (Map.Entry<Category, Pattern> kind : tests.entrySet()) {
            for (Matcher m = kind.getValue().matcher(rest); m.find(); ) {
                String words = m.group().strip().replaceAll("\\byour\\b", "the");
                if (words.length() > 1) {
                    found.add(service(words, kind.getKey(), clause, writing));
                }
            }
        }
        return found;
    }

    private static OrderSuggestion.Service service(String words, Category category, Clause clause, Writing writing) {
        return new OrderSuggestion.Service(
                Prose.capital(writing.prose().phrase(writing.written(words))), category, List.of((Evidence)
                        clause.said()));
    }
}
