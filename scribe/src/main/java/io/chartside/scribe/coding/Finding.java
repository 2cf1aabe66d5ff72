package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Concept;
import java.util.ArrayList;
import java.util.List;

/** A concept with everything the visit says about it, and what that comes to. */
final class Finding {
    private final Concept concept;
    private final List<AssertedMention> mentions = new ArrayList<>();
    private Standing standing = Standing.SILENT;
    private String rule = Guideline.CODED.section();
    private String reason = "";

    Finding(Concept concept) {
        this.concept = concept;
    }

    Concept concept() {
        return concept;
    }

    void add(AssertedMention mention) {
        mentions.add(mention);
    }

    List<AssertedMention> mentions() {
        return mentions;
    }

    List<AssertedMention> mentions(Assertion assertion) {
        return mentions.stream().filter(m -> m.assertion() == assertion).toList();
    }

    int count(Assertion assertion) {
        return (int) mentions.stream().filter(m -> m.assertion() == assertion).count();
    }

    /** The mentions that a suggestion rests on. */
    List<AssertedMention> support() {
        return mentions.stream()
                .filter(m -> m.assertion() == Assertion.AFFIRMED
                        || m.assertion() == Assertion.HISTORICAL && concept.kind() != Concept.Kind.SYMPTOM)
                .toList();
    }

    Standing standing() {
        return standing;
    }

    void stand(Standing newStanding) {
        standing = newStanding;
    }

    boolean isActive() {
        return standing == Standing.ACTIVE;
    }

    String rule() {
        return rule;
    }

    String reason() {
        return reason;
    }

    void because(String section, String newReason) {
        rule = section;
        reason = newReason;
    }

    /** What the visit comes to about a concept. */
    enum Standing {
        ACTIVE,
        /** Of the past; only a history code may speak of it. */
        PAST,
        DOUBTED,
        DENIED,
        /** In the family, taught about or warned of. */
        NOT_THE_PATIENTS,
        /** Named only in questions. */
        SILENT,
        /** Active, but another code says it better. */
        COVERED
    }
}
