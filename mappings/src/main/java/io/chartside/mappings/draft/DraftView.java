package io.chartside.mappings.draft;

import java.util.List;
import java.util.Optional;

/**
 * A draft as a review page needs it, read from its resources by {@link DraftReader}. Everything that can be changed
 * carries the reference and the version of the resource it stands in.
 */
public record DraftView(
        NoteView note,
        List<SectionView> sections,
        List<CodeView> codes,
        List<OrderView> orders,
        Optional<ChargeView> charge,
        List<ExclusionView> exclusions,
        List<FlagView> flags,
        List<ReconciliationView> reconciliation,
        List<TurnView> transcript) {
    public DraftView {
        sections = List.copyOf(sections);
        codes = List.copyOf(codes);
        orders = List.copyOf(orders);
        exclusions = List.copyOf(exclusions);
        flags = List.copyOf(flags);
        reconciliation = List.copyOf(reconciliation);
        transcript = List.copyOf(transcript);
    }

    @Override
    public String toString() {
        return "DraftView of " + note.reference();
    }

    /**
     * The Composition itself.
     *
     * @param reference relative, such as {@code Composition/1}
     * @param version its meta.versionId, or empty when it was never stored
     * @param status {@code preliminary}, {@code final} …
     * @param date ISO date and time of the draft
     * @param identifier value within {@link io.chartside.mappings.fhir.ChartsideFhir#NOTE_ID}
     */
    public record NoteView(
            String reference,
            String version,
            String status,
            String typeCode,
            String title,
            String date,
            String identifier,
            boolean aiLabelled) {}

    /**
     * A section.
     *
     * @param index position within the Composition, the handle for edits
     * @param code its LOINC code
     */
    public record SectionView(int index, String code, String heading, List<ParagraphView> paragraphs) {
        public SectionView {
            paragraphs = List.copyOf(paragraphs);
        }

        /** The section as plain text, as an editor shows it and as {@link DraftEdit#section} takes it back. */
        public String text() {
            return PlainText.body(this);
        }
    }

    /** Statements that belong together. @param bullets whether each stands on a line of its own */
    public record ParagraphView(String label, boolean bullets, List<StatementView> statements) {
        public ParagraphView {
            statements = List.copyOf(statements);
        }
    }

    /**
     * One statement.
     *
     * @param id its element id within the narrative
     * @param supported false: nothing in the visit or the chart says it; the page flags it
     * @param byClinician whether the clinician wrote or changed it
     */
    public record StatementView(
            String id, String text, List<EvidenceView> evidence, boolean supported, boolean byClinician) {
        public StatementView {
            evidence = List.copyOf(evidence);
        }

        @Override
        public String toString() {
            return "Statement " + id;
        }
    }

    /**
     * Evidence: a span of an utterance, or an entry of the chart.
     *
     * @param utterance empty for an entry of the chart
     * @param turn index of the utterance, -1 for an entry of the chart
     * @param charted reference to the entry; empty for a span
     */
    public record EvidenceView(String utterance, int turn, int start, int end, String charted) {}

    /** A suggested diagnosis code. */
    public record CodeView(
            String reference,
            String version,
            String system,
            String code,
            String display,
            int rank,
            double confidence,
            String rule,
            String reason,
            List<EvidenceView> evidence,
            Decision decision) {
        public CodeView {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * A suggested prescription or service.
     *
     * @param kind {@code medication} or {@code service}
     * @param detail dose, route and frequency as said; the category of a service
     * @param change {@code start}, {@code stop} …; empty for a service
     * @param missing parts that were not said
     * @param schedule of a controlled substance, {@code II} to {@code V}: it stays a draft; else empty
     */
    public record OrderView(
            String reference,
            String version,
            String kind,
            String text,
            String detail,
            String change,
            List<String> missing,
            String schedule,
            List<EvidenceView> evidence,
            Decision decision) {
        public OrderView {
            missing = List.copyOf(missing);
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * The suggested level of service.
     *
     * @param code CPT code number when the kind of patient is known, else empty; never a descriptor
     * @param text the level in Chartside's own words
     */
    public record ChargeView(
            String reference,
            String version,
            String code,
            String text,
            String level,
            List<ColumnView> columns,
            List<String> missingForNext,
            Decision decision) {
        public ChargeView {
            columns = List.copyOf(columns);
            missingForNext = List.copyOf(missingForNext);
        }
    }

    /** A column of medical decision making. @param name {@code problems}, {@code data} or {@code risk} */
    public record ColumnView(String name, String level, List<ElementView> elements) {
        public ColumnView {
            elements = List.copyOf(elements);
        }
    }

    /** A counted element of a column. */
    public record ElementView(String text, List<EvidenceView> evidence) {
        public ElementView {
            evidence = List.copyOf(evidence);
        }
    }

    /** A code that was considered and left out. */
    public record ExclusionView(String code, String display, String rule, String reason, List<EvidenceView> evidence) {
        public ExclusionView {
            evidence = List.copyOf(evidence);
        }
    }

    /** A flag. @param kind such as {@code contradiction} */
    public record FlagView(String kind, String message, List<EvidenceView> evidence) {
        public FlagView {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * A line of the chart as the visit leaves it, or what the visit adds.
     *
     * @param kind {@code medication}, {@code problem}, {@code allergy} or {@code result}
     * @param state {@code new}, {@code changed}, {@code stopped} or {@code unchanged}
     * @param text the line in the chart's words with what was said of it
     * @param entry reference of the chart's entry; empty for what is new
     * @param discussed whether the visit spoke of it
     */
    public record ReconciliationView(
            String kind, String state, String text, String entry, boolean discussed, List<EvidenceView> evidence) {
        public ReconciliationView {
            evidence = List.copyOf(evidence);
        }

        @Override
        public String toString() {
            return "Reconciliation " + kind + " " + state;
        }
    }

    /** An utterance. @param speaker {@code clinician}, {@code patient}, {@code guest} or {@code unknown} */
    public record TurnView(String id, int index, String speaker, String text, long startMillis, long endMillis) {
        @Override
        public String toString() {
            return "Turn " + id;
        }
    }
}
