package io.chartside.server.ai;

import io.chartside.outbound.AllowedOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The providers that tenants' routes may name: keys {@code chartside.ai.*} of docs/configuration.md.
 *
 * @param providers by their names
 */
@ConfigurationProperties("chartside.ai")
record AiSettings(@DefaultValue Map<String, Provider> providers) {
    AiSettings {
        providers = Map.copyOf(providers);
        providers.forEach((name, provider) -> {
            try {
                provider.origin();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("chartside.ai.providers." + name + ": " + e.getMessage());
            }
        });
    }

    /** The protocol that a provider speaks. */
    enum Kind {
        /** {@code POST /chat/completions} of OpenAI and of all who offer the same. */
        OPENAI,
        /** Converse of Amazon Bedrock (API version 2023-09-30), signed by AWS Signature Version 4. */
        BEDROCK,
        /** {@code POST /api/chat} of Ollama. */
        OLLAMA
    }

    /**
     * One provider.
     *
     * @param url what the protocol's paths begin at, such as {@code https://api.openai.com/v1}; Bedrock has its region's
     * @param internal whether it may have loopback and private addresses, and do without TLS
     * @param region where its models run; of AWS, as in {@code eu-central-1}
     * @param apiKeyFile holds the bearer token alone; mode 0600
     * @param accessKeyId of AWS; without it the SDK's own ways to credentials are taken
     * @param secretAccessKeyFile goes with {@code accessKeyId}; mode 0600
     */
    record Provider(
            Kind kind,
            URI url,
            @DefaultValue("false") boolean internal,
            String region,
            Path apiKeyFile,
            String accessKeyId,
            Path secretAccessKeyFile) {

        /** Where its requests go. */
        URI address() {
            if (url == null && kind == Kind.BEDROCK) {
                return URI.create("https://bedrock-runtime." + region + ".amazonaws.com");
            }
            return url;
        }

        AllowedOrigin origin() {
            if (kind == null) {
                throw new IllegalArgumentException("kind is openai, bedrock or ollama");
            }
            if (region == null || !region.matches("[A-Za-z0-9-]{1,40}")) {
                throw new IllegalArgumentException("region says where its models run, such as eu-central-1");
            }
            if (address() == null) {
                throw new IllegalArgumentException("url is missing");
            }
            if ((accessKeyId == null) != (secretAccessKeyFile == null)) {
                throw new IllegalArgumentException("access-key-id and secret-access-key-file go together");
            }
            return internal ? AllowedOrigin.internal(address()) : AllowedOrigin.of(address());
        }
    }

    Optional<Provider> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }
}
