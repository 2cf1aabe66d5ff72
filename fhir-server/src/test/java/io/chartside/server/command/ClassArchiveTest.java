package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {

    @Test
    void eachJava_hasAnArchiveOfItsOwn(@TempDir Path folder) {
        assertThat(ClassArchive.of(folder, "fhir-server", 17).file()).isEqualTo(folder.resolve("fhir-server-17.jsa"));
        assertThat(ClassArchive.of(folder, "fhir-server", 21).file()).isEqualTo(folder.resolve("fhir-server-21.jsa"));
        assertThat(ClassArchive.of(folder, "fhir-server", 25).file()).isEqualTo(folder.resolve("fhir-server-25.aot"));
    }

    @Test
    void javaWithAheadOfTimeCache_recordsAndReadsOne(@TempDir Path folder) {
        ClassArchive archive = ClassArchive.of(folder, "smart-app", 25);
        assertThat(archive.writing()).containsExactly("-XX:AOTCacheOutput=" + archive.file());
        assertThat(archive.reading()).containsExactly("-XX:AOTCache=" + archive.file());
        assertThat(archive.insisting()).contains("-XX:AOTCache=" + archive.file(), "-XX:AOTMode=on");
    }

    @Test
    void archive_isWritten_whenItsFileIsThere(@TempDir Path folder) throws Exception {
        ClassArchive archive = ClassArchive.of(folder, "smart-app", 17);
        assertThat(archive.written()).isFalse();
        Files.createFile(archive.file());
        assertThat(archive.written()).isTrue();
    }

    @Test
    void jdk_isReadFromItsReleaseFile() {
        Jdk running = Jdk.running();
        assertThat(Jdk.in(running.home()).feature()).isEqualTo(running.feature());
    }
}
