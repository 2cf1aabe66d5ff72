package io.chartside.scribe.results;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that read a test out, as the results section writes them: the test, a verb, what was found. */
final class Reading {
    private static final int LONGEST = 40;
    private static final Pattern VALUE = Pattern.compile("^ (?:is|was|are|were) (?:[a-z]+ ){0,2}\\d");
    private static final Pattern TEST_ALONE =
            Pattern.compile("(?:the |an? )?(?:[a-z]+ ){0,2}(?:x-rays?|mris?|cts?|images?|films?|labs?)");
    private static final Pattern REVEALS = Pattern.compile(
            "\\b(?:(?:which |that |it |they |this |and )?(?:reveal(?:s|ed)?|demonstrat(?:e|es|ed|ing)|indicat(?:e|es|ed)|confirm(?:s|ed))|(?:there|it) (?:is|are|was|were|has been)|looks? like(?: there (?:is|are|was|were))?|consistent with|grew|(?:came|come|comes) back(?: as| with|(?= (?:negative|positive|benign|malignant|abnormal|elevated|high|low|clear|clean|unremarkable)\\b)))\\b(?: that| us| me| there is| there are| you| like)*");
    private static final Pattern JUDGED = Pattern.compile(
            "^(?:.* )?(?:everything|all of (?:it|them)|^it|^this|^that|^they|^these|^those|^the results?) (?:, )?(?:else |all |here )*(is|are|was|were) (?:all |also |very |a nice |a )*(.+)$");
    private static final Pattern ASIDE = Pattern.compile(
            "(?: ,)? (?:so|because|which (?:(?:is|was|are)(?! (?:quite |very |slightly |a little |a bit |really )?(?:low|high|elevated|normal|abnormal|positive|negative|increased|decreased)\\b)|means|i|we|you)|based on|and (?:i|we|you|he|she|so|that|it|this|when|then)|but (?:i|we|you|that|it|this)|that (?:we|i|you|is|means)|i (?:think|believe|am|do|would)|we (?:are|have|can)|as (?:i|we|you)|meaning|consistent with what|compared|in comparison|when compared|if|when|what|excuse me|okay|let us|you know|from what)\\b.*$");
    /** What a test is, or when it was done, is no result. */
    private static final Pattern EXPLAINED = Pattern.compile(
            "\\b(?:is|are|was|were) (?:the|that|this|those|where|what|how|when|why|one of|done|taken|drawn|ordered|in \\d{4}|an? (?:measure|marker|test|blood test|way|sign))\\b|\\bunless\\b");

    private static final Pattern LEAD = Pattern.compile(
            "^(?:(?:some|any|all|that|evidence that|the fact that|what|a nice|nice|good good|also|still|just|really|actually|of|,) )+(?=(?:[a-z]))");
    private static final Pattern CLAUSE = Pattern.compile(
            "\\b(?:is|are|was|were|has|have|had|does|did|measures?|measured|went (?:up|down|from)|came (?:up|down|back at)|increased|decreased|dropped|rose)\\b");

    private static final Pattern NORMAL = Pattern.compile(
            "^(?:a |an |the |essentially |completely |nice |, |very |perfectly )*normal (?!sinus|alignment|bony|joint|limits|ejection|heart|sized?)");
    private static final Pattern QUALITY = Pattern.compile(
            "^(?:slightly |very |quite |mildly |essentially )*(?:stable|normal|elevated|negative|positive|unchanged|low|high|clear|fine|unremarkable|nontender|decreased|increased|improved|benign|malignant|clean)(?: (?:at|from|for|to|compared|in)\\b.*)?$");
    private static final Pattern NO_FINDING = Pattern.compile(
            "|(?:no|a|the|an|some|not|it|in|of|no evidence|evidence|there|one|two)|(?:it|he|she|they|we|i|do|does|did|from|to|at|on|in|with|about|options?|going|approximately|maybe|\\d+(?!\\S)(?! (?:mm|cm|to))|what|where|which|that|this|why|how|something|nothing to) .*");

