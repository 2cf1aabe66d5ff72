package io.chartside.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XhtmlShapeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>open</div>",
                "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a</div><div>b</div>",
                "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a < b</div>",
                "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\" x=y>a</div>",
                "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><!-- c -->a</div>",
                "<div xmlns=\\\"urn:other\\\">a</div>",
                "<div>a</div>",
                "<p xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a</p>",
                "no markup"
            })
    void unusualNarratives_areLeftToTheParser(String div) {
        assertThat(XhtmlShape.isWellFormed(div.replace("\\\"", "\""))).isFalse();
    }
}
