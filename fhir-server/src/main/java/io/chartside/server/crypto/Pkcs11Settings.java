package io.chartside.server.crypto;

import java.nio.file.Path;
import java.util.List;

/**
 * {@code chartside.keys.pkcs11}.
 *
 * @param library the token's PKCS#11 library, an absolute path
 * @param slot number of the token's slot; without it the first slot of the list
 * @param pinFile holds the user's PIN, its owner's alone (0600)
 * @param keyLabel CKA_LABEL of an AES key of 256 bits in the token
 * @param formerKeyLabels of keys that wrapped before and still open
 */
public record Pkcs11Settings(Path library, Long slot, Path pinFile, String keyLabel, List<String> formerKeyLabels) {
    public Pkcs11Settings {
        if (library == null || !library.isAbsolute() || pinFile == null) {
            throw new IllegalArgumentException(
                    "chartside.keys.pkcs11 needs library, an absolute path, pin-file and key-label");
        }
        formerKeyLabels = formerKeyLabels == null ? List.of() : List.copyOf(formerKeyLabels);
    }
}
