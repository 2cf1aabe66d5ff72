package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpOptionsTest {
    private static final Path HOME = Path.of("/opt/chartside");

    private static UpOptions parse(Map<String, String> environment, String... arguments) {
        return UpOptions.parse(HOME, environment, arguments);
    }

    @Test
    void databaseOfTheEnvironment_isUsed_andMakesNoDemo() {
        UpOptions options =
                parse(Map.of("CHARTSIDE_DATABASE_URL", "postgresql://ada:secret@db.example/chartside"), "--port", "1");
        assertThat(options.databaseUrl()).contains("jdbc:postgresql://db.example/chartside?user=ada&password=secret");
        assertThat(options.demo()).isFalse();
    }

    @Test
    void databaseOfTheOption_goesBeforeThatOfTheEnvironment() {
        assertThat(parse(
                                Map.of("CHARTSIDE_DATABASE_URL", "postgresql://one.example/a"),
                                "--database-url",
                                "postgresql://two.example/b")
                        .databaseUrl())
                .contains("jdbc:postgresql://two.example/b");
    }

    @Test
    void withoutEither_theDatabaseIsEmbedded() {
        assertThat(parse(Map.of()).databaseUrl()).isEmpty();
        assertThat(parse(Map.of("CHARTSIDE_DATABASE_URL", "")).databaseUrl()).isEmpty();
        assertThat(parse(Map.of()).demo()).isTrue();
    }

    /** What psql takes; the driver reads {@code +} as a blank and {@code &} as the end of the value. */
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h/d?user=a&password=b, jdbc:postgresql://h/d?user=a&password=b",
        "postgres://h:5433/d, jdbc:postgresql://h:5433/d",
        "postgresql://a@h/d?sslmode=require, jdbc:postgresql://h/d?sslmode=require&user=a",
        "postgresql://a:b+c&d@h/d, jdbc:postgresql://h/d?user=a&password=b%2Bc%26d",
        "postgresql://a:b%2Fc%20d:e@h/d, jdbc:postgresql://h/d?user=a&password=b%2Fc+d%3Ae"
    })
    void urlIsTakenAsPsqlTakesIt(String given, String jdbc) {
        assertThat(parse(Map.of(), "--database-url", given).databaseUrl()).contains(jdbc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://a:pass-word@h/d",
                "postgresql://a:pass-word#@h/d",
                "postgresql://a:pass-word %@h/d",
                "postgresql://a:pass-word@h:1,i:2/d"
            })
    void whatIsNoUrl_isRefusedInOneLineWithoutIt(String given) {
        assertThatThrownBy(() -> parse(Map.of("CHARTSIDE_DATABASE_URL", given)))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("CHARTSIDE_DATABASE_URL")
                .hasMessageContaining("--database-url")
                .hasMessageNotContaining("pass-word")
                .hasNoCause();
    }

    @Test
    void unknownOption_isNamedWithoutItsValue() {
        assertThatThrownBy(() -> parse(Map.of(), "--database-url=postgresql://a:pass-word@h/d"))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("--database-url is unknown")
                .hasMessageNotContaining("pass-word");
    }
}
