package io.chartside.app.plugin;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.security.GeneralSecurityException;

/** A Tink keyset in the key folder, made at its first use. */
final class KeysetFile {
    private KeysetFile() {}

    static KeysetHandle open(KeyFolder folder, String name, Parameters parameters) {
        String keyset = folder.contentOf(name, () -> newKeyset(parameters));
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("the key file " + name + " cannot be used", damaged);
        }
    }

    private static String newKeyset(Parameters parameters) {
        try {
            KeysetHandle handle = KeysetHandle.generateNew(parameters);
            return TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(parameters + " is not available", impossible);
        }
    }
}
