package io.chartside.server.authz;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An authenticator with one ES256 passkey, and the browser around it (WebAuthn Level 3, sections 6.1 and 6.5.4). */
final class Authenticator {
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int ATTESTED = 0x40;

    private final KeyPair key = keyPair();
    private final byte[] credentialId = TokenHash.of(TokenHash.newSecret()).bytes();
    private String userHandle;

    String origin = AuthzTest.SERVER;
    String relyingParty = "127.0.0.1";
    boolean verifiesUser = true;
    int counter = 1;

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RegistrationResponseJSON. */
    String create(String challenge, String user) {
        userHandle = user;
        byte[] data = authenticatorData(ATTESTED);
        byte[] attestation = joined(
                hex("a363666d74646e6f6e656761747453746d74a068617574684461746158"),
                new byte[] {(byte) data.length},
                data);
        return credential("\"clientDataJSON\":\"" + base64(clientData("webauthn.create", challenge))
                + "\",\"attestationObject\":\"" + base64(attestation) + "\",\"transports\":[]");
    }

    /** AuthenticationResponseJSON. */
    String get(String challenge) {
        byte[] data = authenticatorData(0);
        byte[] client = clientData("webauthn.get", challenge);
        return credential("\"clientDataJSON\":\"" + base64(client) + "\",\"authenticatorData\":\"" + base64(data)
                + "\",\"signature\":\"" + base64(signature(joined(data, sha256(client)))) + "\",\"userHandle\":\""
                + userHandle + "\"");
    }

    private String credential(String response) {
        String id = base64(credentialId);
        return "{\"id\":\"" + id + "\",\"rawId\":\"" + id + "\",\"type\":\"public-key\",\"response\":{" + response
                + "},\"clientExtensionResults\":{}}";
    }

    private byte[] clientData(String type, String challenge) {
        return ("{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin
                        + "\",\"crossOrigin\":false}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] authenticatorData(int more) {
        int flags = USER_PRESENT | (verifiesUser ? USER_VERIFIED : 0) | more;
        byte[] head = ByteBuffer.allocate(37)
                .put(sha256(relyingParty.getBytes(StandardCharsets.US_ASCII)))
                .put((byte) flags)
                .putInt(counter)
                .array();
        return more == 0 ? head : joined(head, new byte[16], new byte[] {0, 32}, credentialId, coseKey());
    }

    /** RFC 9053, section 7.1.1: EC2, ES256, P-256, x, y. */
    private byte[] coseKey() {
        ECPublicKey point = (ECPublicKey) key.getPublic();
        return joined(
                hex("a5010203262001215820"),
                coordinate(point.getW().getAffineX()),
                hex("225820"),
                coordinate(point.getW().getAffineY()));
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private byte[] signature(byte[] signed) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] sha256(byte[] bytes) {
        return TokenHash.sha256().digest(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
