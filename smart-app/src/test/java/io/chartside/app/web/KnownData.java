package io.chartside.app.web;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Every text that a page was given: what a test's models hold, whatever they are made of. */
final class KnownData {
    private static final int SHORTEST = 2;

    private final SortedSet<String> texts =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    KnownData(Collection<?> models) {
        models.forEach(this::collect);
    }

    /** What is left of a text without them, the longest first. */
    String without(String text) {
        String left = text;
        for (String known : texts) {
            left = left.replace(known, " ");
        }
        return left;
    }

    private void collect(Object value) {
        if (value instanceof String text) {
            List<String> forms = new ArrayList<>(List.of(text, text.replaceAll("\\s+", " ")));
            forms.removeIf(form -> form.strip().length() < SHORTEST);
            texts.addAll(forms);
        } else if (value instanceof Collection<?> many) {
            many.forEach(this::collect);
        } else if (value instanceof Map<?, ?> map) {
            collect(map.values());
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                collect(of(record, component));
            }
        }
    }

    private static Object of(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
