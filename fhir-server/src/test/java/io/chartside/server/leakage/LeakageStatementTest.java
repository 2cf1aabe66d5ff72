package io.chartside.server.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/leakage.md names every column and every population parameter, and fails here when it does not (MH13). */
class LeakageStatementTest {
    /** Partitions have their parent's columns, views those of tables; a table that a test makes is no part of the schema. */
    private static final String COLUMNS = """
            select t.relname, c.column_name, c.udt_name from information_schema.columns c
            join pg_class t on t.relname = c.table_name and t.relnamespace = 'public'::regnamespace
            where c.table_schema = 'public' and not t.relispartition and t.relkind <> 'v'
            and pg_get_userbyid(t.relowner) = 'chartside_owner'""";

    private static final Map<String, Set<String>> TYPES_OF_FORM = Map.of(
            "number", Set.of("int8", "_int8", "xid8", "uuid"),
            "keyed", Set.of("int8", "_int8", "_int4", "bytea"),
            "random", Set.of("bytea"),
            "sealed", Set.of("bytea"),
            "derived", Set.of("bytea", "text"),
            "public", Set.of("bytea"));

    /** Lists of numbers as bytes. */
    private static final Set<String> PACKED = Set.of("resource.link_param", "resource.link_target");

    private static LeakageStatement statement;

    @BeforeAll
    static void read() throws IOException {
        TestStore.bean(SearchWords.class);
        statement = LeakageStatement.read();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chartside", "chartside_keys"})
    void everyColumnHasItsForm(String database) {
        Map<String, String> columns = columns(database);
        assertThat(columns).hasSizeGreaterThan(15);
        Map<String, String> forms = statement.forms("database `" + database + "`");

        assertThat(forms.keySet())
                .as("docs/leakage.md against the schema of " + database)
                .containsExactlyInAnyOrderElementsOf(columns.keySet());
        columns.forEach((column, type) -> {
            String form = forms.get(column);
            if (PACKED.contains(column)) {
                assertThat(type).as(column).isEqualTo("bytea");
                assertThat(form).as(column).isIn("clear", "number");
            } else if (form.equals("clear")) {
                assertThat(type).as(column + " is said to be clear").isNotEqualTo("bytea");
            } else {
                assertThat(TYPES_OF_FORM.get(form))
                        .as(column + " is said to be " + form)
                        .contains(type);
            }
        });
    }

    @Test
    void everyTextInTheClearIsExplained() {
        Set<String> texts = new TreeSet<>();
        for (String database : List.of("chartside", "chartside_keys")) {
            Map<String, String> forms = statement.forms("database `" + database + "`");
            columns(database).forEach((column, type) -> {
                if (forms.getOrDefault(column, "").equals("clear")
                        && Set.of("text", "varchar", "jsonb").contains(type)
                        && !column.endsWith(".tenant")) {
                    texts.add(column);
                }
            });
        }
        assertThat(statement.firstCells("Texts in the clear")).containsAll(texts);
    }

    @Test
    void everyPopulationParameterIsExplained() {
        SearchParameters parameters = TestStore.bean(SearchParameters.class);
        SearchWords words = TestStore.bean(SearchWords.class);
        Set<String> withTokens = new TreeSet<>();
        for (String type : parameters.types()) {
            for (SearchParameter parameter : parameters.of(type)) {
                if (words.population(type, parameter.name()).isPresent()) {
                    withTokens.add(parameter.name());
                }
            }
        }
        assertThat(statement.firstCells("Population tokens")).containsExactlyInAnyOrderElementsOf(withTokens);
    }

    @ParameterizedTest
    @CsvSource({
        "Patient,gender",
        "Patient,race",
        "Patient,ethnicity",
        "Patient,active",
        "Patient,deceased",
        "Patient,language",
        "Encounter,status",
        "Encounter,class",
        "Encounter,type",
        "Condition,category",
        "Condition,clinical-status",
        "Observation,category",
        "Observation,status",
        "Task,status",
        "DocumentReference,type",
        "Composition,type"
    })
    void parameterWithFewValues_hasNoPopulationToken(String type, String parameter) {
        assertThat(TestStore.bean(SearchParameters.class).find(type, parameter)).isPresent();
        assertThat(TestStore.bean(SearchWords.class).population(type, parameter))
                .isEmpty();
    }

    /** Types by {@code table.column}. */
    private static Map<String, String> columns(String database) {
        return TestStore.asSuperuser(database, connection -> {
            Map<String, String> columns = new TreeMap<>();
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery(COLUMNS)) {
                while (rows.next()) {
                    columns.put(rows.getString(1) + "." + rows.getString(2), rows.getString(3));
                }
            }
            return columns;
        });
    }
}
