package io.chartside.scribe.coding;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.terminology.CodeCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the quality of the codes from sinking (MH5, MA16): floors a little below what is measured in docs/coding.md. */
class InventedVisitsTest {
    private static final Coder CODER = Coder.create(Shipped.TEXT, CodeCatalog.empty());
    private static final List<InventedVisits.Visit> VISITS = InventedVisits.read();

    @Test
    void visitsThatWereDevelopedOn_keepTheirFloor() {
        InventedVisits.Score score = score(false);
        assertThat(score.recall()).as("recall at 5").isGreaterThan(0.92);
        assertThat(score.precision()).as("precision at 5").isGreaterThan(0.85);
        assertThat(score.first()).as("first listed").isGreaterThan(0.88);
        assertThat(score.forbidden()).as("forbidden").isLessThan(0.03);
    }

    @Test
    void visitsThatWereHeldOut_keepTheirFloor() {
        InventedVisits.Score score = score(true);
        assertThat(score.recall()).as("recall at 5").isGreaterThan(0.97);
        assertThat(score.precision()).as("precision at 5").isGreaterThan(0.95);
        assertThat(score.first()).as("first listed").isGreaterThan(0.94);
        assertThat(score.forbidden()).as("forbidden").isLessThan(0.05);
    }

    @Test
    void wholeVisits_keepTheirFloor() {
        List<InventedVisits.Visit> visits = InventedVisits.readWhole();
        assertThat(visits).hasSize(10);
        InventedVisits.Score score = InventedVisits.score(CODER, visits);
        assertThat(score.recall()).as("recall at 5").isGreaterThan(0.92);
        assertThat(score.precision()).as("precision at 5").isGreaterThan(0.85);
        assertThat(score.first()).as("first listed").isGreaterThan(0.80);
        assertThat(score.level()).as("level").isGreaterThan(0.85);
    }

    /** Of all visits that tell a level, those that get one of the accepted ones. */
    @Test
    void levelsOfDecisionMaking_keepTheirFloor() {
        assertThat(InventedVisits.score(CODER, VISITS).level()).isGreaterThan(0.93);
        for (InventedVisits.Part part : InventedVisits.Part.values()) {
            List<InventedVisits.Visit> visits = InventedVisits.readLevels(part);
            assertThat(visits).hasSizeBetween(12, 14);
            InventedVisits.Score score = InventedVisits.score(CODER, visits);
            assertThat(score.level()).as("level").isGreaterThan(0.85);
            assertThat(score.columns()).as("columns").isGreaterThan(0.90);
        }
    }

    private static InventedVisits.Score score(boolean heldOut) {
        List<InventedVisits.Visit> part =
                VISITS.stream().filter(v -> v.heldOut() == heldOut).toList();
        assertThat(part).hasSizeGreaterThan(20);
        return InventedVisits.score(CODER, part);
    }
}
