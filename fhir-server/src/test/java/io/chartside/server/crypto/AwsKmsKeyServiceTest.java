package io.chartside.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** MA10: the master key in AWS KMS, over its own protocol. */
class AwsKmsKeyServiceTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();
    private static final KeyOwner OWNER = KeyOwner.kek("clinic");

    private final KmsServer kms = new KmsServer("alias/chartside", "alias/before");

    @AfterEach
    void stop() {
        kms.stop();
    }

    private MasterKey service(String keyId, String... former) {
        return new AwsKmsKeyService(
                new AwsKmsSettings(keyId, List.of(former), KmsServer.REGION, kms.endpoint()),
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(KmsServer.ACCESS_KEY, KmsServer.SECRET_KEY)));
    }

    @Test
    void wrappedKey_opensForItsOwnerAlone_andUnderItsOwnKmsKey() {
        try (MasterKey master = service("alias/chartside")) {
            byte[] wrapped = master.wrap(KEY, OWNER);

            assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
            assertThat(master.opens("clinic", wrapped)).isTrue();
            assertThat(master.opens("another", wrapped)).isFalse();
            assertThatThrownBy(() -> master.unwrap(wrapped, new KeyOwner("clinic", "data")))
                    .isInstanceOf(MasterKeyRefused.class);
            wrapped[wrapped.length - 1] ^= 1;
            assertThatThrownBy(() -> master.unwrap(wrapped, OWNER)).isInstanceOf(MasterKeyRefused.class);
        }
    }

    @Test
    void changedKeyId_formerOpensWhereItIsNamed_andIsNotNewest() {
        byte[] wrapped;
        try (MasterKey before = service("alias/before")) {
            wrapped = before.wrap(KEY, OWNER);
        }
        try (MasterKey master = service("alias/chartside", "alias/before");
                MasterKey forgetful = service("alias/chartside")) {
            assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
            assertThat(master.isNewest(wrapped)).isFalse();
            assertThat(master.isNewest(master.wrap(KEY, OWNER))).isTrue();
            int calls = kms.calls();
            assertThatThrownBy(() -> forgetful.unwrap(wrapped, OWNER))
                    .isInstanceOf(MasterKeyRefused.class)
                    .hasMessageContaining("alias/before");
            assertThat(kms.calls()).isEqualTo(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DisabledException",
                "AccessDeniedException",
                "KMSInvalidStateException",
                "KMSInternalException",
                "ThrottlingException",
                "UnrecognizedClientException"
            })
    void whatKmsWillNotServe_isUnavailable_andServesAgainAfterwards(String fault) {
        try (MasterKey master = service("alias/chartside")) {
            byte[] wrapped = master.wrap(KEY, OWNER);

            kms.fault(fault);
            assertThatThrownBy(() -> master.unwrap(wrapped, OWNER)).isInstanceOf(KeysUnavailable.class);
            assertThatThrownBy(() -> master.wrap(KEY, OWNER)).isInstanceOf(KeysUnavailable.class);

            kms.fault("");
            assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
        }
    }

    @Test
    void stoppedService_isUnavailableWithinSeconds_andTellsNoSecret() {
        try (MasterKey master = service("alias/chartside")) {
            byte[] wrapped = master.wrap(KEY, OWNER);
            kms.stop();
            long begun = System.nanoTime();

            assertThatThrownBy(() -> master.unwrap(wrapped, OWNER))
                    .isInstanceOf(KeysUnavailable.class)
                    .hasMessageNotContaining(KmsServer.SECRET_KEY);

            assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
            kms.start();
            assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
        }
    }
}
