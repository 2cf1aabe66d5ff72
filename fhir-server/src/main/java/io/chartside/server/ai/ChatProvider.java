package io.chartside.server.ai;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import io.chartside.outbound.Outbound;
import io.chartside.server.crypto.OutboundSdkHttpClient;
import io.chartside.server.crypto.PrivateFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * One configured provider: asks a model for JSON of a given schema, once, through a door that leads to it alone. Nothing is
 * logged, nothing repeated, nothing stored there where the protocol has a word for it ({@code store: false}).
 */
final class ChatProvider {
    private final AiSettings.Provider settings;
    private final Outbound door;

    ChatProvider(AiSettings.Provider settings) {
        this.settings = settings;
        this.door = Outbound.allowing(List.of(settings.origin()));
    }

    String region() {
        return settings.region();
    }

    Wire wire(Duration limit) {
        return new Wire(door, limit);
    }

    /**
     * What came back.
     *
     * @param model that answered, where the provider says so
     * @param tokens of request and answer, 0 where the provider does not say
     */
    record Reply(String json, Optional<String> model, long tokens) {
        @Override
        public String toString() {
            return "Reply of " + json.length() + " characters";
        }
    }

    /**
     * @param longest tokens of the answer
     * @throws Unreadable when the answer is cut off or holds nothing
     * @throws RuntimeException of the libraries, for anything else
     */
    Reply ask(Prompt prompt, String model, int longest, Wire wire) {
        return switch (settings.kind()) {
            case OPENAI -> reply(openAi(model, longest, wire).chat(asked(prompt)));
            case OLLAMA -> reply(ollama(model, longest, wire).chat(asked(prompt)));
            case BEDROCK -> bedrock(prompt, model, longest, wire);
        };
    }

    private ChatModel openAi(String model, int longest, Wire wire) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(new WireHttpClient.Builder(wire))
                .baseUrl(settings.address().toString())
                .apiKey(settings.apiKeyFile() == null ? "none" : PrivateFile.secretIn(settings.apiKeyFile()))
                .modelName(model)
                .maxCompletionTokens(longest)
                .strictJsonSchema(true)
                .store(false)
                .maxRetries(0)
                .build();
    }

    private ChatModel ollama(String model, int longest, Wire wire) {
        return OllamaChatModel.builder()
                .httpClientBuilder(new WireHttpClient.Builder(wire))
                .baseUrl(settings.address().toString())
                .modelName(model)
                .temperature(0.0)
                .numPredict(longest)
                .maxRetries(0)
                .build();
    }

    private static ChatRequest asked(Prompt prompt) {
        return ChatRequest.builder()
                .messages(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()))
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name(prompt.name())
                                .rootElement(prompt.schema())
                                .build())
                        .build())
                .build();
    }

    private static Reply reply(ChatResponse response) {
        if (response.finishReason() == FinishReason.LENGTH
                || response.aiMessage().text() == null) {
            throw new Unreadable();
        }
        return new Reply(response.aiMessage().text(), Optional.ofNullable(response.modelName()), tokens(response));
    }

    /** Converse has no response format that all models know; a tool that must be used has the same effect. */
    private Reply bedrock(Prompt prompt, String model, int longest, Wire wire) {
        try (BedrockRuntimeClient client = BedrockRuntimeClient.builder()
                .region(Region.of(settings.region()))
                .endpointOverride(settings.address())
                .credentialsProvider(credentials())
                .httpClient(new OutboundSdkHttpClient(wire::send, wire.limit()))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(retry -> retry.maxAttempts(1))
                        .build())
                .build()) {
            ChatResponse response = BedrockChatModel.builder()
                    .client(client)
                    .modelId(model)
                    .maxRetries(0)
                    .build()
                    .chat(ChatRequest.builder()
                            .messages(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user()))
                            .maxOutputTokens(longest)
                            .toolSpecifications(ToolSpecification.builder()
                                    .name(prompt.name())
                                    .description("Takes the draft")
                                    .parameters(prompt.schema())
                                    .build())
                            .toolChoice(ToolChoice.REQUIRED)
                            .build());
            if (response.finishReason() == FinishReason.LENGTH
                    || !response.aiMessage().hasToolExecutionRequests()
                    || response.aiMessage().toolExecutionRequests().size() != 1
                    || !prompt.name()
                            .equals(response.aiMessage()
                                    .toolExecutionRequests()
                                    .get(0)
                                    .name())) {
                throw new Unreadable();
            }
            // Converse names no model in its answer: the one in the signed path answers.
            return new Reply(
                    response.aiMessage().toolExecutionRequests().get(0).arguments(),
                    Optional.empty(),
                    tokens(response));
        }
    }

    private AwsCredentialsProvider credentials() {
        return settings.accessKeyId() == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.accessKeyId(), PrivateFile.secretIn(settings.secretAccessKeyFile())));
    }

    private static long tokens(ChatResponse response) {
        return response.tokenUsage() == null || response.tokenUsage().totalTokenCount() == null
                ? 0
                : response.tokenUsage().totalTokenCount();
    }
}
