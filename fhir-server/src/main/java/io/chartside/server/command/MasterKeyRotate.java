package io.chartside.server.command;

import io.chartside.server.crypto.FileKeyService;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code ./chartside master-key rotate}: puts a new key in front of the master keyset in the data folder; the running server
 * does the rest. Exit code 0 when it is there, 1 when it is not, 2 for wrong options.
 */
public final class MasterKeyRotate {
    private MasterKeyRotate() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        boolean named = arguments.length == 2 && arguments[0].equals("--data-dir");
        if (!named && arguments.length > 0) {
            err.println("chartside: usage: chartside master-key rotate [--data-dir DIR]");
            return 2;
        }
        Path data = named ? Path.of(arguments[1]) : Path.of(System.getProperty("chartside.home", "."), ".chartside");
        Path file = data.resolve("keys").resolve("master-key.json");
        if (!Files.exists(file)) {
            err.println("chartside: there is no " + file
                    + "; a master key in AWS KMS or in a PKCS#11 token is rotated there (docs/security.md)");
            return 1;
        }
        try {
            out.println(
                    "master key " + Integer.toUnsignedString(FileKeyService.rotate(file)) + " is the newest in " + file
                            + "; the running server wraps the tenants' keys by it within a minute and says so in its log");
            return 0;
        } catch (IllegalStateException e) {
            err.println("chartside: " + e.getMessage());
            return 1;
        }
    }
}
