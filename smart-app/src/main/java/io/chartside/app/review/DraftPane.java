package io.chartside.app.review;

import java.util.List;
import java.util.Objects;

/**
 * The drafted work as the page shows it: words ready to print, evidence ready to light.
 *
 * @param composition logical id of the note's Composition
 * @param version version of that Composition that an edit must name (RFC 9110, If-Match)
 * @param noteName kind of note in words
 * @param signed whether a clinician has signed; then nothing can be changed any more
 */
public record DraftPane(
        String composition,
        String version,
        String noteName,
        boolean signed,
        String signedBy,
        String signedAt,
        List<FlagLine> flags,
        List<SectionBlock> sections,
        List<CodeCard> codes,
        List<ExclusionLine> exclusions,
        EmTable em,
        List<OrderCard> orders,
        List<ChangeLine> changes,
        SigningSummary summary) {
    public DraftPane {
        Objects.requireNonNull(composition);
        Objects.requireNonNull(version);
        Objects.requireNonNull(noteName);
        Objects.requireNonNull(em);
        Objects.requireNonNull(summary);
        flags = List.copyOf(flags);
        sections = List.copyOf(sections);
        codes = List.copyOf(codes);
        exclusions = List.copyOf(exclusions);
        orders = List.copyOf(orders);
        changes = List.copyOf(changes);
    }

    /** Tells two states of the same draft apart, decisions included; equal states have equal ones. */
    public String print() {
        return Integer.toHexString(hashCode());
    }

    /** What the visit changes of the chart. */
    public List<ChangeLine> changed() {
        return changes.stream()
                .filter(line -> !line.state().equals("unchanged"))
                .toList();
    }

    /** What stays as it is. */
    public List<ChangeLine> unchanged() {
        return changes.stream().filter(line -> line.state().equals("unchanged")).toList();
    }

    @Override
    public String toString() {
        return "Composition/" + composition + " version " + version;
    }
}