    private static final Pattern BEFORE = Pattern.compile(
            "\\b(?:an? |the )(?:completely |essentially )?(normal|unremarkable|negative|positive|abnormal) $");
    /** "on the ultrasound the nodule measures 2 cm": the words before the test, and how what was found begins. */
    private static final Pattern ON = Pattern.compile("^(?:on|in|from|according to) ");

    private static final Pattern FOUND = Pattern.compile("^ ,? ?(?:there (?:is|are) |(?=(?:the|your|his|her) ))");

    /** Dictation leaves the verb out: "ekg , normal sinus rhythm", "echo with an ejection fraction of 55%". */
    private static final Pattern TELEGRAM = Pattern.compile("^ (?:, |with )+");

    /** What was found stands behind a denial, which must not be cut off with the words before it. */
    private static final Pattern DENIED =
            Pattern.compile("\\b(?:not|never|nothing|cannot|nor|neither)(?: [a-z]+){0,3} ?$");

    private static final Pattern LAST_TIME =
            Pattern.compile(" , (?:(?:and )?last time|previously|it was|that was|we had|and it was)\\b.*$");

    private Reading() {}

    /** How the clinician came to see a test, as far as it was said. */
    enum Viewed {
        UNTOLD(""),
        REVIEWED("reviewed"),
        TODAY("obtained today"),
        BOTH("obtained and reviewed today");

        private static final Pattern LOOKED =
                Pattern.compile("\\b(?:review\\w*|look(?:ed|ing)? (?:here )?(?:at|over)|a look)\\b");
        private static final Pattern TAKEN = Pattern.compile(
                "\\b(?:took|got|did|obtained|had|have)\\b.*\\b(?:today|this morning|coming in|(?:before|when) (?:i|you) (?:first )?came in|here in the office)\\b");
        private final String told;

        Viewed(String told) {
            this.told = told;
        }

        static Viewed of(String text) {
            boolean looked = LOOKED.matcher(text).find();
            boolean taken = TAKEN.matcher(text).find();
            return looked && taken ? BOTH : looked ? REVIEWED : taken ? TODAY : UNTOLD;
        }
    }

    /**
     * The test that words are about.
     *
     * @param image whether it is an image of some part of the body, which its name may or may not tell
     */
    record Test(String name, boolean image, Viewed viewed) {
        boolean unplaced() {
            return image && !name.contains(" of ");
        }

        Test at(String site) {
            return new Test(name + " of the " + site, image, viewed);
        }
    }

    /**
     * @param said what was said, in the wording of results
     * @param name the test it is about
     * @param names whether the words themselves name a test
     * @param again whether something was written of that test before
     */
    static String of(String said, Test about, boolean names, boolean again, Pattern test) {
        String result = read(said, about, names, again, test);
        return !result.startsWith("there ") && EXPLAINED.matcher(result).find() ? "" : result;
    }

    private static String read(String said, Test about, boolean names, boolean again, Pattern test) {
        String name = about.name();
        String text = LAST_TIME.matcher(said).replaceFirst("");
        Matcher named = test.matcher(text);
        boolean there = named.find();
        if (there) {
            Matcher qualified = BEFORE.matcher(text.substring(0, named.start()));
            if (qualified.find()) {
                return the(name) + (plural(name) ? " are " : " is ") + qualified.group(1);
            }
        }
        Matcher behind = FOUND.matcher(there ? text.substring(named.end()) : "");
        if (behind.find() && ON.matcher(text).find()) {
            return reveal(about, behind.replaceFirst("").strip(), again);
        }
        Matcher reveals = REVEALS.matcher(text);
        boolean found = there ? reveals.find(named.start()) : reveals.find();
        if (!found && there && !VALUE.matcher(text.substring(named.end())).find()) {
            found = reveals.find(0);
        }
        if (found && DENIED.matcher(text.substring(0, reveals.start())).find()) {
            return reveals.group().startsWith("consistent")
                    ? reveal(about, "is not " + text.substring(reveals.start()), again)
                    : "";
        }
        if (found) {
            return reveal(about, text.substring(reveals.end()).strip(), again);
        }
        String telegram = there && !CLAUSE.matcher(text).find() ? text.substring(named.end()) : "";
        if (TELEGRAM.matcher(telegram).find()) {
            return reveal(about, TELEGRAM.matcher(telegram).replaceFirst(""), again);
        }
        Matcher judged = JUDGED.matcher(text);
        if (judged.matches()) {
            String rest = cut(judged.group(2));
            return rest.isEmpty() ? "" : the(name) + (plural(name) ? " are " : " is ") + rest;
        }
        if (there) {
            boolean placed = about.image() && !about.unplaced() && !text.startsWith(" of ", named.end());
            String from = placed ? name + text.substring(named.end()) : text.substring(owner(text, named.start()));
            String rest = cut(from);
            return CLAUSE.matcher(rest).find() && rest.split(" ").length <= LONGEST ? the(rest) : "";
        }
        if (names) {
            return "";
        }
        return text.startsWith("no ")
                        || text.matches("(?:is|are|was|were) .*")
                        || !CLAUSE.matcher(text).find()
                ? reveal(about, text, again)
                : text.startsWith("the ") ? cut(text) : "";
    }

