package io.chartside.server.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The master key as an AES-256 key in a token (an HSM) that speaks PKCS#11 v2.40, by the JDK's provider. Wrapping is
 * CKM_AES_GCM in the token, the owner its associated data: the key need not, and should not, be extractable.
 */
final class Pkcs11KeyService implements MasterKey {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Pkcs11Settings settings;
    private final String label;
    private final List<String> labels;
    private final SecureRandom random = new SecureRandom();
    private volatile Token token;

    /** Logged in; keys are names of objects that stay in the token. */
    private record Token(Provider provider, KeyStore keys) {}

    Pkcs11KeyService(Pkcs11Settings settings) {
        this.settings = settings;
        this.label = Wrapping.checkedName("chartside.keys.pkcs11.key-label", settings.keyLabel());
        this.labels = new ArrayList<>(List.of(label));
        this.labels.addAll(settings.formerKeyLabels());
    }

    @Override
    public byte[] wrap(byte[] key, KeyOwner owner) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, label, nonce, owner).doFinal(key);
            byte[] wrapped = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return new Wrapping(Wrapping.PKCS11, label, wrapped).bytes();
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    @Override
    public byte[] unwrap(byte[] bytes, KeyOwner owner) {
        Wrapping wrapping = Wrapping.of(Wrapping.PKCS11, bytes)
                .filter(w -> w.wrapped().length > NONCE)
                .orElseThrow(() -> new MasterKeyRefused("the token did not wrap the keys in the key store"));
        if (!labels.contains(wrapping.key())) {
            throw new MasterKeyRefused("the keys in the key store are wrapped by the token's key " + wrapping.key()
                    + ", which is neither chartside.keys.pkcs11.key-label nor a former one");
        }
        byte[] nonce = new byte[NONCE];
        System.arraycopy(wrapping.wrapped(), 0, nonce, 0, NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, wrapping.key(), nonce, owner)
                    .doFinal(wrapping.wrapped(), NONCE, wrapping.wrapped().length - NONCE);
        } catch (AEADBadTagException e) {
            throw new MasterKeyRefused("the token does not open a key in the key store for its owner", e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce, KeyOwner owner) throws GeneralSecurityException {
        Token open = token();
        Key key = open.keys().getKey(name, null);
        if (key == null) {
            throw new KeysUnavailable("the token has no key labelled " + name);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", open.provider());
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.associatedData());
        return cipher;
    }

    private Token token() {
        Token open = token;
        return open != null ? open : login();
    }

    private synchronized Token login() {
        if (token == null) {
            String pin = PrivateFile.secretIn(settings.pinFile());
            try {
                Provider interfaces = Security.getProvider("SunPKCS11");
                if (interfaces == null) {
                    throw new IllegalStateException("this Java runtime lacks the module jdk.crypto.cryptoki");
                }
                Provider provider = interfaces.configure(configuration());
                KeyStore keys = KeyStore.getInstance("PKCS11", provider);
                keys.load(null, pin.toCharArray());
                token = new Token(provider, keys);
            } catch (GeneralSecurityException | IOException | ProviderException e) {
                throw unavailable(e);
            }
        }
        return token;
    }

    /** Two dashes: what follows is the configuration itself, not a file's name. */
    private String configuration() {
        String slot = settings.slot() == null ? "slotListIndex = 0" : "slot = " + settings.slot();
        return "--name = chartside\nlibrary = \"" + settings.library() + "\"\n" + slot + "\n";
    }

    /** The next call logs in anew: after an interruption the token has forgotten its sessions. */
    private KeysUnavailable unavailable(Exception e) {
        token = null;
        return new KeysUnavailable(
                "the PKCS#11 token does not serve: " + e.getClass().getSimpleName(), e);
    }

    @Override
    public boolean isNewest(byte[] wrapped) {
        return Wrapping.of(Wrapping.PKCS11, wrapped)
                .filter(wrapping -> wrapping.key().equals(label))
                .isPresent();
    }
}
