package io.chartside.server.crypto;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who keeps the master key, and how processes share keys.
 *
 * @param service where the master key is
 * @param formerService where it was before, and still opens what it wrapped; null for nowhere
 * @param awsKms settings of {@link Service#AWS_KMS}
 * @param pkcs11 settings of {@link Service#PKCS11}
 * @param unwrappedFor how long a key that the service unwrapped may be used without asking it again
 * @param formerMasterKept how long a former master key stays in its file
 * @param rotateEvery age at which a tenant's key-encryption key is replaced; zero for never
 * @param rotateIndexEvery age at which a tenant's index key is replaced; zero for never
 * @param rotateDataEvery age at which a tenant's data key is replaced; zero for never
 * @param rotateAuditEvery age at which a tenant's audit key is replaced; zero for never
 * @param rotateCursorEvery age at which a tenant's cursor key is replaced; zero for never
 * @param formerKept how long a former data or cursor key opens what it sealed before it is destroyed
 * @param knownAfter how long a process may use unwrapped keys without having looked whether any was destroyed or rotated
 * @param orphansKept how long a patient's key without any resource is kept
 */
@ConfigurationProperties("chartside.keys")
public record KeySettings(
        @DefaultValue("file") Service service,
        Service formerService,
        AwsKmsSettings awsKms,
        Pkcs11Settings pkcs11,
        @DefaultValue("5m") Duration unwrappedFor,
        @DefaultValue("30d") Duration formerMasterKept,
        @DefaultValue("90d") Duration rotateEvery,
        @DefaultValue("0d") Duration rotateIndexEvery,
        @DefaultValue("365d") Duration rotateDataEvery,
        @DefaultValue("90d") Duration rotateAuditEvery,
        @DefaultValue("30d") Duration rotateCursorEvery,
        @DefaultValue("24h") Duration formerKept,
        @DefaultValue("5s") Duration knownAfter,
        @DefaultValue("7d") Duration orphansKept) {

    /** Where the master key is. */
    public enum Service {
        FILE,
        AWS_KMS,
        PKCS11
    }

    public KeySettings {
        if (unwrappedFor.compareTo(Duration.ofSeconds(1)) < 0 || unwrappedFor.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("chartside.keys.unwrapped-for is 1 second to 1 hour");
        }
        if (knownAfter.compareTo(Duration.ofMillis(10)) < 0 || knownAfter.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("chartside.keys.known-after is 10 ms to 1 minute");
        }
        requireNoTimeBeforeNow("orphans-kept", orphansKept);
        requireNoTimeBeforeNow("former-master-kept", formerMasterKept);
        requireRotation("rotate-every", rotateEvery);
        requireRotation("rotate-index-every", rotateIndexEvery);
        requireRotation("rotate-data-every", rotateDataEvery);
        requireRotation("rotate-audit-every", rotateAuditEvery);
        requireRotation("rotate-cursor-every", rotateCursorEvery);
        if (formerKept.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("chartside.keys.former-kept is 1 hour at least");
        }
        if (service == formerService) {
            throw new IllegalArgumentException("chartside.keys.former-service is another than chartside.keys.service");
        }
    }

    private static void requireNoTimeBeforeNow(String key, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("chartside.keys." + key + " is no time before now");
        }
    }

    /** Each rotation takes some seconds a tenant and leaves work for the database: hours apart at least. */
    private static void requireRotation(String key, Duration every) {
        if (!every.isZero() && every.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("chartside.keys." + key + " is 0 for never, or 1 hour at least");
        }
    }

    /** Age at which a key is replaced; zero for never. */
    public Duration rotateEvery(RotatedKey key) {
        return switch (key) {
            case KEK -> rotateEvery;
            case INDEX -> rotateIndexEvery;
            case DATA -> rotateDataEvery;
            case AUDIT -> rotateAuditEvery;
            case CURSOR -> rotateCursorEvery;
        };
    }
}
