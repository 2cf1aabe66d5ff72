package io.chartside.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldArrayTest {

    @Test
    void itDoesWhatALinkedHashMapDoes() {
        Random random = new Random(20261122);
        for (int round = 0; round < 200; round++) {
            Map<String, JsonNode> expected = new LinkedHashMap<>();
            Map<String, JsonNode> fields = new FieldArray();
            for (int step = 0; step < 80; step++) {
                String name = new String("f" + random.nextInt(24));
                JsonNode value = IntNode.valueOf(step);
                switch (random.nextInt(6)) {
                    case 0 -> assertThat(fields.remove(name)).isEqualTo(expected.remove(name));
                    case 1 -> assertThat(fields.putIfAbsent(name, value)).isEqualTo(expected.putIfAbsent(name, value));
                    case 2 -> {
                        removeEverySecond(fields);
                        removeEverySecond(expected);
                    }
                    case 3 -> {
                        fields.entrySet().forEach(e -> e.setValue(value));
                        expected.entrySet().forEach(e -> e.setValue(value));
                    }
                    default -> assertThat(fields.put(name, value)).isEqualTo(expected.put(name, value));
                }
                assertThat(fields.get(name)).isEqualTo(expected.get(name));
                assertThat(fields.containsKey(name)).isEqualTo(expected.containsKey(name));
                assertThat(fields).isEqualTo(expected).hasSameSizeAs(expected);
                assertThat(new ArrayList<>(fields.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
                assertThat(List.copyOf(fields.values())).isEqualTo(List.copyOf(expected.values()));
            }
        }
    }

    private static void removeEverySecond(Map<String, JsonNode> map) {
        boolean odd = false;
        for (Iterator<Map.Entry<String, JsonNode>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            entries.next();
            if (odd) {
                entries.remove();
            }
            odd = !odd;
        }
    }

    @Test
    void aLargeBodyIsTheSameTreeAsASmallOne() {
        String resource =
                "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\",\"coding\":[{\"system\":\"s\",\"code\":\"c\"},"
                        + "{\"system\":\"s\",\"code\":\"c\"}]},\"n\":1.50,\"t\":true,\"z\":null}";
        ObjectNode small =
                JsonTree.of(resource.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        String large = "{\"entry\":[" + (resource + ",").repeat((1 << 20) / resource.length()) + resource + "]}";
        ObjectNode tree = JsonTree.of(large.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertThat(tree.path("entry")).allSatisfy(entry -> assertThat(entry).isEqualTo(small));
        assertThat(new String(JsonTree.bytes(tree), StandardCharsets.UTF_8)).isEqualTo(large);
        assertThat(JsonTree.of((large + "x").getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
