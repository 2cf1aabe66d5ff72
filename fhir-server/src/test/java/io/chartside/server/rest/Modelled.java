package io.chartside.server.rest;

import io.chartside.server.ai.OpenAiServer;
import io.chartside.server.tenancy.AiOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A tenant with a route to a language model, and the provider that it leads to. */
final class Modelled {
    static final OpenAiServer SERVER = new OpenAiServer();

    private Modelled() {}

    static void register(Path tenants, DynamicPropertyRegistry registry) throws IOException {
        Path key = Files.createTempFile(
                "api-key", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, OpenAiServer.KEY + "\n");
        registry.add("chartside.ai.providers.house.kind", () -> "openai");
        registry.add("chartside.ai.providers.house.url", SERVER::url);
        registry.add("chartside.ai.providers.house.internal", () -> true);
        registry.add("chartside.ai.providers.house.region", () -> "basement");
        registry.add("chartside.ai.providers.house.api-key-file", () -> key);
        StringBuilder routes = new StringBuilder("name: Modelled Clinic\nbaa: recorded-elsewhere\nai:\n  routes:\n");
        for (AiOperation operation : AiOperation.values()) {
            routes.append("""
                        - operation: %s
                          provider: house
                          model: %s
                          region: basement
                          contract: Contract/baa-house
                          contract-until: 2999-12-31
                          no-retention: true
                    """.formatted(operation.word(), SERVER.model()));
        }
        Files.writeString(tenants.resolve("modelled.yml"), routes);
    }
}
