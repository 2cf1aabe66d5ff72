package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.SampleDraft;
import io.chartside.mappings.fhir.R4Validation;
import io.chartside.scribe.draft.NoteText;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;

class DraftBundleTest {
    private static Bundle selfContained() {
        return DraftBundle.of(
                SampleDraft.draft(),
                SampleDraft.visit(),
                EngineDevice.EMBEDDED,
                DraftIds.selfContained(() -> UUID.randomUUID().toString()));
    }

    @Test
    void draft_withEveryPart_isValidR4() {
        assertThat(R4Validation.errors(selfContained())).isEmpty();
    }

    @Test
    void draft_readBack_hasTheNoteWordForWord() {
        Bundle parsed = (Bundle) R4Validation.R4
                .newJsonParser()
                .parseResource(R4Validation.R4.newJsonParser().encodeResourceToString(selfContained()));
        DraftView view = DraftReader.read(parsed);
        assertThat(PlainText.of(view.sections()))
                .isEqualTo(NoteText.of(SampleDraft.draft().note()));
    }
}
