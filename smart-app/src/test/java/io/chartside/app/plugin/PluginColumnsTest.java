package io.chartside.app.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.PluginTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/leakage.md names every column of the plugin's schema, and fails here when it does not. */
class PluginColumnsTest extends PluginTest {
    private static final String HEADING = "## Columns of the plugin";

    @Test
    void everyColumnHasItsForm() throws IOException, SQLException {
        assertThat(named()).containsExactlyInAnyOrderElementsOf(columns());
    }

    private static Set<String> named() throws IOException {
        String page = Files.readString(Path.of("../docs/leakage.md"));
        String section = page.substring(page.indexOf(HEADING) + HEADING.length());
        Set<String> columns = new TreeSet<>();
        section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> {
                    String[] cells = line.substring(1).split("\\|");
                    for (int i = 1; i < cells.length; i++) {
                        for (String column : cells[i].strip().split(", ")) {
                            if (!column.isEmpty()) {
                                columns.add(cells[0].replace("`", "").strip() + "." + column);
                            }
                        }
                    }
                });
        return columns;
    }

    private static Set<String> columns() throws SQLException {
        Set<String> columns = new TreeSet<>();
        String database = databaseUrl().replace("/postgres?", "/chartside?");
        try (Connection superuser = DriverManager.getConnection(database);
                ResultSet rows = superuser
                        .createStatement()
                        .executeQuery("select table_name, column_name from information_schema.columns"
                                + " where table_schema = 'plugin'")) {
            while (rows.next()) {
                columns.add(rows.getString(1) + "." + rows.getString(2));
            }
        }
        return columns;
    }
}
