package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who really says each turn. Tags are swapped for whole visits or single turns in real transcripts, and pasted text has
 * none; what is said tells the clinician from the patient.
 */
public final class Roles {
    private static final int SURE = 3;
    private final List<Cue> clinician = new ArrayList<>();
    private final List<Cue> patient = new ArrayList<>();

    private record Cue(Pattern said, int weight) {}

    /** @param doubtful indices of turns whose tag the words contradict */
    public record Assignment(List<Speaker> speakers, boolean swapped, List<Integer> doubtful) {
        public Assignment {
            speakers = List.copyOf(speakers);
            doubtful = List.copyOf(doubtful);
        }

        /** Each turn is of whom most of its words are. */
        Assignment by(List<Clause> clauses) {
            int[] clinician = new int[speakers.size()];
            for (Clause clause : clauses) {
                int words = clause.words().size();
                clinician[clause.turn()] +=
                        clause.clinician() ? words : clause.speaker() == Speaker.PATIENT ? -words : 0;
            }
            List<Speaker> most = new ArrayList<>(speakers);
            List<Integer> unsure = new ArrayList<>(doubtful);
            for (int turn = 0; turn < clinician.length; turn++) {
                Speaker tagged = speakers.get(turn);
                boolean two = tagged == Speaker.CLINICIAN || tagged == Speaker.PATIENT;
                Speaker said = clinician[turn] > 0 ? Speaker.CLINICIAN : Speaker.PATIENT;
                if (two && clinician[turn] != 0 && said != tagged) {
                    most.set(turn, said);
                    if (!unsure.contains(turn)) {
                        unsure.add(turn);
                    }
                }
            }
            unsure.sort(null);
            return new Assignment(most, swapped, unsure);
        }
    }

    public Roles(LexiconText text) {
        for (String[] row : RuleText.rows(text, "discourse/roles.tsv")) {
            Cue cue = new Cue(Pattern.compile(row[2].replace("~", "\\b")), Integer.parseInt(row[1]));
            (row[0].equals("clinician") ? clinician : patient).add(cue);
        }
    }

    public Assignment of(Transcript transcript) {
        List<Turn> turns = transcript.turns();
        int[] scores = new int[turns.size()];
        int taggedClinician = 0;
        int taggedPatient = 0;
        boolean anyUnknown = false;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(turns.get(i).text());
            Speaker tag = turns.get(i).speaker();
            if (tag == Speaker.CLINICIAN) {
                taggedClinician += scores[i];
            } else if (tag == Speaker.PATIENT) {
                taggedPatient += scores[i];
            }
            anyUnknown |= tag == Speaker.UNKNOWN;
        }
        boolean swapped = taggedPatient > taggedClinician && taggedPatient > SURE;
        List<Speaker> speakers = new ArrayList<>();
        List<Integer> doubtful = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            Speaker tag = turns.get(i).speaker();
            Speaker said = swapped ? other(tag) : tag;
            if (said == Speaker.UNKNOWN) {
                said = guess(scores[i], i == 0 ? Speaker.UNKNOWN : speakers.get(i - 1));
            } else if (said == Speaker.PATIENT && scores[i] >= 2 * SURE
                    || said == Speaker.CLINICIAN && scores[i] <= -2 * SURE) {
                said = other(said);
                doubtful.add(i);
            }
            speakers.add(said);
        }
        return new Assignment(speakers, swapped, doubtful);
    }

    /**
     * Who each voice is that a speech service told apart, by all that the voice said. Of two voices the one that speaks more
     * like a clinician is the clinician; of more, those alone are named of which it is plain.
     *
     * @param said of each voice
     * @return of each voice; {@code UNKNOWN} where it cannot be told
     */
    public List<Speaker> voices(List<String> said) {
        List<Integer> scores = said.stream().map(this::score).toList();
        if (scores.size() == 2 && Math.abs(scores.get(0) - scores.get(1)) >= SURE) {
            boolean first = scores.get(0) > scores.get(1);
            return first ? List.of(Speaker.CLINICIAN, Speaker.PATIENT) : List.of(Speaker.PATIENT, Speaker.CLINICIAN);
        }
        return scores.stream()
                .map(score -> score >= SURE ? Speaker.CLINICIAN : score <= -SURE ? Speaker.PATIENT : Speaker.UNKNOWN)
                .toList();
    }

    private static Speaker guess(int score, Speaker before) {
        if (score > 0) {
            return Speaker.CLINICIAN;
        }
        if (score < 0) {
            return Speaker.PATIENT;
        }
        return before == Speaker.CLINICIAN ? Speaker.PATIENT : Speaker.CLINICIAN;
    }

    static Speaker other(Speaker speaker) {
        return switch (speaker) {
            case CLINICIAN -> Speaker.PATIENT;
            case PATIENT -> Speaker.CLINICIAN;
            default -> speaker;
        };
    }

    private int score(String text) {
        String lower = text.toLowerCase(Locale.ROOT)
                .replace(" n't", "n't")
                .replace("gon na", "gonna")
                .replace("wan na", "wanna");
        return sum(clinician, lower) - sum(patient, lower);
    }

    private static int sum(List<Cue> cues, String text) {
        int sum = 0;
        for (Cue cue : cues) {
            Matcher m = cue.said().matcher(text);
            for (int times = 0; times < 3 && m.find(); times++) {
                sum += cue.weight();
            }
        }
        return sum;
    }
}
