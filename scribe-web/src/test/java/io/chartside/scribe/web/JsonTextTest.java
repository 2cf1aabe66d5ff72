package io.chartside.scribe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void members_standInTheirOrder_withoutBlanks() {
        String json = JsonText.object(one -> one.put("a", 1)
                .put("b", two -> two.put("c", true))
                .putAll("d", List.of("x", "y"), (three, word) -> three.put("w", word))
                .putWords("e", List.of("p", "q"))
                .put("f", "z"));
        assertThat(json)
                .isEqualTo(
                        "{\"a\":1,\"b\":{\"c\":true},\"d\":[{\"w\":\"x\"},{\"w\":\"y\"}],\"e\":[\"p\",\"q\"],\"f\":\"z\"}");
        assertThat(JsonText.object(none -> {})).isEqualTo("{}");
    }

    @Test
    void whatJsonForbids_isEscaped_andHalfAPairToo() {
        assertThat(JsonText.object(one -> one.put("t", "\"\\\n\t\u0001é\uD83D\uDE00\uD83D")))
                .isEqualTo("{\"t\":\"\\\"\\\\\\n\\t\\u0001é\uD83D\uDE00\\ud83d\"}");
    }

    @Test
    void shares_haveTheFewestDecimals() {
        assertThat(JsonText.object(one -> one.putShare("a", 1)
                        .putShare("b", 0.9)
                        .putShare("c", 0.056)
                        .putShare("d", 0)))
                .isEqualTo("{\"a\":1,\"b\":0.9,\"c\":0.06,\"d\":0}");
    }
}
