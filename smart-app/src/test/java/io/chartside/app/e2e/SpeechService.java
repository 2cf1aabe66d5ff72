package io.chartside.app.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A speech service on loopback that takes every sound for the same sentence. */
final class SpeechService implements AutoCloseable {
    static final String SENTENCE = "My left knee hurts at every sound.";

    private final HttpServer server;

    SpeechService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/audio/transcriptions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = ("{\"segments\":[{\"start\":0.1,\"end\":1.0,\"text\":\"" + SENTENCE
                            + "\",\"no_speech_prob\":0.01}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    /** Lays the service over the shipped configuration, for the demo tenant. */
    void configure(Path home, Path folder) throws IOException {
        Path tenants = Files.createDirectories(folder.resolve("tenants"));
        Files.writeString(
                tenants.resolve("demo.yml"),
                Files.readString(home.resolve("config/tenants/demo.yml")) + "\nspeech: {provider: transcriptions}\n");
        Files.writeString(folder.resolve("fhir-server.yml"), """
                chartside:
                  speech:
                    transcriptions:
                      url: http://127.0.0.1:%d
                      internal: true
                """.formatted(
                        server.getAddress().getPort()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
