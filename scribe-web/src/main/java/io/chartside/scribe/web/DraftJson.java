package io.chartside.scribe.web;

import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.ServiceSuggestion;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Locale;

/** A draft as the page of a sealed visit takes it; {@link VisitDraft} tells the shape. */
final class DraftJson {
    private DraftJson() {}

    /** @param heard what the evidence counts */
    static String of(Draft draft, Transcript heard) {
        return JsonText.object(json -> {
            json.put("type", draft.note().type().word());
            json.putAll(
                    "utterances",
                    heard.turns(),
                    (one, turn) -> one.put("id", turn.id())
                            .put("speaker", word(turn.speaker()))
                            .put("text", turn.text()));
            json.putAll("sections", draft.note().sections(), DraftJson::section);
            json.put("text", NoteText.of(draft.note()));
            json.putAll("codes", draft.codes(), DraftJson::code);
            json.putAll("exclusions", draft.exclusions(), DraftJson::exclusion);
            json.putAll("services", draft.services(), DraftJson::service);
            json.putAll("orders", draft.orders(), DraftJson::order);
            json.put("level", one -> level(one, draft.evaluationAndManagement()));
            json.putAll("flags", draft.flags(), DraftJson::flag);
            draft.refusal().ifPresent(why -> json.put("refusal", why));
        });
    }

    private static void section(JsonText json, Section section) {
        json.put("code", section.kind().loinc()).put("kind", section.kind().word());
        json.put("title", section.heading());
        json.putAll("statements", Placed.in(section), (one, placed) -> {
            one.put("text", placed.statement().text());
            one.put("paragraph", placed.paragraph());
            if (!placed.label().isEmpty()) {
                one.put("label", placed.label());
            }
            if (placed.bullet()) {
                one.put("bullet", true);
            }
            evidence(one, placed.statement().evidence());
            if (!placed.statement().supported()) {
                one.put("flag", "unsupported");
            }
        });
    }

    private static void code(JsonText json, CodeSuggestion code) {
        json.put("system", code.system()).put("code", code.code()).put("display", code.display());
        json.put("rank", code.rank()).putShare("confidence", code.confidence());
        json.put("rule", code.rule()).put("reason", code.reason());
        evidence(json, code.evidence());
    }

    private static void exclusion(JsonText json, CodeExclusion code) {
        json.put("system", code.system()).put("code", code.code()).put("display", code.display());
        json.put("rule", code.rule()).put("reason", code.reason());
        evidence(json, code.evidence());
    }

    private static void service(JsonText json, ServiceSuggestion service) {
        json.put("system", service.system()).put("code", service.code()).put("display", service.display());
        service.units().ifPresent(units -> json.put("units", units));
        json.put("unit", service.unit()).put("reason", service.reason());
        evidence(json, service.evidence());
    }

    private static void order(JsonText json, OrderSuggestion order) {
        if (order instanceof OrderSuggestion.Medication drug) {
            json.put("kind", "medication").put("name", drug.name());
            json.put("dose", drug.dose()).put("route", drug.route()).put("frequency", drug.frequency());
            json.put("change", word(drug.change())).putWords("missing", drug.missing());
        } else if (order instanceof OrderSuggestion.Service service) {
            json.put("kind", "service").put("text", service.text()).put("category", word(service.category()));
        }
        evidence(json, order.evidence());
    }

    private static void level(JsonText json, EvaluationAndManagement level) {
        json.put("level", word(level.level()));
        json.put("problems", one -> column(one, level.problems()));
        json.put("data", one -> column(one, level.data()));
        json.put("risk", one -> column(one, level.risk()));
        json.putWords("missingForNext", level.missingForNext());
        level.byTime()
                .ifPresent(time -> json.put("time", one -> {
                    one.put("minutes", time.minutes())
                            .put("newPatient", time.newPatient())
                            .put("level", word(time.level()));
                    evidence(one, time.evidence());
                }));
    }

    private static void column(JsonText json, Column column) {
        json.put("level", word(column.level()));
        json.putAll("elements", column.elements(), (one, element) -> {
            one.put("text", element.text());
            evidence(one, element.evidence());
        });
    }

    private static void flag(JsonText json, Flag flag) {
        json.put("kind", word(flag.kind())).put("message", flag.message());
        evidence(json, flag.evidence());
    }

    private static void evidence(JsonText json, List<Evidence> evidence) {
        json.putAll("evidence", evidence, (one, piece) -> {
            if (piece instanceof Evidence.Said said) {
                one.put("utterance", said.utterance())
                        .put("start", said.start())
                        .put("end", said.end());
            } else if (piece instanceof Evidence.Charted charted) {
                one.put("charted", charted.reference());
            }
        });
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
