package io.chartside.server.terminology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ICD-10-CM codes that the shipped lexicon names, in its own words: a small part, used until a release is loaded. */
final class LexiconCodes implements CodeSource {
    private final TreeMap<String, String> displays;

    LexiconCodes(Map<String, String> displays) {
        this.displays = new TreeMap<>(displays);
    }

    @Override
    public String system() {
        return IcdCodes.SYSTEM;
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public String title() {
        return "ICD-10-CM (codes of the lexicon)";
    }

    @Override
    public boolean complete() {
        return false;
    }

    @Override
    public Optional<Code> find(String code) {
        return Optional.ofNullable(displays.get(code)).map(display -> Code.plain(code, display));
    }

    /** The longest beginning that is a code here. */
    @Override
    public List<String> parents(String code) {
        for (int end = code.length() - 1; end >= 3; end--) {
            if (displays.containsKey(code.substring(0, end))) {
                return List.of(code.substring(0, end));
            }
        }
        return List.of();
    }

    @Override
    public List<String> children(String code) {
        return displays.tailMap(code, false).keySet().stream()
                .takeWhile(other -> other.startsWith(code))
                .filter(other -> parents(other).contains(code))
                .toList();
    }

    @Override
    public boolean isBelow(String code, String ancestor) {
        return ancestor.length() >= 3 && code.length() > ancestor.length() && code.startsWith(ancestor);
    }

    @Override
    public int count(Words words) {
        return (int) displays.entrySet().stream()
                .filter(entry -> words.fit(entry.getKey(), entry.getValue()))
                .count();
    }

    @Override
    public List<Code> page(Words words, int offset, int limit) {
        return displays.entrySet().stream()
                .filter(entry -> words.fit(entry.getKey(), entry.getValue()))
                .skip(offset)
                .limit(limit)
                .map(entry -> Code.plain(entry.getKey(), entry.getValue()))
                .toList();
    }
}
