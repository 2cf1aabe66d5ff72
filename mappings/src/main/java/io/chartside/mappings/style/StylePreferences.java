package io.chartside.mappings.style;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Extension;

/** A practitioner's style for the practitioner to read and to take back, rule by rule. */
public final class StylePreferences {
    private StylePreferences() {}

    /**
     * One rule.
     *
     * @param key names it as long as no other is taken out before it
     * @param told in one phrase
     * @param used whether it was seen often enough to be written by
     */
    public record Line(String key, String told, boolean used) {}

    /** The rules; what is none is passed over. */
    public static List<Line> lines(Basic basic) {
        List<Extension> rules = basic.getExtensionsByUrl(StyleResource.RULE);
        return IntStream.range(0, rules.size())
                .boxed()
                .flatMap(at -> StyleResource.rule(rules.get(at))
                        .map(seen -> Stream.of(new Line(
                                at + "-" + seen.rule().told().hashCode(),
                                seen.rule().told(),
                                seen.counts())))
                        .orElseGet(Stream::empty))
                .toList();
    }

    /** Without one rule, or as it was when the key names none any more. It is not learned again of notes signed before. */
    public static Basic without(Basic basic, String key) {
        List<Line> lines = lines(basic);
        if (lines.stream().noneMatch(line -> line.key().equals(key))) {
            return basic;
        }
        Basic changed = basic.copy();
        Extension gone = changed.getExtensionsByUrl(StyleResource.RULE)
                .get(Integer.parseInt(key.substring(0, key.indexOf('-'))));
        changed.getExtension().removeIf(extension -> extension == gone);
        changed.setText(null);
        return changed;
    }

    /** Without any rule. */
    public static Basic cleared(Basic basic) {
        Basic changed = basic.copy();
        changed.getExtension().removeIf(extension -> StyleResource.RULE.equals(extension.getUrl()));
        changed.setText(null);
        return changed;
    }

    /** Whether more may be learned. */
    public static boolean learns(Basic basic) {
        Extension learning = basic.getExtensionByUrl(StyleResource.LEARNING);
        return learning == null || !(learning.getValue() instanceof BooleanType on) || on.booleanValue();
    }

    /** With the learning turned on or off. */
    public static Basic learning(Basic basic, boolean on) {
        Basic changed = basic.copy();
        changed.getExtension().removeIf(extension -> StyleResource.LEARNING.equals(extension.getUrl()));
        changed.addExtension(new Extension(StyleResource.LEARNING, new BooleanType(on)));
        return changed;
    }
}
