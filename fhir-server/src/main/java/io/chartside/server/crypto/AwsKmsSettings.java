package io.chartside.server.crypto;

import java.net.URI;
import java.util.List;

/**
 * {@code chartside.keys.aws-kms}.
 *
 * @param keyId id, ARN or alias of a symmetric key
 * @param formerKeyIds keys that wrapped before and still open
 * @param region as in {@code eu-central-1}
 * @param endpoint of KMS where it is not the region's public one: a VPC endpoint; may be within the network
 */
public record AwsKmsSettings(String keyId, List<String> formerKeyIds, String region, URI endpoint) {
    public AwsKmsSettings {
        if (region == null || !region.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("chartside.keys.aws-kms.region is a region such as eu-central-1");
        }
        formerKeyIds = formerKeyIds == null ? List.of() : List.copyOf(formerKeyIds);
    }
}
