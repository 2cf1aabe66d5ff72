package io.chartside.scribe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathDigestTest {
    private static final String CLASS = "io/chartside/scribe/Some.class";

    @TempDir
    private Path folder;

    private Path classes;

    @BeforeEach
    void classes() throws IOException {
        classes = folder.resolve("target/classes");
        Files.createDirectories(classes.resolve(CLASS).getParent());
        Files.writeString(classes.resolve(CLASS), "one");
    }

    @Test
    void ourJar_countsAsTheFolderItWasMadeOf() throws IOException {
        Path jar = folder.resolve("target/scribe.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.putNextEntry(new ZipEntry(CLASS));
            zip.write("one".getBytes());
        }
        assertThat(ClassPathDigest.of(List.of(jar))).isEqualTo(ClassPathDigest.of(List.of(classes)));
    }

    @Test
    void changedClass_andNewLibrary_changeIt_andOurOwnOutputDoesNot() throws IOException {
        Path library = Files.createFile(folder.resolve("library-1.jar"));
        String before = ClassPathDigest.of(List.of(classes, library));

        Files.createDirectories(classes.resolve("static/assets/scribe"));
        Files.writeString(classes.resolve("static/assets/scribe/scribe.js"), "made of it");
        assertThat(ClassPathDigest.of(List.of(classes, library))).isEqualTo(before);

        assertThat(ClassPathDigest.of(List.of(classes, folder.resolve("library-2.jar"))))
                .isNotEqualTo(before);
        Files.writeString(classes.resolve(CLASS), "two");
        assertThat(ClassPathDigest.of(List.of(classes, library))).isNotEqualTo(before);
    }
}
