package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the database makes of a statement under row-level security. */
public final class TestPlans {
    private static final Pattern HITS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private TestPlans() {}

    /** The plan of the tenth run of one prepared statement, as the server's own connections keep it. */
    public static String explain(TenantId tenant, String sql, List<Object> parameters) {
        Matcher parameter = Pattern.compile("\\?").matcher(sql);
        AtomicInteger number = new AtomicInteger();
        String prepared = parameter.replaceAll(match -> Matcher.quoteReplacement(
                "$" + number.incrementAndGet() + "::" + type(parameters.get(number.get() - 1))));
        String values = parameters.stream().map(TestPlans::literal).collect(Collectors.joining(", "));
        return TestStore.bean(Database.class).reading(tenant, session -> {
            session.query("prepare shape as " + prepared + "; select 1", List.of(), row -> 1);
            String last = "";
            for (int run = 0; run < 10; run++) {
                last = String.join(
                        "\n",
                        session.query(
                                "explain (analyze, buffers, costs off, timing off) execute shape(" + values + ")",
                                List.of(),
                                row -> row.getString(1)));
            }
            session.query("deallocate shape; select 1", List.of(), row -> 1);
            return last;
        });
    }

    private static String type(Object value) {
        if (value instanceof boolean[]) {
            return "boolean[]";
        }
        if (value instanceof byte[][]) {
            return "bytea[]";
        }
        return value instanceof int[]
                ? "int[]"
                : value instanceof long[]
                        ? "bigint[]"
                        : value instanceof String[]
                                ? "text[]"
                                : value instanceof Integer ? "int" : value instanceof Long ? "bigint" : "text";
    }

    private static String literal(Object value) {
        if (value instanceof int[] numbers) {
            return "'" + Arrays.toString(numbers).replace('[', '{').replace(']', '}') + "'";
        }
        if (value instanceof long[] numbers) {
            return "'" + Arrays.toString(numbers).replace('[', '{').replace(']', '}') + "'";
        }
        if (value instanceof boolean[] truths) {
            return "'" + Arrays.toString(truths).replace('[', '{').replace(']', '}') + "'";
        }
        if (value instanceof byte[][] bytes) {
            return Arrays.stream(bytes)
                    .map(b -> "'\\x" + HexFormat.of().formatHex(b) + "'")
                    .collect(Collectors.joining(", ", "array[", "]::bytea[]"));
        }
        if (value instanceof String[] texts) {
            return "'{" + String.join(",", texts) + "}'";
        }
        return "'" + value + "'";
    }

    /** No sequential scan, these indexes, and fewer buffers than this. */
    public static void assertPlan(String explained, int mostBuffers, String... indexes) {
        assertThat(explained).doesNotContain("Seq Scan").contains(indexes);
        Matcher hits = HITS.matcher(explained);
        assertThat(hits.find()).as(explained).isTrue();
        int touched = Integer.parseInt(hits.group(1)) + (hits.group(2) == null ? 0 : Integer.parseInt(hits.group(2)));
        assertThat(touched).as(explained).isLessThan(mostBuffers);
    }
}
