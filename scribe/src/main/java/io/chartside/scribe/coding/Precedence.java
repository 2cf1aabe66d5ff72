package io.chartside.scribe.coding;

import io.chartside.scribe.lexicon.Concept;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What falls away once something better is established: the general name beside the precise one (guideline I.B.2) and
 * the symptom beside its cause (I.B.5, IV.D).
 */
final class Precedence {
    /** Signs that belong to any acute infection (I.B.5), not to one of the skin's surface, a chronic one or a carrier's. */
    private static final Set<String> GENERAL_SIGNS = Set.of("fever", "chills", "body-aches", "malaise");

    private static final Pattern INFECTION = Pattern.compile(
            "(?!B07|B08|B18|B2|B3[5-7]|B8[5-9]|B9)[AB]\\d.*|J0[0-6].*|J1\\d.*|J2[0-2].*|J36.*|H66.*|L0[0-8].*|K35.*|K57\\.[0-9][2].*|N1[0-2].*|N30.*|N39\\.0|N41\\.0|N70.*|M00.*|M86.*|U07.*");

    private Precedence() {}

    /** The general name falls away beside the precise one. */
    static void specific(Map<String, Finding> findings) {
        for (Finding f : List.copyOf(findings.values())) {
            if (f.isActive()) {
                for (String id : f.concept().general()) {
                    Finding general = findings.get(id);
                    if (cover(general, Guideline.MORE_SPECIFIC, f)) {
                        general.support().forEach(f::add);
                    }
                }
            }
        }
    }

    /** Symptoms fall away beside causes that are likely enough to be reported themselves. */
    static List<Candidate> symptoms(List<Candidate> candidates, double likely, VisitText text) {
        for (Candidate cause : candidates) {
            if (cause.chance() < likely || !isCause(cause.finding().concept())) {
                continue;
            }
            for (Candidate symptom : candidates) {
                if (explains(cause.finding().concept(), symptom.finding().concept())
                        && (isAssessed(cause.finding(), text) || !isAssessed(symptom.finding(), text))) {
                    cover(symptom.finding(), Guideline.INTEGRAL, cause.finding());
                }
            }
        }
        return candidates.stream().filter(c -> c.finding().isActive()).toList();
    }

    /** The history code stands in for a condition that is past and still matters. */
    static void history(Map<String, Finding> findings, io.chartside.scribe.lexicon.Lexicon lexicon) {
        for (Finding f : List.copyOf(findings.values())) {
            String history = f.concept().attribute("history");
            if (f.standing() != Finding.Standing.PAST || history.isEmpty()) {
                continue;
            }
            Concept concept = lexicon.concept(history).orElse(null);
            if (concept == null) {
                continue;
            }
            Finding past = findings.computeIfAbsent(history, id -> new Finding(concept));
            f.mentions().forEach(past::add);
            past.stand(Finding.Standing.ACTIVE);
            past.because(Guideline.HISTORY.section(), Guideline.HISTORY.text());
        }
    }

    /** A cause that was only told of before cannot take the place of a symptom that is assessed. */
    private static boolean isAssessed(Finding f, VisitText text) {
        return f.support().stream().anyMatch(m -> text.inAssessment(m.mention()));
    }

    private static boolean isCause(Concept c) {
        return c.kind() == Concept.Kind.CHRONIC || c.kind() == Concept.Kind.ACUTE || c.kind() == Concept.Kind.INJURY;
    }

    static boolean explains(Concept cause, Concept symptom) {
        if (cause.explains().contains(symptom.id())
                || GENERAL_SIGNS.contains(symptom.id())
                        && cause.kind() == Concept.Kind.ACUTE
                        && INFECTION.matcher(cause.code()).matches()) {
            return true;
        }
        return symptom.kind() == Concept.Kind.SYMPTOM
                && !symptom.site().isEmpty()
                && symptom.site().equals(cause.site());
    }

    private static boolean cover(Finding general, Guideline why, Finding by) {
        if (general == null || !general.isActive() || general == by) {
            return false;
        }
        general.stand(Finding.Standing.COVERED);
        general.because(
                why.section(), why.text() + " (" + by.concept().display().replace("{side} ", "") + ")");
        return true;
    }
}
