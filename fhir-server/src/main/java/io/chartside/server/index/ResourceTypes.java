package io.chartside.server.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers that stand for R4's resource types in the tables: lines of r4-types.txt, which never changes. */
public final class ResourceTypes {
    private static final List<String> NAMES = read();
    private static final Map<String, Integer> NUMBERS = number();

    private ResourceTypes() {}

    private static List<String> read() {
        try (InputStream in = ResourceTypes.class.getResourceAsStream("r4-types.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("r4-types.txt is missing", e);
        }
    }

    private static Map<String, Integer> number() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            numbers.put(NAMES.get(i), i + 1);
        }
        return Map.copyOf(numbers);
    }

    public static boolean exists(String type) {
        return NUMBERS.containsKey(type);
    }

    /** @return from 1; 0, which no row has, for what is no resource type of R4 */
    public static int number(String type) {
        return NUMBERS.getOrDefault(type, 0);
    }

    public static String name(int number) {
        return NAMES.get(number - 1);
    }
}
