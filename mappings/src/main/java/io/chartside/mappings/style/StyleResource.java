package io.chartside.mappings.style;

import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.LearnedStyle;
import io.chartside.scribe.template.LearnedStyle.Seen;
import io.chartside.scribe.template.StyleEdits;
import io.chartside.scribe.template.StyleRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** What is known of a practitioner's style, as a Basic that they can read, change and delete (docs/fhir-mapping.md). */
public final class StyleResource {
    private static final String TYPES = ChartsideFhir.BASE + "CodeSystem/basic-type";
    private static final String NOTE_STYLE = "note-style";
    static final String RULE = ChartsideFhir.BASE + "StructureDefinition/style-rule";
    private static final String THROUGH = ChartsideFhir.BASE + "StructureDefinition/style-learned-through";
    static final String LEARNING = ChartsideFhir.BASE + "StructureDefinition/style-learning";
    private static final int ID_BYTES = 16;

    private StyleResource() {}

    /**
     * What such a resource holds.
     *
     * @param through signed notes up to this moment were looked at
     * @param learning whether more may be learned; the practitioner can turn it off
     */
    public record Known(LearnedStyle style, Optional<Instant> through, boolean learning) {
        public static final Known NOTHING = new Known(LearnedStyle.NONE, Optional.empty(), true);

        public Known {
            Objects.requireNonNull(style);
            Objects.requireNonNull(through);
        }
    }

    /** @param practitioner reference, {@code Practitioner/…}; each has one such resource */
    public static String id(String practitioner) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(practitioner.getBytes(StandardCharsets.UTF_8));
            return "style-" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    public static Basic write(String practitioner, Known known) {
        Basic basic = new Basic()
                .setCode(new CodeableConcept().addCoding(new Coding(TYPES, NOTE_STYLE, "Note style")))
                .setAuthor(new Reference(practitioner));
        basic.setId(id(practitioner));
        known.style().seen().forEach(seen -> basic.addExtension(rule(seen)));
        known.through()
                .ifPresent(through -> basic.addExtension(new Extension(THROUGH, new InstantType(Date.from(through)))));
        basic.addExtension(new Extension(LEARNING, new BooleanType(known.learning())));
        basic.setText(narrative(known));
        return basic;
    }

    private static Extension rule(Seen seen) {
        Extension extension = new Extension(RULE);
        StyleRule rule = seen.rule();
        if (rule instanceof StyleRule.Heading heading) {
            extension.addExtension("kind", new CodeType("heading"));
            extension.addExtension("section", section(heading.section()));
            extension.addExtension("preferred", new StringType(heading.heading()));
        } else if (rule instanceof StyleRule.Omission omission) {
            extension.addExtension("kind", new CodeType("omission"));
            extension.addExtension("section", section(omission.section()));
        } else if (rule instanceof StyleRule.Wording wording) {
            extension.addExtension("kind", new CodeType("wording"));
            extension.addExtension("usual", new StringType(wording.usual()));
            extension.addExtension("preferred", new StringType(wording.preferred()));
        }
        extension.addExtension("notes", new PositiveIntType(seen.notes()));
        return extension;
    }

    private static Coding section(SectionKind kind) {
        return new Coding(ChartsideFhir.LOINC, kind.loinc(), kind.display());
    }

    private static Narrative narrative(Known known) {
        StringBuilder div = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Style of notes</p><ul>");
        for (Seen seen : known.style().seen()) {
            div.append("<li>")
                    .append(escaped(seen.rule().told()))
                    .append(seen.counts() ? ": used" : ": seen once, not used yet")
                    .append("</li>");
        }
        Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.GENERATED);
        narrative.setDivAsString(div.append("</ul></div>").toString());
        return narrative;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Reads what somebody may have changed: a rule that could alter what a note says, or that is no rule, is passed over.
     *
     * @param edits knows which words say the same
     */
    public static Known read(Basic basic, StyleEdits edits) {
        List<Seen> seen = new ArrayList<>();
        basic.getExtensionsByUrl(RULE)
                .forEach(extension -> seen(extension, edits).ifPresent(seen::add));
        Extension through = basic.getExtensionByUrl(THROUGH);
        Extension learning = basic.getExtensionByUrl(LEARNING);
        return new Known(
                new LearnedStyle(seen),
                through != null && through.getValue() instanceof InstantType instant && instant.hasValue()
                        ? Optional.of(instant.getValue().toInstant())
                        : Optional.empty(),
                learning == null || !(learning.getValue() instanceof BooleanType on) || on.booleanValue());
    }

    private static Optional<Seen> seen(Extension extension, StyleEdits edits) {
        return rule(extension)
                .filter(seen -> !(seen.rule() instanceof StyleRule.Wording wording) || edits.knows(wording));
    }

    /** A rule as it stands, whether or not its words are known to say the same; empty when it is none. */
    static Optional<Seen> rule(Extension extension) {
        try {
            StyleRule rule = switch (text(extension, "kind")) {
                case "heading" -> new StyleRule.Heading(section(extension), text(extension, "preferred"));
                case "omission" -> new StyleRule.Omission(section(extension));
                case "wording" -> new StyleRule.Wording(text(extension, "usual"), text(extension, "preferred"));
                default -> throw new IllegalArgumentException("no kind of rule");
            };
            return Optional.of(new Seen(rule, Integer.parseInt(text(extension, "notes"))));
        } catch (IllegalArgumentException unfit) {
            return Optional.empty();
        }
    }

    private static SectionKind section(Extension extension) {
        Extension part = extension.getExtensionByUrl("section");
        String code = part != null && part.getValue() instanceof Coding coding ? coding.getCode() : "";
        return kind(code).orElseThrow(() -> new IllegalArgumentException("no section of a note"));
    }

    private static String text(Extension extension, String part) {
        Extension found = extension.getExtensionByUrl(part);
        return found == null || found.getValue() == null || found.getValue().primitiveValue() == null
                ? ""
                : found.getValue().primitiveValue();
    }

    private static Optional<SectionKind> kind(String loinc) {
        return Arrays.stream(SectionKind.values())
                .filter(kind -> kind.loinc().equals(loinc))
                .findFirst();
    }

    /** A note's sections for {@link StyleEdits}; those of no known kind are left out. */
    public static List<StyleEdits.Written> sections(Composition note) {
        List<StyleEdits.Written> sections = new ArrayList<>();
        for (SectionView section : DraftReader.sections(note)) {
            Map<String, String> statements = new LinkedHashMap<>();
            section.paragraphs()
                    .forEach(paragraph -> paragraph
                            .statements()
                            .forEach(statement -> statements.put(statement.id(), statement.text())));
            kind(section.code())
                    .ifPresent(kind -> sections.add(new StyleEdits.Written(kind, section.heading(), statements)));
        }
        return sections;
    }
}
