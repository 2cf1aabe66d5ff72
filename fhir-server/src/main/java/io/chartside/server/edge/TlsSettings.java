package io.chartside.server.edge;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code chartside.tls}: a second port for the network, TLS 1.3 only. The first, plain, stays where the house's own processes
 * reach it.
 *
 * @param port 1 to 65535; 0 for none
 * @param address to listen at
 * @param certificate PEM file of the certificate and its chain
 * @param privateKey PEM file of its key (PKCS#8)
 */
@ConfigurationProperties("chartside.tls")
record TlsSettings(
        @DefaultValue("0") int port,
        @DefaultValue("0.0.0.0") String address,
        String certificate,
        String privateKey) {
    TlsSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("chartside.tls.port is 1 to 65535, or 0 for none");
        }
        if (port > 0 && (isBlank(certificate) || isBlank(privateKey))) {
            throw new IllegalArgumentException(
                    "chartside.tls.port needs chartside.tls.certificate and chartside.tls.private-key");
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
