package io.chartside.server.crypto;

import java.nio.file.Path;
import java.time.Clock;

/** Opens the key service that the settings name; the others are not loaded. */
public final class KeyServices {
    private KeyServices() {}

    /**
     * @param keys the folder of key files, in which {@code master-key.json} stands
     * @throws IllegalArgumentException when a setting of the service is missing
     */
    public static MasterKey open(KeySettings settings, Path keys, Clock clock) {
        MasterKey service = open(settings.service(), settings, keys, clock);
        return settings.formerService() == null
                ? service
                : new ChangedKeyService(service, open(settings.formerService(), settings, keys, clock));
    }

    private static MasterKey open(KeySettings.Service service, KeySettings settings, Path keys, Clock clock) {
        return switch (service) {
            case FILE -> FileKeyService.open(keys.resolve("master-key.json"), settings.formerMasterKept(), clock);
            case AWS_KMS -> new AwsKmsKeyService(required(settings.awsKms(), "aws-kms"));
            case PKCS11 -> new Pkcs11KeyService(required(settings.pkcs11(), "pkcs11"));
        };
    }

    private static <T> T required(T settings, String name) {
        if (settings == null) {
            throw new IllegalArgumentException(
                    "chartside.keys.service is " + name + ", so chartside.keys." + name + " must be set");
        }
        return settings;
    }
}
