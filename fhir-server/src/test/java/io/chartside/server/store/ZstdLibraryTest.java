package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstdLibraryTest {
    @TempDir
    Path folder;

    /** What a server does first, in a process of its own: a library is loaded once. */
    static final class Loading {
        public static void main(String[] none) {
            try {
                ZstdBodies.load();
                System.out.print("loaded");
            } catch (IllegalStateException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    private static String loadedFrom(Path place) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-DZstdTempFolder=" + place,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void folderThatTakesFiles_isEnough() throws IOException {
        assertThat(loadedFrom(folder)).isEqualTo("loaded");
    }

    @Test
    void folderThatCannotTakeTheLibrary_isNamedWithWhatToDo() throws IOException {
        Path file = Files.createFile(folder.resolve("no-folder"));
        assertThat(loadedFrom(file))
                .startsWith("the compression library (zstd-jni) cannot be loaded from " + file)
                .contains("-DZstdTempFolder=DIR")
                .hasLineCount(1);
    }
}
