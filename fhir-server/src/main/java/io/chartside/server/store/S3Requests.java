package io.chartside.server.store;

import io.chartside.outbound.OutboundRequest;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Makes a request one of S3 (Amazon S3 API Reference, 2006-03-01): signed with Signature Version 4, body and all headers that it
 * bears, and an object that is put with its checksum and, where the bucket locks objects, with the time that it is kept.
 */
final class S3Requests implements UnaryOperator<OutboundRequest> {
    /** The JDK's client writes it itself, as it was signed. */
    private static final String HOST = "host";

    private final S3Settings settings;
    private final AwsCredentialsProvider credentials;
    private final Clock clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    S3Requests(S3Settings settings, AwsCredentialsProvider credentials, Clock clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** @throws IllegalStateException when there are no credentials */
    @Override
    public OutboundRequest apply(OutboundRequest request) {
        return signed(request.method().equals("PUT") ? kept(request) : request);
    }

    /** A request with a retention must bear a checksum of its body (S3 API, PutObject, "Object Lock parameters"). */
    private OutboundRequest kept(OutboundRequest put) {
        OutboundRequest kept = put.header("x-amz-checksum-sha256", sha256(put.body()));
        if (settings.objectLock() == S3Settings.ObjectLock.NONE) {
            return kept;
        }
        Instant until = clock.instant().plus(settings.retainedFor()).truncatedTo(ChronoUnit.SECONDS);
        return kept.header("x-amz-object-lock-mode", settings.objectLock().name())
                .header("x-amz-object-lock-retain-until-date", until.toString());
    }

    private static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    private OutboundRequest signed(OutboundRequest request) {
        SdkHttpRequest.Builder head = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.address());
        request.headers().forEach(head::putHeader);
        SignedRequest signed = sign(head.build(), request.body());
        Map<String, String> headers = new LinkedHashMap<>();
        signed.request().forEachHeader((name, values) -> {
            if (!name.toLowerCase(Locale.ROOT).equals(HOST)) {
                headers.put(name, String.join(",", values));
            }
        });
        return new OutboundRequest(
                request.method(),
                request.address(),
                headers,
                request.body(),
                request.timeout(),
                request.maximumResponseBytes());
    }

    /** S3 signs paths as they are: neither encoded twice nor normalized. */
    private SignedRequest sign(SdkHttpRequest head, byte[] body) {
        try {
            return signer.sign(what -> what.identity(credentials.resolveCredentials())
                    .request(head)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        } catch (SdkException e) {
            // Its text names where credentials were looked for, and what was found there.
            throw new IllegalStateException("there are no credentials for the checkpoint store");
        }
    }
}
