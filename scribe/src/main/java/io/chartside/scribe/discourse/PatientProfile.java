package io.chartside.scribe.discourse;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.wording.Pronouns;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the visit says of who the patient is.
 *
 * @param names words used as the patient's or a clinician's name, in lower case
 * @param introduction where the clinician introduces the patient ("ann is a 50-year-old female …"), when so
 */
public record PatientProfile(Pronouns pronouns, Set<String> names, Optional<Introduction> introduction) {
    private static final Pattern AGE = Pattern.compile("\\b\\d{1,3}[- ](?:-)?(?:year|month|week|day)s?[- ]old\\b");
    private static final Pattern FEMALE = Pattern.compile(
            "\\b(?:female|woman|lady|girl|mrs|miss|ms|ma'am|mother of|pregnant|menstrual|she|her|gravida)\\b");
    private static final Pattern MALE = Pattern.compile("\\b(?:male|man|gentleman|boy|mr|sir|he|his|him|prostate)\\b");
    private static final Pattern STRONG_FEMALE = Pattern.compile("old (?:[a-z-]+ ){0,4}(?:female|woman|lady|girl)\\b");
    private static final Pattern STRONG_MALE = Pattern.compile("old (?:[a-z-]+ ){0,4}(?:male|man|gentleman|boy)\\b");
    private static final Pattern GREETED = Pattern.compile(
            "^(?:okay |so |well |good )*(?:hi|hello|hey|hi there|hello there|good morning|good afternoon|morning|welcome(?: back)?) ,? ?(?:there |(?:mr|mrs|ms|miss)(?: \\.)? )?([a-z]{3,})\\b");
    private static final Pattern INTRODUCED = Pattern.compile(
            "^(?:so |okay |well |and |next patient is |, )*((?:[a-z]+ ){1,2})is (?:a|an) (?:[a-z-]+ ,? ?){0,3}\\d");
    private static final Pattern TITLED =
            Pattern.compile("\\b(?:doctor|dr|mr|mrs|ms|miss|nurse)(?: \\.)? ([a-z]{3,})\\b");
    private static final Set<String> NO_NAMES = Set.of(
            "there",
            "how",
            "good",
            "nice",
            "and",
            "what",
            "are",
            "doctor",
            "you",
            "everyone",
            "again",
            "the",
            "this",
            "dragon",
            "have",
            "patient",
            "hello",
            "told",
            "said",
            "who",
            "for",
            "did",
            "she",
            "she's",
            "thanks",
            "thank",
            "today",
            "today's",
            "here",
            "can",
            "that",
            "not",
            "was",
            "has",
            "will",
            "come",
            "back",
            "okay",
            "guys",
            "sir",
            "buddy",
            "friend",
            "morning",
            "afternoon",
            "about",
            "with",
            "just",
            "yeah",
            "do",
            "i",
            "it",
            "he",
            "is",
            "her",
            "him",
            "name",
            "now",
            "so",
            "would",
            "which",
            "out",
            "listen",
            "sweetie",
            "prescribed",
            "gave",
            "visit",
            "visits",
            "appointment",
            "appointments",
            "office",
            "says",
            "thinks",
            "wanted",
            "before",
            "specialist",
            "had",
            "were",
            "been",
            "does",
            "could",
            "wants",
            "asked",
            "put",
            "saw",
            "sent",
            "ordered",
            "or",
            "in",
            "on",
            "to",
            "a",
            "stopped",
            "started",
            "changed",
            "took",
            "increased",
            "decreased",
            "lowered",
            "raised",
            "recommended",
            "diagnosed",
            "mentioned",
            "practitioner",
            "assistant",
            "but");

    /** The introducing clauses. */
    public record Introduction(String text, Evidence.Said said, int index, int clauses) {}

    public PatientProfile {
        names = Set.copyOf(names);
    }

    public static PatientProfile of(Conversation conversation) {
        List<Clause> clauses = conversation.clauses();
        Set<String> names = new LinkedHashSet<>();
        Introduction introduction = null;
        int female = 0;
        int male = 0;
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            String text = clause.text();
            names(names, text, i < 12);
            if (clause.speaker() == Speaker.PATIENT) {
                continue;
            }
            female += count(FEMALE, text) + 20 * count(STRONG_FEMALE, text);
            male += count(MALE, text) + 20 * count(STRONG_MALE, text);
            if (introduction == null
                    && clause.clinician()
                    && clause.phase() != Phase.EXAM
                    && AGE.matcher(text).find()
                    && !clause.question()) {
                introduction = introduction(clauses, i);
            }
        }
        Pronouns pronouns = female > male ? Pronouns.SHE : male > female ? Pronouns.HE : Pronouns.NEUTRAL;
        return new PatientProfile(pronouns, names, Optional.ofNullable(introduction));
    }

    private static Introduction introduction(List<Clause> clauses, int i) {
        Clause first = clauses.get(i);
        StringBuilder text = new StringBuilder(first.text());
        Evidence.Said said = first.said();
        int taken = 1;
        while (taken < 4 && i + taken < clauses.size() && clauses.get(i + taken).turn() == first.turn()) {
            Clause next = clauses.get(i + taken);
            if (next.question()
                    || !next.text()
                            .matches(
                                    "(?:and |who |so )*(?:who|he|she|here|presents|presenting|with|is here|has a|is|comes|came|they)\\b.*")) {
                break;
            }
            text.append(next.text().startsWith("who") || next.text().startsWith("and") ? " " : " . ")
                    .append(next.text());
            said = new Evidence.Said(
                    said.turn(), said.utterance(), said.start(), next.said().end());
            taken++;
        }
        return new Introduction(text.toString(), said, i, taken);
    }

    private static void names(Set<String> names, String text, boolean early) {
        if (early) {
            Matcher m = GREETED.matcher(text);
            if (m.find() && !NO_NAMES.contains(m.group(1))) {
                names.add(m.group(1));
            }
            m = INTRODUCED.matcher(text);
            if (m.find()) {
                for (String name : m.group(1).strip().split(" ")) {
                    if (!NO_NAMES.contains(name)) {
                        names.add(name);
                    }
                }
            }
        }
        Matcher m = TITLED.matcher(text);
        while (m.find()) {
            if (!NO_NAMES.contains(m.group(1))) {
                names.add(m.group(1));
            }
        }
    }

    private static int count(Pattern pattern, String text) {
        int n = 0;
        for (Matcher m = pattern.matcher(text); m.find(); ) {
            n++;
        }
        return n;
    }
}
