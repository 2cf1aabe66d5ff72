package io.chartside.server.edge;

import java.security.KeyStore;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLHostConfigCertificate.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;

/**
 * Serves the same as the plain port by TLS 1.3 (RFC 8446) and nothing older. A certificate that is replaced on the disk counts
 * from the next connection on; one that cannot be read is told in the log, and the former goes on.
 */
final class TlsPort {
    /** Of application.yml, which puts the configured files into it. */
    static final String BUNDLE = "chartside-tls";

    private static final Logger LOG = LoggerFactory.getLogger(TlsPort.class);
    private static final String ONLY = "TLSv1.3";

    private TlsPort() {}

    /** After all customizers of the factory: what they set for the plain port holds for this one. */
    static void open(TomcatWebServerFactory factory, TlsSettings settings, SslBundles bundles) {
        Connector connector = new Connector(TomcatWebServerFactory.DEFAULT_PROTOCOL);
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        factory.getProtocolHandlerCustomizers().forEach(customizer -> customize(customizer, protocol));
        factory.getConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
        connector.setPort(settings.port());
        connector.setProperty("address", settings.address());
        connector.setProperty("bindOnInit", "false");
        connector.setScheme("https");
        connector.setSecure(true);
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(configuration(protocol, bundles.getBundle(BUNDLE)));
        bundles.addBundleUpdateHandler(BUNDLE, renewed -> {
            protocol.addSslHostConfig(configuration(protocol, renewed), true);
            LOG.info("the TLS certificate was replaced");
        });
        factory.addAdditionalConnectors(connector);
    }

    @SuppressWarnings("unchecked")
    private static void customize(TomcatProtocolHandlerCustomizer<?> customizer, AbstractHttp11Protocol<?> protocol) {
        ((TomcatProtocolHandlerCustomizer<AbstractHttp11Protocol<?>>) customizer).customize(protocol);
    }

    private static SSLHostConfig configuration(AbstractHttp11Protocol<?> protocol, SslBundle bundle) {
        SSLHostConfig configuration = new SSLHostConfig();
        configuration.setHostName(protocol.getDefaultSSLHostConfigName());
        configuration.setProtocols(ONLY);
        configuration.setSslProtocol(ONLY);
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(configuration, Type.UNDEFINED);
        KeyStore keys = bundle.getStores().getKeyStore();
        certificate.setCertificateKeystore(keys);
        // A store made of PEM files has none; left out, Tomcat would try its own.
        String password = bundle.getStores().getKeyStorePassword();
        certificate.setCertificateKeystorePassword(password == null ? "" : password);
        configuration.addCertificate(certificate);
        return configuration;
    }
}
