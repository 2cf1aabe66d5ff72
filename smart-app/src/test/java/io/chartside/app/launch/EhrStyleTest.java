package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EhrStyleTest {

    private static EhrStyle of(String json) {
        return EhrStyle.of(Json.object(json).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#fff | #000 | light",
                "#101010 | #ffffff | dark",
                "rgb(16, 20, 24) | #eee | dark",
                // Nobody could read it: neither is taken.
                "#777777 | #888888 | ",
                "#ffffff | #999999 | ",
                "white | black | ",
                "#ffffff80 | #000000 | ",
                "rgb(999,0,0) | #ffffff | "
            })
    void backgroundAndText_goTogether_orNotAtAll(String background, String text, String scheme) {
        EhrStyle style = of("{\"color_background\":\"" + background + "\",\"color_text\":\"" + text + "\"}");
        assertThat(style.scheme().orElse(null)).isEqualTo(scheme);
        assertThat(style.equals(EhrStyle.NONE)).isEqualTo(scheme == null);
    }

    @Test
    void colourThatDoesNotStandOut_isLeftOut() {
        EhrStyle style = of("{\"color_background\":\"#ffffff\",\"color_text\":\"#222222\",\"color_error\":\"#ffcccc\","
                + "\"color_success\":\"#006622\",\"color_highlight\":\"#ffff00\"}");
        assertThat(style.properties())
                .containsKeys("ehr-color-success")
                .doesNotContainKeys("ehr-color-error", "ehr-color-highlight");
    }

    /** Whatever a document holds, the sheet is one rule of known properties. Seed 7. */
    @Test
    void anyDocument_givesOneRuleOfKnownProperties() {
        Random random = new Random(7);
        String letters = "#0123456789abcdef(){};:/*'\",<>\\px rgbem url";
        String[] names = {
            "color_background", "color_text", "color_error", "dim_font_size", "dim_border_radius", "font_family_body"
        };
        for (int round = 0; round < 3000; round++) {
            StringBuilder json = new StringBuilder("{");
            for (String name : names) {
                StringBuilder value = new StringBuilder(random.nextBoolean() ? "#" : "");
                for (int i = random.nextInt(12); i >= 0; i--) {
                    value.append(letters.charAt(random.nextInt(letters.length())));
                }
                json.append(json.length() > 1 ? "," : "")
                        .append('"')
                        .append(name)
                        .append("\":\"")
                        .append(value.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
            assertThat(of(json + "}").css())
                    .matches(":root\\{(--ehr-[a-z-]+:[#A-Za-z0-9., \"-]+;)*(color-scheme:(dark|light);)?\\}\n");
        }
    }
}
