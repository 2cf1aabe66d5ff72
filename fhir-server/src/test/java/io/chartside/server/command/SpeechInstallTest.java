package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.ai.speech.SpeechWeights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights count by their SHA-256 alone, wherever they come from. */
class SpeechInstallTest {
    private static final byte[] WEIGHTS = "weights of a test".getBytes();

    @TempDir
    private Path data;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int install(String sha256, String... arguments) {
        PrintStream out = new PrintStream(said, true);
        return SpeechInstall.run(arguments, sha256, out, out);
    }

    private static String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(WEIGHTS));
    }

    private Path archive(String entry) throws IOException {
        Path archive = data.resolve("package.tgz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            for (String name : new String[] {"package/README.md", entry}) {
                TarArchiveEntry file = new TarArchiveEntry(name);
                file.setSize(WEIGHTS.length);
                tar.putArchiveEntry(file);
                tar.write(WEIGHTS);
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }

    private Path installed() {
        return data.resolve("speech").resolve(SpeechWeights.FILE);
    }

    @Test
    void weightsInAnArchive_areInstalledOnce() throws Exception {
        String from = archive("package/models/" + SpeechWeights.FILE).toString();
        assertThat(install(sha256(), "--from", from, "--data-dir", data.toString()))
                .as(said.toString())
                .isZero();
        assertThat(installed()).hasBinaryContent(WEIGHTS);
        assertThat(install(sha256(), "--from", "https://nowhere.invalid/x", "--data-dir", data.toString()))
                .isZero();
        assertThat(said.toString()).contains("there already");
    }

    @Test
    void otherWeights_areNotInstalled_andNothingIsLeft() throws Exception {
        String from = archive("package/" + SpeechWeights.FILE).toString();
        assertThat(install(SpeechWeights.SHA_256, "--from", from, "--data-dir", data.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("another file", sha256());
        assertThat(data.resolve("speech")).isEmptyDirectory();
    }

    @Test
    void whatHoldsNoWeights_isSaid() throws Exception {
        assertThat(install(sha256(), "--from", archive("package/other").toString(), "--data-dir", data.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("holds no " + SpeechWeights.FILE);
        assertThat(install(sha256(), "--from", "http://plain.example/x", "--data-dir", data.toString()))
                .isEqualTo(1);
        assertThat(install(sha256(), "--for", "x")).isEqualTo(2);
    }

    /** What a sealed visit's page needs comes the same way, several files of one archive. */
    @Test
    void filesForTheBrowser_areInstalled_orNone() throws Exception {
        URI from = archive("package/dist/model/encoder.onnx").toUri();
        PrintStream out = new PrintStream(said, true);
        String[] arguments = {"--data-dir", data.toString()};
        List<BrowserSpeechInstall.Part> other =
                List.of(new BrowserSpeechInstall.Part(from, "model/encoder.onnx", SpeechWeights.SHA_256));
        assertThat(BrowserSpeechInstall.run(arguments, other, out, out)).isEqualTo(1);
        Path installed = data.resolve(BrowserSpeechInstall.FOLDER).resolve("model/encoder.onnx");
        assertThat(installed).doesNotExist();

        List<BrowserSpeechInstall.Part> parts = List.of(
                new BrowserSpeechInstall.Part(from, "model/encoder.onnx", sha256()),
                new BrowserSpeechInstall.Part(from, "README.md", sha256()));
        assertThat(BrowserSpeechInstall.run(arguments, parts, out, out))
                .as(said.toString())
                .isZero();
        assertThat(installed).hasBinaryContent(WEIGHTS);
        Files.delete(Path.of(from));
        assertThat(BrowserSpeechInstall.run(arguments, parts, out, out)).isZero();
    }
}
