package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.SampleDraft;
import io.chartside.mappings.fhir.R4Validation;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DraftBundleTest {

    @Test
    void draftOnItsOwn_withEveryPart_isValidR4() {
        assertThat(R4Validation.errors(DraftBundle.of(
                        SampleDraft.draft(),
                        SampleDraft.visit(),
                        EngineDevice.EMBEDDED,
                        DraftIds.selfContained(() -> UUID.randomUUID().toString()))))
                .isEmpty();
    }

    @Test
    void draftOfAServer_withEveryPart_isValidR4() {
        assertThat(R4Validation.errors(DraftBundle.of(
                        SampleDraft.draft(),
                        SampleDraft.visit(),
                        EngineDevice.EMBEDDED,
                        new DraftIds(() -> UUID.randomUUID().toString(), "http://localhost/fhir/demo"))))
                .isEmpty();
    }
}
