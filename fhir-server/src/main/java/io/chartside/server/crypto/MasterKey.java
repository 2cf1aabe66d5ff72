package io.chartside.server.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The key that wraps the tenants' keys: a Tink keyset in a file only its owner can read. */
public final class MasterKey {
    private final Aead aead;

    private MasterKey(Aead aead) {
        this.aead = aead;
    }

    /**
     * Opens the keyset, or makes one where there is none.
     *
     * @throws IllegalStateException when the file is not a keyset; the message names the file
     */
    public static MasterKey open(Path file) {
        try {
            AeadConfig.register();
            if (!Files.exists(file)) {
                create(file);
            }
            KeysetHandle keyset =
                    TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
            return new MasterKey(keyset.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot open the master key in " + file, e);
        }
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
        try {
            PrivateFile.create(file, json);
        } catch (FileAlreadyExistsException e) {
            return; // Another process was first: its key counts.
        }
    }

    /** Whether a tenant's KEK was wrapped by this key. */
    public boolean opens(String tenant, byte[] wrappedKek) {
        try {
            aead.decrypt(wrappedKek, kekOwner(tenant).getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String kekOwner(String tenant) {
        return tenant + "|kek";
    }

    byte[] wrap(byte[] key, String owner) {
        try {
            return aead.encrypt(key, owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("wrapping a key failed", e);
        }
    }

    byte[] unwrap(byte[] wrapped, String owner) {
        try {
            return aead.decrypt(wrapped, owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the master key of this installation does not open the keys in the key store", e);
        }
    }
}
