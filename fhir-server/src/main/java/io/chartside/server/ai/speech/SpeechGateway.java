package io.chartside.server.ai.speech;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.SpeechPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The one way of audio to whoever writes it down (MH21): to the service that the tenant's file names, and to no other. */
@Component
public final class SpeechGateway {
    private final Tenants tenants;
    private final EmbeddedProvider embedded;
    private final Map<SpeechPolicy.Provider, SpeechProvider> providers = new EnumMap<>(SpeechPolicy.Provider.class);

    SpeechGateway(Tenants tenants, SpeechSettings settings, ServerSettings server) {
        this.tenants = tenants;
        this.embedded = new EmbeddedProvider(server.dataDir().resolve(SpeechWeights.FOLDER));
        if (settings.deepgram().isThere()) {
            SpeechSettings.Deepgram deepgram = settings.deepgram();
            URI origin = URI.create(deepgram.url().toString().replaceFirst("^ws", "http"));
            providers.put(
                    SpeechPolicy.Provider.DEEPGRAM, new DeepgramProvider(door(origin, deepgram.internal()), deepgram));
        }
        if (settings.transcriptions().isThere()) {
            SpeechSettings.Transcriptions service = settings.transcriptions();
            providers.put(
                    SpeechPolicy.Provider.TRANSCRIPTIONS,
                    new TranscriptionsProvider(door(service.url(), service.internal()), service));
        }
    }

    /** The one of this program alone, for commands. Empty when its weights are not installed in this data folder. */
    public static Optional<SpeechProvider> embedded(Path dataDir) {
        return new EmbeddedProvider(dataDir.resolve(SpeechWeights.FOLDER)).ifThere();
    }

    private static Outbound door(URI origin, boolean internal) {
        return Outbound.allowing(List.of(internal ? AllowedOrigin.internal(origin) : AllowedOrigin.of(origin)));
    }

    /** Empty when the tenant's file names none, or one that is neither configured nor installed. */
    public Optional<SpeechProvider> of(TenantId tenant) {
        return tenants.find(tenant)
                .map(TenantSettings::speech)
                .flatMap(policy -> policy.provider() == SpeechPolicy.Provider.EMBEDDED
                        ? embedded.ifThere()
                        : Optional.ofNullable(providers.get(policy.provider())));
    }
}
