package io.chartside.scribe.web;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import io.chartside.scribe.withheld.Marks;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.terminology.CodeCatalog;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The engine as a browser has it: words in, one JSON text out, the same on the JVM and compiled. What is off the record is
 * taken out first, as the server does it. No chart and no operator's code files are known here.
 *
 * <p>A draft (evidence is {@code {utterance, start, end}}: UTF-16 units of that utterance's text in {@code utterances}):
 *
 * <pre>{@code
 * { "type": "soap",
 *   "utterances": [{"id", "speaker": "clinician|patient|guest|unknown", "text"}],    without what is off the record
 *   "sections":   [{"code": LOINC, "kind": "plan", "title",
 *                   "statements": [{"text", "paragraph": 0…, "label"?, "bullet"?: true, "evidence": […], "flag"?: "unsupported"}]}],
 *   "text":       the note as plain text,
 *   "codes":      [{"system", "code", "display", "rank": 1…, "confidence": 0…1, "rule", "reason", "evidence"}],
 *   "exclusions": [{"system", "code", "display", "rule", "reason", "evidence"}],
 *   "services":   [{"system", "code", "display", "units"?, "unit", "reason", "evidence"}],
 *   "orders":     [{"kind": "medication", "name", "dose", "route", "frequency", "change": "start|continue|increase|decrease|stop|refill",
 *                   "missing": ["dose", …], "evidence"},
 *                  {"kind": "service", "text", "category": "laboratory|imaging|referral|procedure|therapy|other", "evidence"}],
 *   "level":      {"level": "straightforward|low|moderate|high", "problems": C, "data": C, "risk": C, "missingForNext": […],
 *                  "time"?: {"minutes", "newPatient", "level", "evidence"}}      C = {"level", "elements": [{"text", "evidence"}]}
 *   "flags":      [{"kind": "missing-detail|contradiction|…", "message", "evidence"}],
 *   "refusal"?:   why there is no note; then sections and codes are empty }
 * }</pre>
 *
 * <p>A label stands on each statement of its paragraph. An input that cannot be drafted gives
 * {@code {"error": {"code", "message"}}} with code {@code transcript} (no words, no text), {@code off-the-record} (nothing is left),
 * {@code type} or {@code date}; the message repeats nothing of the input.
 */
public final class VisitDraft {
    private final Scribe scribe;
    private final OffTheRecord offTheRecord;

    private VisitDraft(Scribe scribe, OffTheRecord offTheRecord) {
        this.scribe = scribe;
        this.offTheRecord = offTheRecord;
    }

    /** @param text the engine's rule files; all are read here */
    public static VisitDraft create(LexiconText text) {
        return new VisitDraft(Scribe.create(text, CodeCatalog.empty()), new OffTheRecord(text));
    }

    /**
     * @param transcript plain text, as {@link TranscriptParser} reads it
     * @param type a word of {@link NoteType}; empty means {@code soap}
     * @param date of service, {@code 2026-03-04}; empty means the newest codes
     */
    public String draft(String transcript, String type, String date) {
        try {
            return draft(TranscriptParser.parse(transcript), type, date);
        } catch (UnreadableTranscriptException unreadable) {
            return error("transcript", unreadable.getMessage());
        }
    }

    /**
     * Of utterances that have ids: the evidence names those.
     *
     * @param speakers a word for each, {@code clinician}, {@code patient}, {@code guest}; anything else is unknown
     */
    public String draft(String[] ids, String[] speakers, String[] texts, String type, String date) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            turns.add(new Turn(i, ids[i], speaker(speakers[i]), texts[i], -1, -1));
        }
        Transcript transcript = new Transcript(turns);
        if (!Marks.holdsWords(transcript)) {
            return error("transcript", "the transcript holds no words");
        }
        return draft(transcript, type, date);
    }

    private String draft(Transcript transcript, String type, String date) {
        Optional<NoteType> form = type(type.isEmpty() ? NoteType.SOAP.word() : type);
        if (form.isEmpty()) {
            return error("type", "this type of note is not known");
        }
        Optional<LocalDate> day = Optional.empty();
        try {
            if (!date.isEmpty()) {
                day = Optional.of(RuleText.day(date));
            }
        } catch (DateTimeException noDay) {
            return error("date", "the date of service is a day such as 2026-03-04");
        }
        Transcript onRecord = offTheRecord.redact(transcript);
        if (!Marks.holdsWords(onRecord)) {
            return error("off-the-record", "the visit is off the record as a whole");
        }
        return DraftJson.of(scribe.draft(new Visit(onRecord, form.get(), day, ChartContext.empty())), onRecord);
    }

    private static Optional<NoteType> type(String word) {
        for (NoteType type : NoteType.values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    private static Speaker speaker(String word) {
        for (Speaker speaker : Speaker.values()) {
            if (speaker.name().toLowerCase(Locale.ROOT).equals(word)) {
                return speaker;
            }
        }
        return Speaker.UNKNOWN;
    }

    private static String error(String code, String message) {
        return JsonText.object(
                json -> json.put("error", one -> one.put("code", code).put("message", message)));
    }
}
