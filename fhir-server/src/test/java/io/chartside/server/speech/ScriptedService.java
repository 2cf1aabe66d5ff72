package io.chartside.server.speech;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program of another author that speaks Deepgram's live protocol and says the utterances of a script at their times, be the
 * audio what it may; {@link DeepgramPeer} passes the server's connections on to it. The program and the consultations (PriMock57,
 * CC BY 4.0) are not shipped: where they do not lie beside the project, its tests are skipped.
 */
final class ScriptedService implements AutoCloseable {
    private static final String PROGRAM = "shared/tools/fake_deepgram.py";
    private static final String CONSULTATION = "shared/data/primock57/day1_consultation03.json";
    /** So many utterances of the consultation: the seventh begins before the sixth has ended. */
    static final int UTTERANCES = 12;

    private static final int PATIENCE = 20;

    private final Process process;
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    private ScriptedService(Process process) {
        this.process = process;
        Thread reading = new Thread(this::read, "scripted-service");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
            }
        } catch (IOException e) {
            told.add("gone");
        }
    }

    private static Path beside(String path) {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.isRegularFile(p.resolve(path))) {
                return p.resolve(path);
            }
        }
        assumeTrue(false, "skipped: " + path + " is not beside this project, which does not ship it");
        return null;
    }

    /** What is said, in order. */
    static List<JsonNode> script() {
        try {
            List<JsonNode> utterances = new ArrayList<>();
            SpeechTest.parsed(Files.readString(beside(CONSULTATION)))
                    .path("utterances")
                    .forEach(utterances::add);
            return utterances.subList(0, UTTERANCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String words() {
        return String.join(
                " ",
                script().stream()
                        .map(utterance -> String.join(
                                " ",
                                Arrays.asList(
                                        utterance.path("text").asText().strip().split("\\s+"))))
                        .toList());
    }

    static String last() {
        return script().get(UTTERANCES - 1).path("text").asText().strip();
    }

    static long endMillis(int utterances) {
        return Math.round(1000 * script().get(utterances - 1).path("end").asDouble());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param faults options of the program, such as {@code --late-final} */
    static ScriptedService at(int port, Path folder, String... faults) throws IOException {
        Path program = beside(PROGRAM);
        ArrayNode said = JsonNodeFactory.instance.arrayNode().addAll(script());
        ObjectNode script = JsonNodeFactory.instance.objectNode().set("utterances", said);
        Path file = Files.writeString(folder.resolve("script.json"), script.toString());
        List<String> command = new ArrayList<>(List.of(
                "python3",
                program.toString(),
                "--script",
                file.toString(),
                "--port",
                String.valueOf(port),
                "--speed",
                "40",
                "--key",
                DeepgramPeer.KEY));
        command.addAll(List.of(faults));
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "skipped: python3 is not installed");
        }
        ScriptedService service = new ScriptedService(process);
        service.await("LISTENING");
        DeepgramPeer.instance().standInFor(port);
        return service;
    }

    /** The next line of the program that begins so. */
    String await(String begin) {
        try {
            for (String line = told.poll(PATIENCE, TimeUnit.SECONDS);
                    line != null;
                    line = told.poll(PATIENCE, TimeUnit.SECONDS)) {
                if (line.startsWith(begin)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("the program did not say " + begin);
    }

    /** What the program says at the end of a connection: bytes of audio, KeepAlives, text messages, unmasked frames. */
    JsonNode ended() {
        return SpeechTest.parsed(await("DONE").substring("DONE".length()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
