package io.chartside.server.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * An installed Java.
 *
 * @param home its folder, which holds {@code bin/java}
 * @param version as it calls itself: {@code 17.0.15}
 */
public record Jdk(Path home, Runtime.Version version) {

    /** The one that runs this program. */
    public static Jdk running() {
        return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
    }

    /** @throws IllegalArgumentException when there is none in the folder */
    public static Jdk in(Path home) {
        Properties release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
            release.load(file);
            return new Jdk(
                    home,
                    Runtime.Version.parse(
                            release.getProperty("JAVA_VERSION", "").replace("\"", "")));
        } catch (IOException e) {
            throw new IllegalArgumentException("no JDK in " + home + ": it has no file named release", e);
        }
    }

    /** Its launcher. */
    public Path java() {
        return home.resolve("bin").resolve("java");
    }

    int feature() {
        return version.feature();
    }
}
