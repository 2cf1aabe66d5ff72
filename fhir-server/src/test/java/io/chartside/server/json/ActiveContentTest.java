package io.chartside.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActiveContentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>1</script>",
                "<SCRIPT src='x'/>",
                "<p><x:script xmlns:x='http://www.w3.org/1999/xhtml'/></p>",
                "<img src='x' onerror='alert(1)'/>",
                "<p onClick=\"1\">x</p>",
                "<a title='a>b' onmouseover = 'x'>y</a>",
                "<a href='javascript:alert(1)'>x</a>",
                "<a href=' java\tscript:alert(1)'>x</a>",
                "<a href='java&#115;cript:alert(1)'>x</a>",
                "<a href='data:text/html,x'>x</a>",
                "<iframe src='https://x.example'/>",
                "<form action='https://x.example'><input name='a'/></form>",
                "<svg><circle/></svg>",
                "<link rel='stylesheet' href='https://x.example/a.css'/>"
            })
    void isFound(String inner) {
        assertThat(ActiveContent.isIn("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + inner + "</div>"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain &lt;script&gt; text: onload='x' &amp; javascript:x",
                "<p class='x' style='color: red' id=\"a\">once <b>more</b><br/></p>",
                "<!-- no script here --><table><tr><td colspan='2'>1 &#169;</td></tr></table>",
                "<a name='x'/><a href='#x'>up</a><a href='Patient/1?a=b&amp;c=d'>she</a><a href='urn:uuid:1'>it</a>",
                "<img src='data:image/png;base64,aGk=' alt='x'/><img src='#hospital'/>"
            })
    void isNotSeenWhereThereIsNone(String inner) {
        assertThat(ActiveContent.isIn("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + inner + "</div>"))
                .isFalse();
    }
}
