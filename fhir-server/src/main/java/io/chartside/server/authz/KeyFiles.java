package io.chartside.server.authz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chartside.server.tenancy.ServerSettings;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import org.springframework.stereotype.Component;

/**
 * Private keys of the machine's own commands under {@code {data-dir}/keys}: P-384, one JWK a file, readable by the owner alone,
 * made when first needed.
 */
@Component
public final class KeyFiles {
    private final Path folder;

    KeyFiles(ServerSettings settings) {
        this.folder = settings.dataDir().resolve("keys");
    }

    /** @throws IllegalStateException when it cannot be read or made, or is damaged */
    public ECKey loadOrCreate(String fileName) {
        Path file = folder.resolve(fileName);
        try {
            if (!Files.exists(file)) {
                create(file, newKey());
            }
            return ECKey.parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read or write the key file " + file, e);
        } catch (ParseException e) {
            // The cause would repeat the file's content.
            throw new IllegalStateException("the key file " + file + " is damaged");
        }
    }

    /** Written aside and linked into place, so that another process never reads half a key. */
    private void create(Path file, ECKey key) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (posix) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        Path draft = Files.createTempFile(folder, "key", ".tmp");
        try {
            Files.writeString(draft, key.toJSONString());
            try {
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException e) {
                // Another process was first: its key counts.
                return;
            } catch (UnsupportedOperationException e) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_384).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make an EC P-384 key", e);
        }
    }
}
