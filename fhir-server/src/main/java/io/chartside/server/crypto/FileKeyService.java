package io.chartside.server.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The master key as a Tink keyset in a file only its owner can read. The primary key wraps; the others, former primaries, open
 * only. The file is read at every use, which is rare, so that each process wraps by the newest key from the moment it is there.
 */
public final class FileKeyService implements MasterKey {
    private static final byte TINK_PREFIX = 1;

    private final Path file;
    private final Duration formerKept;
    private final Clock clock;

    private FileKeyService(Path file, Duration formerKept, Clock clock) {
        this.file = file;
        this.formerKept = formerKept;
        this.clock = clock;
    }

    /**
     * Opens the keyset, or makes one where there is none.
     *
     * @param formerKept how long a former key stays: as long as backups of the key store may need it
     * @throws IllegalStateException when the file is not a keyset; the message names the file
     */
    public static FileKeyService open(Path file, Duration formerKept, Clock clock) {
        try {
            AeadConfig.register();
            if (!Files.exists(file)) {
                create(file);
            }
            FileKeyService service = new FileKeyService(file, formerKept, clock);
            service.keyset();
            return service;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot open the master key in " + file, e);
        }
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        try {
            PrivateFile.create(file, json(keyset));
        } catch (FileAlreadyExistsException e) {
            return; // Another process was first: its key counts.
        }
    }

    /**
     * Puts a new key in front of those in the file; the running server wraps the tenants' keys anew by it.
     *
     * @return its number in the keyset
     * @throws IllegalStateException when the file cannot be read or written; the message names it
     */
    public static int rotate(Path file) {
        try {
            AeadConfig.register();
            KeysetHandle.Builder renewed = KeysetHandle.newBuilder(read(file));
            KeysetHandle keyset = renewed.addEntry(
                            KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                                    .withRandomId()
                                    .makePrimary())
                    .build();
            PrivateFile.replace(file, json(keyset));
            return keyset.getPrimary().getId();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot rotate the master key in " + file, e);
        }
    }

    private static String json(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
    }

    private static KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get());
    }

    /** A folder that is gone for the moment (a mount) is a service that does not answer. */
    private KeysetHandle keyset() throws GeneralSecurityException {
        try {
            return read(file);
        } catch (IOException e) {
            throw new KeysUnavailable("the master key's file " + file + " cannot be read", e);
        }
    }

    private static Aead aead(KeysetHandle keyset) throws GeneralSecurityException {
        return keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    @Override
    public byte[] wrap(byte[] key, KeyOwner owner) {
        try {
            return aead(keyset()).encrypt(key, owner.associatedData());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("wrapping a key failed", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, KeyOwner owner) {
        try {
            return aead(keyset()).decrypt(wrapped, owner.associatedData());
        } catch (GeneralSecurityException e) {
            throw new MasterKeyRefused(
                    "the master key of this installation does not open the keys in the key store", e);
        }
    }

    @Override
    public boolean isNewest(byte[] wrapped) {
        try {
            return wrapped.length > 5
                    && wrapped[0] == TINK_PREFIX
                    && ByteBuffer.wrap(wrapped, 1, 4).getInt()
                            == keyset().getPrimary().getId();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open the master key in " + file, e);
        }
    }

    /** The file's time is that of the last rotation. */
    @Override
    public void forgetFormer() {
        try {
            KeysetHandle keyset = keyset();
            Instant rotated = Files.getLastModifiedTime(file).toInstant();
            if (keyset.size() > 1 && rotated.plus(formerKept).isBefore(clock.instant())) {
                KeysetHandle.Builder left = KeysetHandle.newBuilder();
                left.addEntry(KeysetHandle.importKey(keyset.getPrimary().getKey())
                        .withFixedId(keyset.getPrimary().getId())
                        .makePrimary());
                PrivateFile.replace(file, json(left.build()));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot take former keys out of " + file, e);
        }
    }
}
