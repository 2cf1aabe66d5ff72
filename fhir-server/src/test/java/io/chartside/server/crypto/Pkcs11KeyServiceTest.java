package io.chartside.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MA10: the master key in a token, with SoftHSM. {@code ./chartside test} installs it; without it this is skipped. */
class Pkcs11KeyServiceTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes();
    private static final KeyOwner OWNER = KeyOwner.kek("clinic");
    private static final String PIN = "271828";
    private static final String TOKEN =
            "chartside-test-" + ProcessHandle.current().pid();

    @TempDir
    static Path folder;

    private static Path library;
    private static long slot;
    private static Path pinFile;

    /** SoftHSM reads its configuration by an environment variable, which a JVM cannot set for itself: by its default place. */
    @BeforeAll
    static void token() throws Exception {
        Optional<Path> found = Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                        "/usr/lib64/pkcs11/libsofthsm2.so",
                        "/opt/homebrew/lib/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst();
        assumeTrue(found.isPresent(), "SoftHSM is not installed");
        library = found.get();
        String told = run("softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN);
        Matcher number = Pattern.compile("slot (\\d+)").matcher(told);
        assumeTrue(number.find(), "SoftHSM makes no token here: " + told);
        slot = Long.parseLong(number.group(1));
        pinFile = Files.createFile(
                folder.resolve("pin"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(pinFile, PIN + "\n");
        Provider provider = Security.getProvider("SunPKCS11")
                .configure("--name = preparing\nlibrary = " + library + "\nslot = " + slot + "\n"
                        + "attributes(*, CKO_SECRET_KEY, *) = {\n CKA_EXTRACTABLE = false\n CKA_SENSITIVE = true\n"
                        + " CKA_ENCRYPT = true\n CKA_DECRYPT = true\n}\n");
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, PIN.toCharArray());
        for (String label : List.of("master-1", "master-2")) {
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(256);
            SecretKey key = generator.generateKey();
            keys.setKeyEntry(label, key, null, null);
        }
    }

    @AfterAll
    static void deleteToken() throws Exception {
        if (pinFile != null) {
            run("softhsm2-util", "--delete-token", "--token", TOKEN);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes());
        process.waitFor(10, TimeUnit.SECONDS);
        return told;
    }

    private static MasterKey service(String label, String... former) {
        return new Pkcs11KeyService(new Pkcs11Settings(library, slot, pinFile, label, List.of(former)));
    }

    @Test
    void wrappedKey_opensForItsOwnerAlone_alsoInAnotherProcessOfOurs() {
        byte[] wrapped = service("master-1").wrap(KEY, OWNER);
        MasterKey master = service("master-1");

        assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
        assertThat(master.opens("another", wrapped)).isFalse();
        assertThat(new String(wrapped)).doesNotContain(new String(KEY));
        wrapped[wrapped.length - 1] ^= 1;
        assertThatThrownBy(() -> master.unwrap(wrapped, OWNER)).isInstanceOf(MasterKeyRefused.class);
    }

    @Test
    void changedLabel_formerOpensWhereItIsNamed() {
        byte[] wrapped = service("master-1").wrap(KEY, OWNER);
        MasterKey master = service("master-2", "master-1");

        assertThat(master.unwrap(wrapped, OWNER)).isEqualTo(KEY);
        assertThat(master.isNewest(wrapped)).isFalse();
        assertThat(master.isNewest(master.wrap(KEY, OWNER))).isTrue();
        assertThatThrownBy(() -> service("master-2").unwrap(wrapped, OWNER)).isInstanceOf(MasterKeyRefused.class);
    }

    @Test
    void missingKeyOrWrongSlot_isUnavailable_andAPinForOthersToReadIsRefused() throws Exception {
        assertThatThrownBy(() -> service("no-such-key").wrap(KEY, OWNER)).isInstanceOf(KeysUnavailable.class);
        MasterKey elsewhere =
                new Pkcs11KeyService(new Pkcs11Settings(library, 7_777_777L, pinFile, "master-1", List.of()));
        assertThatThrownBy(() -> elsewhere.wrap(KEY, OWNER)).isInstanceOf(KeysUnavailable.class);
        Path open = Files.writeString(folder.resolve("open-pin"), PIN);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        MasterKey careless = new Pkcs11KeyService(new Pkcs11Settings(library, slot, open, "master-1", List.of()));
        assertThatThrownBy(() -> careless.wrap(KEY, OWNER)).hasMessageContaining("chmod 600");
    }
}
