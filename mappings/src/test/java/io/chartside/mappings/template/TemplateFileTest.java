package io.chartside.mappings.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.template.NoteTemplate.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant's note templates: read, or refused with the place and the reason (MA16). */
class TemplateFileTest {

    @Test
    void sectionsOrderHeadingAndStyle_areTheFiles_theRestIsUsual() {
        NoteTemplate template = TemplateFile.read("short", """
                type: progress
                sections:
                  - {section: plan, heading: Plan, style: terse}
                  - {section: history-of-present-illness}
                  - {section: results}
                """);
        assertThat(template.type()).isEqualTo(NoteType.PROGRESS);
        assertThat(template.parts())
                .containsExactly(
                        new Part(SectionKind.PLAN, "Plan", Style.TERSE),
                        Part.usual(SectionKind.HISTORY_OF_PRESENT_ILLNESS, Style.USUAL),
                        Part.usual(SectionKind.RESULTS, Style.USUAL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: soap | the file has the key kind; known here are sections, type",
                "type: poem | type is one of consult, discharge",
                "type: soap | sections must be a list of at least one section",
                "{type: soap, sections: [{section: plot}]} | sections[0].section is one of allergies,",
                "{type: soap, sections: [{section: plan}, {section: plan}]} | the section plan stands twice",
                "{type: soap, sections: [{section: plan, colour: red}]} | sections[0] has the key colour; known here are heading, section, style",
                "{type: soap, sections: [{section: plan, style: rhymed}]} | sections[0].style is one of bullets, prose, terse, usual",
                "{type: soap, sections: [{section: plan, heading: [a]}]} | sections[0].heading must be text",
                "{type: soap, sections: [{section: plan, heading: ''}]} | sections[0].heading must be text",
                "{type: soap, sections: [plan]} | sections[0] must hold the keys heading, section, style",
                "{type: soap, type: soap} | it is not YAML",
                "'- ]' | it is not YAML"
            })
    void whatIsWrong_isSaid(String yaml, String message) {
        assertThatThrownBy(() -> TemplateFile.read("short", yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsWrongInAFolder_namesTheFile(@TempDir Path folder) throws IOException {
        assertThat(TemplateFolder.read(folder.resolve("none"))).isEmpty();
        Files.writeString(folder.resolve("Bad Name.yml"), "type: soap");
        assertThatThrownBy(() -> TemplateFolder.read(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Bad Name.yml is no valid note template: a template's name has lower-case");
    }

    @Test
    void theShippedTemplates_areValid() {
        assertThat(TemplateFolder.read(Path.of("..", "config", "templates", "demo")))
                .containsKey("short-follow-up");
    }
}
