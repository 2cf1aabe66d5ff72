package io.chartside.app.plugin;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A PostgreSQL JDBC URL whose database and credentials can be exchanged. Never logged: it may hold a password. */
record DatabaseUrl(String text) {

    private static final String PREFIX = "jdbc:postgresql:";

    DatabaseUrl {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("chartside.database.url must begin with " + PREFIX);
        }
    }

    /** The same server and options, another database, no credentials. */
    DatabaseUrl of(String database) {
        int question = text.indexOf('?');
        String address = question < 0 ? text : text.substring(0, question);
        String options = question < 0 ? "" : text.substring(question + 1);
        int slash = address.startsWith(PREFIX + "//") ? address.indexOf('/', PREFIX.length() + 2) : -1;
        String server = slash < 0
                ? (address.startsWith(PREFIX + "//") ? address + "/" : PREFIX)
                : address.substring(0, slash + 1);
        String kept = Arrays.stream(options.split("&"))
                .filter(option -> !option.isEmpty() && !option.startsWith("user=") && !option.startsWith("password="))
                .collect(Collectors.joining("&"));
        return new DatabaseUrl(server + database + (kept.isEmpty() ? "" : "?" + kept));
    }

    /** The same server, options and credentials, another database. */
    DatabaseUrl inDatabase(String database) {
        String credentials = Arrays.stream(
                        text.indexOf('?') < 0
                                ? new String[0]
                                : text.substring(text.indexOf('?') + 1).split("&"))
                .filter(option -> option.startsWith("user=") || option.startsWith("password="))
                .collect(Collectors.joining("&"));
        String other = of(database).text();
        return credentials.isEmpty()
                ? new DatabaseUrl(other)
                : new DatabaseUrl(other + (other.indexOf('?') < 0 ? "?" : "&") + credentials);
    }

    @Override
    public String toString() {
        return "database URL";
    }
}
