package io.chartside.server.command.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Closed-loop clients that get addresses in turn for a time. */
final class GetLoad {
    private static final int CLIENTS = 4;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param token without the scheme */
    record Get(String address, String token) {}

    HttpClient http() {
        return http;
    }

    /** @return how many were answered with 200; another answer ends it with {@link BenchFailed} */
    long run(List<Get> gets, Duration time) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + time.toNanos();
        try {
            List<Callable<Long>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i * gets.size() / CLIENTS;
                clients.add(() -> client(gets, first, end));
            }
            long answered = 0;
            for (Future<Long> client : pool.invokeAll(clients)) {
                answered += client.get();
            }
            return answered;
        } catch (ExecutionException e) {
            throw new BenchFailed("a request failed: " + e.getCause().getMessage());
        } finally {
            pool.shutdownNow();
        }
    }

    private long client(List<Get> gets, int first, long end) throws IOException, InterruptedException {
        long answered = 0;
        while (System.nanoTime() < end) {
            get(gets.get((int) ((first + answered) % gets.size())));
            answered++;
        }
        return answered;
    }

    void get(Get get) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create(get.address()))
                        .header("Authorization", "Bearer " + get.token())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new BenchFailed(get.address() + " was answered " + response.statusCode());
        }
    }

    /** @return the body of what was created */
    String post(String address, String token, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/fhir+json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailed(address + " was answered " + response.statusCode());
        }
        return response.body();
    }
}
