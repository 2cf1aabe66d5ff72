package io.chartside.app.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate of localhost, as PEM files and as a side of TLS. */
public final class PemFiles {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "one";

    private final KeyStore keys;
    public final Path certificate;
    public final Path privateKey;

    /** @param host that the certificate names, besides nothing */
    public PemFiles(Path folder, String name, String host) throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + host,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool made no certificate");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        certificate = pem(
                folder.resolve(name + ".crt"),
                "CERTIFICATE",
                keys.getCertificate(ALIAS).getEncoded());
        privateKey = pem(
                folder.resolve(name + ".key"),
                "PRIVATE KEY",
                keys.getKey(ALIAS, PASSWORD).getEncoded());
    }

    private static Path pem(Path file, String label, byte[] der) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    /** This side of TLS, which trusts that one alone. */
    public SSLContext trusting(PemFiles other) throws GeneralSecurityException, IOException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, other.keys.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
