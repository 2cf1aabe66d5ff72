package io.chartside.server.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./chartside speech install --browser}: what a sealed visit's page needs to write down speech by itself, which the plugin
 * then serves from the data folder: Moonshine "tiny" for English (MIT) and ONNX Runtime Web (MIT), 52 MB.
 */
final class BrowserSpeechInstall {
    /** Below the data folder. */
    static final String FOLDER = "speech/browser";

    private static final URI MOONSHINE =
            URI.create("https://registry.npmjs.org/@usefulsensors/moonshine-js/-/moonshine-js-0.1.21.tgz");
    private static final URI ONNX_RUNTIME =
            URI.create("https://registry.npmjs.org/onnxruntime-web/-/onnxruntime-web-1.22.0.tgz");

    /**
     * One file.
     *
     * @param entry the end of its path in the archive; its path below the folder as well
     * @param sha256 in hexadecimal
     */
    record Part(URI archive, String entry, String sha256) {}

    static final List<Part> PARTS = List.of(
            new Part(MOONSHINE, "moonshine.min.js", "a90ba10ea96f84454e92587769167eb888c16fa0e221497ec8a09983d706a159"),
            new Part(
                    MOONSHINE,
                    "model/tiny/quantized/encoder_model.onnx",
                    "c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a"),
            new Part(
                    MOONSHINE,
                    "model/tiny/quantized/decoder_model_merged.onnx",
                    "eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367"),
            new Part(
                    ONNX_RUNTIME,
                    "ort-wasm-simd-threaded.jsep.mjs",
                    "1cbcba8f2c769c1eecbab66a1b1e55ef11704515bf4306373e3db3c37cf6dcd8"),
            new Part(
                    ONNX_RUNTIME,
                    "ort-wasm-simd-threaded.jsep.wasm",
                    "b45970d0632383a057c27ca5b660b216f8e00c17cf8db9f6207b5e4abc839368"));

    private BrowserSpeechInstall() {}

    /** @return 0 when all are there, 1 when they are not, 2 for wrong options */
    static int run(String[] arguments, List<Part> parts, PrintStream out, PrintStream err) {
        Path data = Path.of(System.getProperty("chartside.home", "."), ".chartside");
        if (arguments.length == 2 && arguments[0].equals("--data-dir")) {
            data = Path.of(arguments[1]);
        } else if (arguments.length > 0) {
            err.println("chartside: usage: chartside speech install --browser [--data-dir DIR]");
            return 2;
        }
        Path folder = data.resolve(FOLDER);
        try {
            install(folder, parts);
            out.println("speech recognition for sealed visits is installed: " + folder);
            return 0;
        } catch (IOException e) {
            err.println("chartside: speech recognition for sealed visits was not installed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted; call again to install the rest");
            return 1;
        }
    }

    /** Each archive is fetched once, and none of which everything is there. */
    private static void install(Path folder, List<Part> parts) throws IOException, InterruptedException {
        Map<URI, List<Part>> missing = new LinkedHashMap<>();
        for (Part part : parts) {
            Path file = folder.resolve(part.entry());
            if (!Files.exists(file) || !SpeechInstall.digest(file).equals(part.sha256())) {
                missing.computeIfAbsent(part.archive(), any -> new ArrayList<>())
                        .add(part);
            }
        }
        Files.createDirectories(folder);
        for (Map.Entry<URI, List<Part>> of : missing.entrySet()) {
            Path archive = Files.createTempFile(folder, "archive", ".tgz");
            try {
                try (InputStream in = SpeechInstall.fetch(of.getKey())) {
                    Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
                }
                for (Part part : of.getValue()) {
                    SpeechInstall.install(archive.toUri(), part.entry(), folder.resolve(part.entry()), part.sha256());
                }
            } finally {
                Files.deleteIfExists(archive);
            }
        }
    }
}
