package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundRequest;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** MA9: checkpoints in a bucket of S3, signed and locked. */
class CheckpointsInS3Test {
    private static final TenantId TENANT = new TenantId("clinic");
    private static final AwsCredentials SESSION =
            AwsSessionCredentials.create(S3Bucket.ACCESS_KEY, S3Bucket.SECRET_KEY, S3Bucket.SESSION_TOKEN);

    private S3Bucket bucket = new S3Bucket(true);

    @AfterEach
    void stop() {
        bucket.close();
    }

    private static S3Requests requests(S3Settings.ObjectLock lock, AwsCredentials credentials, Clock clock) {
        return new S3Requests(
                new S3Settings(S3Bucket.REGION, lock, Duration.ofDays(2557)),
                StaticCredentialsProvider.create(credentials),
                clock);
    }

    private CheckpointObjects objects(S3Settings.ObjectLock lock, AwsCredentials credentials) {
        return new CheckpointObjects(
                Outbound.allowing(List.of(AllowedOrigin.internal(bucket.url()))),
                bucket.url(),
                requests(lock, credentials, Clock.systemUTC()));
    }

    @Test
    void checkpointsArePutOnce_signedAndLocked_andReadBack() {
        CheckpointObjects one = objects(S3Settings.ObjectLock.COMPLIANCE, SESSION);
        CheckpointObjects other = objects(S3Settings.ObjectLock.COMPLIANCE, SESSION);
        one.append(TENANT, "eyJ.first.c2ln");
        other.append(TENANT, "eyJ.second.c2ln");
        one.append(TENANT, "eyJ.third.c2ln");

        assertThat(bucket.refusals()).isEmpty();
        assertThat(bucket.objects().keySet())
                .containsExactlyInAnyOrder(
                        "/bucket/check%20points/clinic/1.jws",
                        "/bucket/check%20points/clinic/2.jws", "/bucket/check%20points/clinic/3.jws");
        assertThat(one.read(TENANT).values()).containsExactly("eyJ.first.c2ln", "eyJ.second.c2ln", "eyJ.third.c2ln");
        Headers of = bucket.headers("/bucket/check%20points/clinic/3.jws");
        assertThat(of.getFirst("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
        assertThat(Instant.parse(of.getFirst("x-amz-object-lock-retain-until-date")))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(2556)), Instant.now().plus(Duration.ofDays(2558)));
    }

    @Test
    void withoutObjectLock_nothingIsAskedOfTheBucket() {
        objects(S3Settings.ObjectLock.NONE, SESSION).append(TENANT, "eyJ.first.c2ln");

        assertThat(bucket.headers("/bucket/check%20points/clinic/1.jws").keySet())
                .noneMatch(name -> name.toLowerCase().contains("lock"))
                .anyMatch(name -> name.equalsIgnoreCase("x-amz-checksum-sha256"));
    }

    @Test
    void wrongSecret_andABucketThatLocksNothing_failAndSayOnlyTheStatus() {
        AwsCredentials wrong =
                AwsSessionCredentials.create(S3Bucket.ACCESS_KEY, "another-secret", S3Bucket.SESSION_TOKEN);
        assertThatThrownBy(() -> objects(S3Settings.ObjectLock.NONE, wrong).append(TENANT, "eyJ.x.c2ln"))
                .hasMessage("the checkpoint store answers 403");
        assertThat(bucket.refusals()).containsOnly("signature");

        bucket.close();
        bucket = new S3Bucket(false);
        assertThatThrownBy(
                        () -> objects(S3Settings.ObjectLock.GOVERNANCE, SESSION).append(TENANT, "eyJ.x.c2ln"))
                .hasMessage("the checkpoint store answers 400");
        assertThat(bucket.objects()).isEmpty();
    }

    /** Amazon S3 API Reference, "Authenticating requests: using the Authorization header", example GET Object. */
    @Test
    void signatureOfThePublishedExample() {
        S3Requests example = new S3Requests(
                new S3Settings("us-east-1", S3Settings.ObjectLock.NONE, Duration.ofDays(1)),
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
                Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC));
        OutboundRequest request = new OutboundRequest(
                        "GET",
                        URI.create("https://examplebucket.s3.amazonaws.com/test.txt"),
                        Map.of(),
                        new byte[0],
                        Duration.ofSeconds(1),
                        1)
                .header("Range", "bytes=0-9");

        assertThat(example.apply(request).headers().get("Authorization"))
                .contains("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date")
                .endsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void settingsThatContradict_areRefused() {
        S3Settings s3 = new S3Settings("eu-central-1", S3Settings.ObjectLock.COMPLIANCE, Duration.ofDays(1));
        assertThatThrownBy(() -> new AuditSettings(null, Duration.ofSeconds(5), null, null, false, s3))
                .hasMessageContaining("checkpoint-url");
        assertThatThrownBy(() -> new AuditSettings(
                        null, Duration.ofSeconds(5), URI.create("https://b.example"), "Bearer x", false, s3))
                .hasMessageContaining("signed");
        assertThatThrownBy(() -> new S3Settings("", S3Settings.ObjectLock.NONE, Duration.ofDays(1)))
                .hasMessageContaining("region");
    }
}