    private static String reveal(Test about, String found, boolean again) {
        String name = about.name();
        String rest = cut(LEAD.matcher(found).replaceFirst(""))
                .replaceAll("\\bno evidence of (?:no |any )?evidence of\\b", "no evidence of");
        if (rest.split(" ").length > LONGEST
                || NO_FINDING.matcher(rest).matches()
                || TEST_ALONE.matcher(rest).matches()) {
            return "";
        }
        String copula = plural(name) ? " are " : " is ";
        if (NORMAL.matcher(rest).find()) {
            return the(name) + copula + "normal";
        }
        if (rest.matches("(?:looks?|looked|appears?|appeared) .*")) {
            return the(name) + " " + rest;
        }
        if (rest.startsWith("not ")) {
            return again ? "it is " + rest : "";
        }
        if (rest.matches("(?:is|are|was|were|within) .*")) {
            return the(name) + copula + rest.replaceFirst("^(?:is|are|was|were) ", "");
        }
        if (QUALITY.matcher(rest).find()) {
            return the(name) + copula + rest;
        }
        if (rest.matches(
                "(?:the |a |an )?(?:[a-z0-9-]+ ){1,5}(?:is|are|was|were|has been|looks?|measures?|measured) .*")) {
            return rest;
        }
        return again
                ? (severalFound(rest) ? "there are " : "there is ") + rest
                : the(name) + viewed(about) + (plural(name) ? " reveal " : " reveals ") + rest;
    }

    private static String viewed(Test test) {
        return !test.image() || test.viewed() == Viewed.UNTOLD
                ? ""
                : (plural(test.name()) ? " were " : " was ") + test.viewed().told + " and";
    }

    private static boolean plural(String name) {
        return name.split(" of ")[0].matches(
                ".*(?:rays|labs|films|images|tests|results|views|radiographs|enzymes|functions|platelets|cells|cultures|titers|biopsies|studies|swabs|markers|scans|lab work and labs)");
    }

    private static boolean severalFound(String found) {
        String head = found.replaceFirst("^(?:no|any|some) ", "")
                .split(
                        " (?:of|in|with|at|on|or|and|from|to|throughout|around|along|between|near|behind|under|over|identified|noted|seen)\\b| ,")[
                0];
        return head.matches(".*[a-z]{3}s") && !head.matches(".*(?:ss|is|us)");
    }

    private static String cut(String text) {
        return ASIDE.matcher(text).replaceFirst("").strip();
    }

    /** Notes name a test without an article. */
    private static String the(String name) {
        return name.replaceFirst("^the ", "");
    }

    /** Where the name of the test begins with the words that belong to it: "his last", "the total". */
    private static int owner(String text, int start) {
        Matcher m = Pattern.compile(
                        "(?:(?:the|his|her|their|last|most|recent|total|good|bad|non-fasting|fasting|today's|most recent) )+$")
                .matcher(text.substring(0, start));
        return m.find() ? m.start() : start;
    }
}
