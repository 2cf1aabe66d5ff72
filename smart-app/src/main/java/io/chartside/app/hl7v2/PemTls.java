package io.chartside.app.hl7v2;

import io.chartside.app.ehr.Hl7v2Interface.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** The TLS of one receiver, from PEM files. */
final class PemTls {

    private PemTls() {}

    /**
     * @return empty where nothing differs from the Java installation's own
     * @throws IOException when a file cannot be read
     * @throws RuntimeException when it does not hold what it should; its text may quote the file
     */
    static Optional<SSLContext> context(Tls tls) throws IOException {
        if (tls.trusted().isEmpty() && tls.certificate().isEmpty()) {
            return Optional.empty();
        }
        PemSslStoreDetails own = tls.certificate().isEmpty()
                ? null
                : PemSslStoreDetails.forCertificate(text(tls.certificate().get()))
                        .withPrivateKey(text(tls.privateKey().orElseThrow()));
        PemSslStoreDetails trusted = tls.trusted().isEmpty()
                ? null
                : PemSslStoreDetails.forCertificate(text(tls.trusted().get()));
        return Optional.of(SslBundle.of(new PemSslStoreBundle(own, trusted)).createSslContext());
    }

    private static String text(Path file) throws IOException {
        String text = Files.readString(file);
        if (!text.contains("-----BEGIN ")) {
            // A file that is being replaced may be empty: whom it does not name is not trusted instead.
            throw new IOException("not a PEM file");
        }
        return text;
    }
}
