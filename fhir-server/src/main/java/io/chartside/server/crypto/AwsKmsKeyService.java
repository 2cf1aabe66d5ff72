package io.chartside.server.crypto;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/**
 * The master key as a symmetric key of AWS KMS (API version 2014-11-01, actions Encrypt and Decrypt), which never leaves it.
 * The owner is the encryption context, so KMS itself refuses a wrapped key for another tenant, and CloudTrail names whose key
 * was asked for. A rotation of the key's material within KMS needs nothing here.
 */
final class AwsKmsKeyService implements MasterKey {
    private static final Duration WHOLE_CALL = Duration.ofSeconds(10);
    private static final Duration ATTEMPT = Duration.ofSeconds(4);

    private final KmsClient kms;
    private final String keyId;
    private final List<String> keyIds;

    AwsKmsKeyService(AwsKmsSettings settings) {
        this(settings, DefaultCredentialsProvider.builder().build());
    }

    AwsKmsKeyService(AwsKmsSettings settings, AwsCredentialsProvider credentials) {
        this.keyId = Wrapping.checkedName("chartside.keys.aws-kms.key-id", settings.keyId());
        this.keyIds = new ArrayList<>(List.of(keyId));
        this.keyIds.addAll(settings.formerKeyIds());
        Region region = Region.of(settings.region());
        URI endpoint =
                settings.endpoint() == null ? KmsClient.serviceMetadata().endpointFor(region) : settings.endpoint();
        URI address = endpoint.getScheme() == null ? URI.create("https://" + endpoint) : endpoint;
        AllowedOrigin origin =
                settings.endpoint() == null ? AllowedOrigin.of(address) : AllowedOrigin.internal(address);
        this.kms = KmsClient.builder()
                .region(region)
                .endpointOverride(address)
                .credentialsProvider(credentials)
                .httpClient(new OutboundSdkHttpClient(Outbound.allowing(List.of(origin))::send, ATTEMPT))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .apiCallTimeout(WHOLE_CALL)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .retryStrategy(retry -> retry.maxAttempts(2))
                        .build())
                .build();
    }

    @Override
    public byte[] wrap(byte[] key, KeyOwner owner) {
        try {
            byte[] wrapped = kms.encrypt(request -> request.keyId(keyId)
                            .plaintext(SdkBytes.fromByteArray(key))
                            .encryptionContext(owner.context()))
                    .ciphertextBlob()
                    .asByteArray();
            return new Wrapping(Wrapping.AWS_KMS, keyId, wrapped).bytes();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public byte[] unwrap(byte[] bytes, KeyOwner owner) {
        Wrapping wrapping = Wrapping.of(Wrapping.AWS_KMS, bytes)
                .orElseThrow(() -> new MasterKeyRefused("AWS KMS did not wrap the keys in the key store"));
        if (!keyIds.contains(wrapping.key())) {
            throw new MasterKeyRefused("the keys in the key store are wrapped by the KMS key " + wrapping.key()
                    + ", which is neither chartside.keys.aws-kms.key-id nor a former one");
        }
        try {
            // The key is named, so that KMS opens nothing that was wrapped by a key of somebody else's account.
            return kms.decrypt(request -> request.keyId(wrapping.key())
                            .ciphertextBlob(SdkBytes.fromByteArray(wrapping.wrapped()))
                            .encryptionContext(owner.context()))
                    .plaintext()
                    .asByteArray();
        } catch (InvalidCiphertextException | IncorrectKeyException e) {
            throw new MasterKeyRefused("AWS KMS does not open a key in the key store for its owner", e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /** A key that was disabled or withdrawn from us is a service that does not serve: whoever did it wants exactly that. */
    private static KeysUnavailable unavailable(SdkException e) {
        return new KeysUnavailable("AWS KMS does not serve: " + e.getClass().getSimpleName(), e);
    }

    @Override
    public boolean isNewest(byte[] wrapped) {
        return Wrapping.of(Wrapping.AWS_KMS, wrapped)
                .filter(wrapping -> wrapping.key().equals(keyId))
                .isPresent();
    }

    @Override
    public void close() {
        kms.close();
    }
}
