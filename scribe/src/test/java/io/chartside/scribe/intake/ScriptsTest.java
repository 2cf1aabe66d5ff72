package io.chartside.scribe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScriptsTest {
    private final Scripts scripts = new Scripts(Shipped.TEXT);

    @Test
    void everyLetterThatTheTableNames_isOfThatScript_asUnicodeHasIt() {
        Set<String> named = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            Optional<String> script = Character.isLetter(point) ? scripts.of(point) : Optional.empty();
            if (script.isPresent() && named.add(script.get() + UnicodeScript.of(point))) {
                if (!script.get().equals(name(UnicodeScript.of(point)))) {
                    wrong.add(Integer.toHexString(point) + " " + script.get());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(named).hasSizeGreaterThan(150);
    }

    @Test
    void lettersOfLongStandingScripts_areAllNamed() {
        // No version of Unicode since has added letters below this.
        for (int point = 0; point < 0x860; point++) {
            UnicodeScript script = UnicodeScript.of(point);
            boolean named = script != UnicodeScript.LATIN && script != UnicodeScript.COMMON;
            if (named && Character.isLetter(point)) {
                assertThat(scripts.of(point)).as(Integer.toHexString(point)).contains(name(script));
            }
        }
        assertThat(scripts.of('e')).isEmpty();
        assertThat(scripts.of('é')).isEmpty();
    }

    private static String name(UnicodeScript script) {
        String name = script.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
