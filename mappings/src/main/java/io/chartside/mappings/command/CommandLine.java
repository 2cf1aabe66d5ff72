package io.chartside.mappings.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options ({@code --name value}) and the words between them. An unknown option is refused. */
record CommandLine(List<String> words, Map<String, String> options) {
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static CommandLine parse(String[] arguments, Set<String> known) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            if (!known.contains(name)) {
                throw new UsageException("unknown option --" + name);
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new UsageException("--" + name + " needs a value");
            }
            options.put(name, equals < 0 ? arguments[++i] : argument.substring(equals + 1));
        }
        return new CommandLine(words, options);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** The data folder of {@code --data}, or {@code .chartside} in the project's folder. */
    Path dataFolder() {
        return option("data")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("chartside.home", "."), ".chartside"));
    }

    String required(String name) {
        return option(name).orElseThrow(() -> new UsageException("--" + name + " is missing"));
    }
}
