package io.chartside.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The fields of an object in the order in which they came: names and values by turns in one array, 30 bytes an object and 8 a
 * field where a LinkedHashMap takes 136 and 40. A name is looked for one by one, which with the few fields of an element
 * takes no longer.
 */
final class FieldArray extends AbstractMap<String, JsonNode> {
    private static final Object[] NONE = new Object[0];

    private Object[] fields = NONE;
    private int end;

    private int find(Object name) {
        for (int i = 0; i < end; i += 2) {
            if (fields[i] == name || fields[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int size() {
        return end / 2;
    }

    @Override
    public boolean containsKey(Object name) {
        return find(name) >= 0;
    }

    @Override
    public JsonNode get(Object name) {
        int at = find(name);
        return at < 0 ? null : (JsonNode) fields[at + 1];
    }

    @Override
    public JsonNode put(String name, JsonNode value) {
        int at = find(name);
        if (at >= 0) {
            JsonNode before = (JsonNode) fields[at + 1];
            fields[at + 1] = value;
            return before;
        }
        if (end == fields.length) {
            fields = Arrays.copyOf(fields, end < 4 ? end + 2 : end + 4 + end / 8 * 2);
        }
        fields[end++] = name;
        fields[end++] = value;
        return null;
    }

    @Override
    public JsonNode remove(Object name) {
        int at = find(name);
        if (at < 0) {
            return null;
        }
        JsonNode before = (JsonNode) fields[at + 1];
        removeAt(at);
        return before;
    }

    private void removeAt(int at) {
        System.arraycopy(fields, at + 2, fields, at, end - at - 2);
        end -= 2;
        fields[end] = null;
        fields[end + 1] = null;
    }

    @Override
    public void clear() {
        fields = NONE;
        end = 0;
    }

    /** Made anew each time: the view that {@link AbstractMap} keeps would be 16 bytes an object. */
    @Override
    public Collection<JsonNode> values() {
        return new AbstractCollection<>() {
            @Override
            public int size() {
                return end / 2;
            }

            @Override
            public Iterator<JsonNode> iterator() {
                Iterator<Map.Entry<String, JsonNode>> entries = new Entries();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public JsonNode next() {
                        return entries.next().getValue();
                    }

                    @Override
                    public void remove() {
                        entries.remove();
                    }
                };
            }
        };
    }

    @Override
    public Set<Map.Entry<String, JsonNode>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return end / 2;
            }

            @Override
            public Iterator<Map.Entry<String, JsonNode>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, JsonNode>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < end;
        }

        @Override
        public Map.Entry<String, JsonNode> next() {
            if (next >= end) {
                throw new NoSuchElementException();
            }
            String name = (String) fields[next];
            JsonNode value = (JsonNode) fields[next + 1];
            next += 2;
            return new SimpleEntry<>(name, value) {
                private static final long serialVersionUID = 1L;

                @Override
                public JsonNode setValue(JsonNode newValue) {
                    put(name, newValue);
                    return super.setValue(newValue);
                }
            };
        }

        @Override
        public void remove() {
            next -= 2;
            removeAt(next);
        }
    }
}
